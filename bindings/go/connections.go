package codat

import (
	"context"
	"iter"
)

// Connections has the operations on connections; see [Client]. Every method may fail with an [*Error].
type Connections struct{ shared *caller }

func (c *Connections) caller() *caller { return (*service)(c).caller() }

// List lists a company's connections, a page at a time. [Connections.All] goes through all pages. This is the
// service's operation list-connections.
func (c *Connections) List(
	ctx context.Context, companyID string, request ListOptions, options ...CallOption,
) (*Page[Connection], error) {
	return ask[Page[Connection]](ctx, c.caller(), "connections.list", listInput{companyInput{companyID}, request}, options)
}

// All goes through a company's connections, as [Companies.All] goes through companies. This is the service's
// operation list-connections.
func (c *Connections) All(
	ctx context.Context, companyID string, request ListOptions, options ...CallOption,
) iter.Seq2[*Connection, error] {
	input := listInput{companyInput{companyID}, request}
	return pages[Connection](ctx, c.caller(), "connections.list", input, options)
}

// Create creates a connection to the software with this key, such as "gbol". Send the customer to its LinkURL to
// authorize it. A lost response never creates a second one. This is the service's operation create-connection.
func (c *Connections) Create(
	ctx context.Context, companyID, platformKey string, options ...CallOption,
) (*Connection, error) {
	return ask[Connection](ctx, c.caller(), "connections.create", platformInput{companyID, platformKey}, options)
}

// Get gets a connection. This is the service's operation get-connection.
func (c *Connections) Get(
	ctx context.Context, companyID, connectionID string, options ...CallOption,
) (*Connection, error) {
	return ask[Connection](ctx, c.caller(), "connections.get", connectionInput{companyID, connectionID}, options)
}

// Delete deletes a connection with its data, for good. This is the service's operation delete-connection. It has no
// idempotency key: if the outcome of a call is unknown, call again; [ErrNotFound] then means that it is done.
func (c *Connections) Delete(ctx context.Context, companyID, connectionID string, options ...CallOption) error {
	return c.caller().call(ctx, "connections.delete", connectionInput{companyID, connectionID}, options, nil)
}

// Unlink withdraws from a connection that is Linked: no data is pulled any more, and pulled data remains readable.
// This is the service's operation unlink-connection.
func (c *Connections) Unlink(
	ctx context.Context, companyID, connectionID string, options ...CallOption,
) (*Connection, error) {
	return ask[Connection](ctx, c.caller(), "connections.unlink", connectionInput{companyID, connectionID}, options)
}

// UpdateAuthorization hands over what authorizes a connection, in the pairs that its software requires. They are
// secrets. This is the service's operation update-connection-authorization. It has no idempotency key: if the outcome
// of a call is unknown, call again, the result is the same.
func (c *Connections) UpdateAuthorization(
	ctx context.Context, companyID, connectionID string, authorization map[string]string, options ...CallOption,
) (*Connection, error) {
	input := authorizationInput{connectionInput{companyID, connectionID}, authorization}
	return ask[Connection](ctx, c.caller(), "connections.update_authorization", input, options)
}

// WaitUntilLinked waits until a customer has authorized, and returns the connection: the one that the request
// names, or the first that is Linked. It waits until the deadline of ctx, 15 minutes if ctx has none.
func (c *Connections) WaitUntilLinked(
	ctx context.Context, companyID string, request WaitUntilLinked, options ...CallOption,
) (*Connection, error) {
	input := linkedInput{companyID, request.ConnectionID, milliseconds(request.PollInterval)}
	return ask[Connection](ctx, c.caller(), "connections.wait_until_linked", input, options)
}

// NeedsReauthorization finds the connections that the customer or the software withdrew. Send the customer to
// the LinkURL of the result then, and never make a new company for it.
func (c *Connections) NeedsReauthorization(
	ctx context.Context, companyID string, options ...CallOption,
) (*Reauthorization, error) {
	input := companyInput{companyID}
	return ask[Reauthorization](ctx, c.caller(), "connections.needs_reauthorization", input, options)
}
