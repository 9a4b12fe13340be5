package codat

import (
	"context"
	"errors"
	"runtime"
	"time"
)

// caller is what the methods of a client share. Nothing in it refers back to the client, so that a client which
// is forgotten can be collected.
type caller struct {
	handle  *handle
	hearing *users // of the client's logger
	timeout time.Duration
	turns   chan struct{}
}

// Each call occupies a thread until it ends, and Go gives up at 10,000 threads: further calls wait for one.
const maxThreads = 256

// The library's own default, which this package has to know.
const defaultTimeout = 60 * time.Second

// waits are the operations that take long, and how long the library lets them.
var waits = map[string]time.Duration{
	"companies.create_many":         24 * time.Hour,
	"connections.wait_until_linked": 15 * time.Minute,
	"refresh.wait_until_complete":   30 * time.Minute,
}

// longest is the longest time that the library takes.
const longest = 24 * time.Hour

func newCaller(handle *handle, hearing *users, config config) *caller {
	caller := &caller{handle: handle, hearing: hearing, timeout: defaultTimeout}
	if config.Timeout != nil {
		caller.timeout = time.Duration(*config.Timeout)
	}
	threads := maxThreads
	if config.MaxConnections != nil {
		threads = max(threads, *config.MaxConnections)
	}
	caller.turns = make(chan struct{}, threads)
	return caller
}

// ask calls an operation and reads its answer into a T.
func ask[T any](
	ctx context.Context, c *caller, operation string, input any, options []CallOption,
) (*T, error) {
	result := new(T)
	if err := c.call(ctx, operation, input, options, result); err != nil {
		return nil, err
	}
	return result, nil
}

// call calls an operation with what input holds, and reads its answer into result, a pointer, unless that is nil.
func (c *caller) call(
	ctx context.Context, operation string, input any, options []CallOption, result any,
) error {
	call, err := c.begin(ctx, operation, options)
	if err != nil {
		return err
	}
	text, err := encodeInput(input)
	if err != nil {
		return call.failed(err)
	}
	return call.failed(call.perform(result, func(ctx context.Context) (outcome, error) {
		client, err := c.handle.use()
		if err != nil {
			return outcome{}, err
		}
		number, release, err := nativeContext(ctx, call.options)
		if err != nil {
			return outcome{}, err
		}
		defer release()
		return nativeCall(client, number, operation, text), nil
	}))
}

// call is a call on its way.
type call struct {
	*caller
	ctx       context.Context
	operation string
	options   callOptions
}

func (c *caller) begin(ctx context.Context, operation string, options []CallOption) (*call, error) {
	begun := &call{caller: c, ctx: ctx, operation: operation}
	for _, option := range options {
		if option != nil {
			option(&begun.options)
		}
	}
	if begun.options.meta != nil {
		*begun.options.meta = Meta{}
	}
	switch {
	case c == nil:
		return nil, begun.failed(notMade())
	case ctx == nil:
		return nil, begun.failed(noContext())
	}
	return begun, nil
}

// close ends the client that the caller is of.
func (c *caller) close() error {
	if c == nil {
		return notMade()
	}
	return c.handle.close()
}

// notMade is the error of a Client that New did not make.
func notMade() error {
	return &Error{Kind: ErrInvalidHandle, Message: "the client was not made by codat.New"}
}

// noContext is the error of a context that is nil.
func noContext() error {
	return &Error{Kind: ErrInvalidArgument, Member: "ctx", Message: "ctx: expected a context, found nil"}
}

// perform has the library do its work when it is the call's turn, and reads what came out into result. The context
// that do gets is the call's; after waiting for the turn it has the time that is left.
func (c *call) perform(result any, do func(ctx context.Context) (outcome, error)) error {
	ctx := c.ctx
	if ctx.Err() != nil {
		return c.notSent(ctx)
	}
	select {
	case c.turns <- struct{}{}:
	default:
		limited, cancel := c.limited()
		defer cancel()
		select {
		case c.turns <- struct{}{}:
		case <-limited.Done():
			return c.notSent(limited)
		}
		ctx = limited
	}
	defer func() { <-c.turns }()
	c.hearing.enter()
	defer c.hearing.leave()
	out, err := do(ctx)
	runtime.KeepAlive(c.handle)
	if err != nil {
		return err
	}
	defer out.free()
	return readDocument(out, c.operation, result, c.options.meta)
}

// limited is the call's context with a deadline: its own, or else what the library would allow.
func (c *call) limited() (context.Context, context.CancelFunc) {
	if _, ok := c.ctx.Deadline(); ok {
		return c.ctx, func() {}
	}
	timeout := c.timeout
	if wait, ok := waits[c.operation]; ok {
		timeout = wait
	}
	return context.WithTimeout(c.ctx, timeout)
}

// failed completes the error of a call, if it is one.
func (c *call) failed(err error) error {
	var failed *Error
	if !errors.As(err, &failed) {
		return err
	}
	if _, known := methods()[c.operation]; known {
		failed.Operation = c.operation
	}
	if key := c.options.context.IdempotencyKey; key != nil && failed.OutcomeUnknown && takesKey(c.operation) {
		// Also where there was no memory to tell.
		failed.IdempotencyKey = *key
	}
	failed.endedBy(c.ctx)
	return failed
}

// nativeContext makes the library's counterpart of a context with options: 0 where neither says anything. After
// release it is no longer there.
func nativeContext(ctx context.Context, chosen callOptions) (number uintptr, release func(), err error) {
	options := chosen.context
	deadline, limited := ctx.Deadline()
	if limited {
		left := milliseconds(min(max(time.Until(deadline), time.Millisecond), longest))
		options.Timeout = &left
	}
	if options == (contextOptions{}) && ctx.Done() == nil && chosen.listener == nil {
		return 0, func() {}, nil
	}
	text, err := encodeInput(options)
	if err != nil {
		return 0, nil, err
	}
	listener, forget := chosen.listener.number()
	out := nativeContextNew(text, listener)
	defer out.free()
	if err := readDocument(out, "", nil, nil); err != nil {
		forget()
		return 0, nil, err
	}
	stop := context.AfterFunc(ctx, func() {
		// The library knows the deadline, and tells a time-out from cancelling.
		if !limited || time.Now().Before(deadline) {
			nativeContextCancel(out.handle)
		}
	})
	return out.handle, func() {
		// One that is being cancelled at this moment may be gone: numbers are never used again.
		stop()
		nativeContextFree(out.handle)
		forget()
	}, nil
}

// notSent is the failure of a call that did not begin because its context ended. A key that was sent before may have
// done the work then.
func (c *call) notSent(ctx context.Context) error {
	failed := notSent(ctx)
	if key := c.options.context.IdempotencyKey; key != nil && takesKey(c.operation) {
		failed.Meta.IdempotencyKey = *key
		failed.OutcomeUnknown = !c.options.context.FirstUse
	}
	return failed
}

// notSent is the failure of what did not begin because its context had ended.
func notSent(ctx context.Context) *Error {
	failed := &Error{Kind: ErrCancelled, Message: "the call was cancelled"}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		failed = &Error{Kind: ErrTimeout, Message: "no answer within the time allowed", Retryable: true}
	}
	failed.endedBy(ctx)
	return failed
}
