package codat

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"time"
)

// caller is what the methods of a client share. Nothing in it refers back to the client, so that a client which
// is forgotten can be collected.
type caller struct {
	handle *handle
	turns  chan struct{}
}

// Each call occupies a thread until it ends, and Go gives up at 10,000 threads: further calls wait for one.
const maxThreads = 256

func newCaller(handle *handle, maxConnections *int) *caller {
	threads := maxThreads
	if maxConnections != nil {
		threads = max(threads, *maxConnections)
	}
	return &caller{handle, make(chan struct{}, threads)}
}

// call calls an operation and reads its answer into result, unless that is nil.
func (c *caller) call(
	ctx context.Context, operation string, input []byte, options []CallOption, result any,
) error {
	var chosen callOptions
	for _, option := range options {
		option(&chosen)
	}
	meta, err := c.perform(ctx, operation, input, &chosen.context, result)
	if chosen.meta != nil {
		*chosen.meta = meta
	}
	if err == nil {
		return nil
	}
	// Everything that fails here fails with an *Error.
	var failed *Error
	errors.As(err, &failed)
	failed.Operation, failed.Meta = operation, meta
	if failed.cause == nil && (failed.Kind == ErrCancelled || failed.Kind == ErrTimeout) {
		failed.cause = ended(ctx)
	}
	return failed
}

func (c *caller) perform(
	ctx context.Context, operation string, input []byte, options *contextOptions, result any,
) (meta Meta, err error) {
	if ctx.Err() != nil {
		return meta, notSent(ctx)
	}
	select {
	case c.turns <- struct{}{}:
		defer func() { <-c.turns }()
	case <-ctx.Done():
		return meta, notSent(ctx)
	}
	client, err := c.handle.use()
	if err != nil {
		return meta, err
	}
	number, release, err := nativeContext(ctx, options)
	if err != nil {
		return meta, err
	}
	out := nativeCall(client, number, operation, input)
	release()
	runtime.KeepAlive(c.handle)
	defer out.free()
	return readDocument(out, result)
}

// nativeContext makes the library's counterpart of a context, 0 where there is nothing that it would say. After
// release it is no longer cancelled and no longer there.
func nativeContext(ctx context.Context, options *contextOptions) (number uintptr, release func(), err error) {
	deadline, hasDeadline := ctx.Deadline()
	if hasDeadline {
		remaining := min(max(time.Until(deadline), 0), longest)
		options.Timeout = &remaining
	}
	if ctx.Done() == nil && *options == (contextOptions{}) {
		return 0, func() {}, nil
	}
	text, err := appendValue(nil, reflect.ValueOf(*options))
	if err != nil {
		return 0, nil, err
	}
	out := nativeContextNew(text)
	defer out.free()
	if err := failure(out); err != nil {
		return 0, nil, err
	}
	number = out.handle
	cancelled := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(cancelled)
		// The library knows the deadline, and tells a time-out from cancelling.
		if !hasDeadline || !errors.Is(ctx.Err(), context.DeadlineExceeded) {
			nativeContextCancel(number)
		}
	})
	return number, func() {
		if !stop() {
			<-cancelled
		}
		nativeContextFree(number)
	}, nil
}

// longest is the longest time that the library takes.
const longest = 24 * time.Hour

// ended is the error of a context that has ended, else nil. At the deadline the library may be a moment ahead
// of the context's own timer.
func ended(ctx context.Context) error {
	deadline, ok := ctx.Deadline()
	if ctx.Err() == nil && ok && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

// notSent is the failure of a call whose context ended before anything was sent.
func notSent(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &Error{Kind: ErrTimeout, Message: "no answer within the time allowed", Retryable: true, cause: ctx.Err()}
	}
	return &Error{Kind: ErrCancelled, Message: "the call was cancelled", cause: ctx.Err()}
}
