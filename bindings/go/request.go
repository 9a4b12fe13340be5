package codat

import (
	"context"
	"iter"
	"slices"
	"strings"
)

// Request is the query and the body of any request; see [Client.Request].
type Request struct {
	// Query are the parameters: strings, numbers, booleans, or slices of these, which become one parameter for each item.
	Query map[string]any
	// Body is anything that encoding/json writes; nil for none. Only POST, PUT and PATCH have one.
	Body any
}

// anyInput is a request as the library takes it.
type anyInput struct {
	Path  string         `json:"path"`
	Page  int64          `json:"page,omitzero"`
	Query map[string]any `json:"query,omitempty"`
	Body  any            `json:"body,omitempty"`
}

// Request sends a request that has no separate method. Authorization, retries, the idempotency key, limits and errors are
// the same as for every call. The typed methods also check that a response belongs to its request.
//
// The method is "GET", "POST", "PUT", "PATCH" or "DELETE". The path is below the base URL, such as
// "/companies/<id>/connections"; characters that a path cannot hold are percent-encoded, and a path that could leave the
// base URL is refused. The response, any JSON or null, is read into what result points to, unless that is nil.
func (c *Client) Request(
	ctx context.Context, method, path string, request Request, result any, options ...CallOption,
) error {
	if !slices.Contains(requestMethods, method) {
		message := "method: expected " + strings.Join(requestMethods, ", ")
		return &Error{Kind: ErrInvalidArgument, Member: "method", Message: message}
	}
	input := anyInput{Path: path, Query: request.Query, Body: request.Body}
	return c.shared().call(ctx, requestOf(method), input, options, result)
}

// ListRequest says which list [All] goes through.
type ListRequest struct {
	// Path is as for [Client.Request].
	Path string
	// Query is as in [Request], such as {"pageSize": 1000}, without page.
	Query map[string]any
	// Page is the first page; 0 for the first of the list.
	Page int64
}

// All goes through the rows of all pages of any list, as [Companies.All] goes through companies. T is what a row is read
// into, such as map[string]any.
func All[T any](
	ctx context.Context, client *Client, request ListRequest, options ...CallOption,
) iter.Seq2[*T, error] {
	input := anyInput{Path: request.Path, Page: request.Page, Query: request.Query}
	return pages[T](ctx, client.shared(), anyList, input, options)
}
