package codat

import "context"

// Groups has the operations on groups; see [Client]. Every method may fail with an [*Error].
type Groups struct{ shared *caller }

func (g *Groups) caller() *caller { return (*service)(g).caller() }

// List lists all groups. This is the service's operation list-groups.
func (g *Groups) List(ctx context.Context, options ...CallOption) (*GroupList, error) {
	return ask[GroupList](ctx, g.caller(), "groups.list", struct{}{}, options)
}

// Create creates a group; its name has at most 50 characters. It can be neither renamed nor deleted afterwards, and
// there can be at most 20 ([ErrConflict] beyond). Keep its ID. This is the service's operation create-group.
func (g *Groups) Create(ctx context.Context, name string, options ...CallOption) (*Group, error) {
	return ask[Group](ctx, g.caller(), "groups.create", groupInput{name}, options)
}

// AddCompany adds a company to a group; it may be in several. This is the service's operation add-company-to-group.
func (g *Groups) AddCompany(
	ctx context.Context, companyID, groupID string, options ...CallOption,
) (*Company, error) {
	return ask[Company](ctx, g.caller(), "groups.add_company", memberInput{companyID, groupID}, options)
}

// RemoveCompany removes a company from a group. This is the service's operation remove-company-from-group. It has no
// idempotency key: if the outcome of a call is unknown, call again; [ErrNotFound] then means that it is done.
func (g *Groups) RemoveCompany(ctx context.Context, companyID, groupID string, options ...CallOption) error {
	return g.caller().call(ctx, "groups.remove_company", memberInput{companyID, groupID}, options, nil)
}
