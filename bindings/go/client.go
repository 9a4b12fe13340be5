package codat

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
)

// Client is a client of the service: a configuration, and a pool of connections that its calls share. Make one
// with [New] and keep it; any number of goroutines may use it at once.
type Client struct {
	// Companies has the operations on companies.
	Companies *Companies
	// Groups has the operations on groups.
	Groups *Groups

	caller *caller
}

// New makes a client. Nothing is sent and no connection is opened yet. Close it when it is done with.
//
// It fails with [ErrInvalidArgument], naming the member of the configuration and what was expected, and with
// [ErrUnsupported] where the library that was loaded does not fit this package.
func New(options ...Option) (*Client, error) {
	if err := checkABI(); err != nil {
		return nil, err
	}
	var config config
	for _, option := range options {
		option(&config)
	}
	text, err := appendValue(nil, reflect.ValueOf(config))
	if err != nil {
		return nil, err
	}
	out := nativeClientNew(text)
	defer out.free()
	if err := failure(out); err != nil {
		return nil, err
	}
	caller := newCaller(newHandle("client", out.handle, nativeClientFree), config.MaxConnections)
	return &Client{Companies: &Companies{caller}, Groups: &Groups{caller}, caller: caller}, nil
}

// Close ends the client. Calls still running in other goroutines end undisturbed, and idle connections close.
// A second Close and calls after Close fail with [ErrInvalidHandle].
func (c *Client) Close() error { return c.caller.handle.close() }

// Call calls an operation by its name, such as "companies.create", with its input as a JSON object, "{}" for
// none. It returns the service's answer to the letter, "null" for an operation that answers nothing. Everything
// else is as for the typed methods.
func (c *Client) Call(
	ctx context.Context, operation, inputJSON string, options ...CallOption,
) (json.RawMessage, Meta, error) {
	var meta Meta
	for name, text := range map[string]string{"operation": operation, "inputJSON": inputJSON} {
		if strings.ContainsRune(text, 0) {
			return nil, meta, &Error{
				Kind: ErrInvalidArgument, Operation: operation, Message: name + ": expected no NUL characters"}
		}
	}
	var result json.RawMessage
	err := c.caller.call(ctx, operation, []byte(inputJSON), append(options, CaptureMeta(&meta)), &result)
	return result, meta, err
}
