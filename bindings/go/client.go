package codat

import (
	"context"
	"encoding/json"
	"fmt"
)

// Client is a client of the service: a configuration, and a pool of connections that its calls share. Make one
// with [New] and keep it; any number of goroutines may use it at once.
type Client struct {
	// Companies has the operations on companies.
	Companies *Companies
	// Connections has the operations on connections: a company's authorized access to one software.
	Connections *Connections
	// Refresh has the operations that pull data.
	Refresh *Refresh
	// Integrations has the operations on integrations: the software that customers can connect.
	Integrations *Integrations
	// Webhooks has the operations on webhook consumers.
	Webhooks *Webhooks
	// Groups has the operations on groups.
	Groups *Groups
	// ConnectionManagement has the operations for the user interface in which customers manage their connections.
	ConnectionManagement *ConnectionManagement
	// Push has the operations on pushes: records that were written to the customer's software.
	Push *Push
	// SupplementalData has the operations on supplemental data.
	SupplementalData *SupplementalData
	// CustomDataTypes has the operations on custom data types.
	CustomDataTypes *CustomDataTypes
	// Settings has the operations on your account: profile, sync settings, web origins, API keys.
	Settings *Settings

	caller *caller
}

// New makes a client. Nothing is sent and no connection is opened yet. Close it when it is done with.
//
// It fails with [ErrInvalidArgument], naming the invalid field of the configuration and what was expected, and with
// [ErrUnsupported] if the library that was loaded does not fit this package.
func New(options ...Option) (*Client, error) {
	if err := checkABI(); err != nil {
		return nil, err
	}
	var config config
	for _, option := range options {
		if option != nil {
			option(&config)
		}
	}
	text, err := encodeInput(config)
	if err != nil {
		return nil, err
	}
	logger, level := listening(config.Logger)
	out := nativeClientNew(text, level)
	defer out.free()
	if err := readDocument(out, "", nil, nil); err != nil {
		return nil, err
	}
	caller := newCaller(newHandle("client", out.handle, nativeClientFree), logger, config)
	return &Client{
		Companies:            &Companies{caller},
		Connections:          &Connections{caller},
		Refresh:              &Refresh{caller},
		Integrations:         &Integrations{caller},
		Webhooks:             &Webhooks{caller},
		Groups:               &Groups{caller},
		ConnectionManagement: &ConnectionManagement{caller},
		Push:                 &Push{caller},
		SupplementalData:     &SupplementalData{caller},
		CustomDataTypes:      &CustomDataTypes{caller},
		Settings:             &Settings{caller},
		caller:               caller,
	}, nil
}

// Close ends the client. Calls still running in other goroutines end undisturbed, and idle connections close.
// A second Close and calls after Close fail with [ErrInvalidHandle]. A copy of a Client is the same client: closing
// one closes both.
func (c *Client) Close() error { return c.shared().close() }

// shared is nil in what New did not make.
func (c *Client) shared() *caller {
	if c == nil {
		return nil
	}
	return c.caller
}

// String names no secrets.
func (c Client) String() string { return "codat.Client" }

// GoString is the same as String.
func (c Client) GoString() string { return c.String() }

// Call calls an operation by its name, such as "companies.create", with its input as a JSON object, "{}" for
// none: for what the typed methods do not cover. It returns the body of the service's response verbatim, "null" if the
// operation has no result. [Operations] lists the names. Everything else is as for the typed methods.
func (c *Client) Call(
	ctx context.Context, operation, inputJSON string, options ...CallOption,
) (json.RawMessage, error) {
	if err := passable("operation", operation); err != nil {
		return nil, err
	}
	const longest = 100
	if len(operation) > longest {
		// The library's error would repeat all of it.
		message := fmt.Sprintf("operation: expected a name of at most %d bytes, found %d", longest, len(operation))
		return nil, &Error{Kind: ErrInvalidArgument, Member: "operation", Message: message}
	}
	var result json.RawMessage
	err := c.shared().call(ctx, operation, rawInput(inputJSON), options, &result)
	return result, err
}
