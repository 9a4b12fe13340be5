package codat

// CompanyRequest is what a company is created or replaced with.
type CompanyRequest struct {
	// Name is required. The service removes characters other than letters, digits, white space and -',&@.?!
	Name string `json:"name"`
	// Description is further words about it.
	Description string `json:"description,omitzero"`
	// Tags are at most 10: keys of 1 to 27 characters, values of at most 100.
	Tags map[string]string `json:"tags,omitzero"`
	// Groups to put it in.
	Groups []GroupRef `json:"groups,omitzero"`
}

// GroupRef names a group in a request.
type GroupRef struct {
	// ID is the group's identifier.
	ID string `json:"id"`
}

// CompanyUpdate is what to change of a company; what is nil stays as it is. See [Ptr].
type CompanyUpdate struct {
	// Name is its new name.
	Name *string `json:"name,omitzero"`
	// Description is its new description.
	Description *string `json:"description,omitzero"`
	// Tags are its new tags, in place of all it has: at most 10; none where the map is empty and not nil.
	Tags map[string]string `json:"tags,omitzero"`
}

// ListCompanies tells which companies to list; empty, it is the first page of all of them.
type ListCompanies struct {
	// Page is which page, from 1. Default: 1.
	Page int `json:"page,omitzero"`
	// PageSize is how many on a page, 1 to 5000. Default: 100.
	PageSize int `json:"pageSize,omitzero"`
	// Query is a filter in the service's query language, such as "name~bakery".
	Query string `json:"query,omitzero"`
	// OrderBy is a property to order by, such as "name", or "-name" for descending.
	OrderBy string `json:"orderBy,omitzero"`
	// Tags is a filter by tags, such as "region=uk && team=invoice-finance".
	Tags string `json:"tags,omitzero"`
}

// The inputs of operations: identifiers and a request's members side by side in one flat object.

type companyInput struct {
	CompanyID string `json:"companyId"`
}

type replaceInput struct {
	companyInput
	CompanyRequest
}

type updateInput struct {
	companyInput
	CompanyUpdate
}

type productInput struct {
	CompanyID         string `json:"companyId"`
	ProductIdentifier string `json:"productIdentifier"`
}

type refreshInput struct {
	productInput
	DataTypes []string `json:"dataTypes,omitzero"`
}

type groupInput struct {
	Name string `json:"name"`
}

type memberInput struct {
	CompanyID string `json:"companyId"`
	GroupID   string `json:"groupId"`
}
