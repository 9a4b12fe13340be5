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
	timeout time.Duration
	turns   chan struct{}
}

// Each call occupies a thread until it ends, and Go gives up at 10,000 threads: further calls wait for one.
const maxThreads = 256

// The library's own default, which this package has to know.
const defaultTimeout = 60 * time.Second

// waits are the operations that wait, and for how long the library has them do so.
var waits = map[string]time.Duration{
	"connections.wait_until_linked": 15 * time.Minute,
	"refresh.wait_until_complete":   30 * time.Minute,
}

// longest is the longest time that the library takes.
const longest = 24 * time.Hour

func newCaller(handle *handle, config config) *caller {
	caller := &caller{handle: handle, timeout: defaultTimeout}
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
	var chosen callOptions
	for _, option := range options {
		option(&chosen)
	}
	// The time counts from here, so that waiting for a turn counts too.
	limited, cancel := ctx, context.CancelFunc(func() {})
	if _, ok := ctx.Deadline(); !ok {
		timeout := c.timeout
		if wait, ok := waits[operation]; ok {
			timeout = wait
		}
		limited, cancel = context.WithTimeout(ctx, timeout)
	}
	defer cancel()
	meta, err := c.perform(limited, operation, input, chosen.context, result)
	if chosen.meta != nil {
		*chosen.meta = meta
	}
	var failed *Error
	if !errors.As(err, &failed) {
		return err
	}
	failed.Operation, failed.Meta = operation, meta
	if failed.Kind == ErrCancelled || failed.Kind == ErrTimeout {
		failed.cause = ended(ctx)
	}
	return failed
}

// perform does the work of call; what it fails with is an *Error.
func (c *caller) perform(
	ctx context.Context, operation string, input any, options contextOptions, result any,
) (Meta, error) {
	text, err := encodeInput(input)
	if err != nil {
		return Meta{}, err
	}
	if ctx.Err() != nil {
		return Meta{}, notSent(ctx)
	}
	select {
	case c.turns <- struct{}{}:
		defer func() { <-c.turns }()
	case <-ctx.Done():
		return Meta{}, notSent(ctx)
	}
	client, err := c.handle.use()
	if err != nil {
		return Meta{}, err
	}
	number, release, err := nativeContext(ctx, options)
	if err != nil {
		return Meta{}, err
	}
	out := nativeCall(client, number, operation, text)
	release()
	runtime.KeepAlive(c.handle)
	defer out.free()
	return readDocument(out, result)
}

// nativeContext makes the library's counterpart of a context that has a deadline. After release it is no longer
// cancelled and no longer there.
func nativeContext(ctx context.Context, options contextOptions) (number uintptr, release func(), err error) {
	deadline, _ := ctx.Deadline()
	options.Timeout = milliseconds(min(max(time.Until(deadline), time.Millisecond), longest))
	text, err := encodeInput(options)
	if err != nil {
		return 0, nil, err
	}
	out := nativeContextNew(text)
	defer out.free()
	if _, err := readDocument(out, nil); err != nil {
		return 0, nil, err
	}
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		// The library knows the deadline, and tells a time-out from cancelling.
		if time.Now().Before(deadline) {
			nativeContextCancel(out.handle)
		}
	})
	return out.handle, func() {
		if !stop() {
			<-done
		}
		nativeContextFree(out.handle)
	}, nil
}

// ended is the error of a context that has ended, else nil. At the deadline the library may be a moment ahead
// of the context's own timer.
func ended(ctx context.Context) error {
	deadline, ok := ctx.Deadline()
	if ctx.Err() == nil && ok && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

// notSent is the failure of what did not begin because its context had ended.
func notSent(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		message := "no answer within the time allowed"
		return &Error{Kind: ErrTimeout, Message: message, Retryable: true, cause: ctx.Err()}
	}
	return &Error{Kind: ErrCancelled, Message: "the call was cancelled", cause: ctx.Err()}
}
