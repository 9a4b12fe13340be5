package codat

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"time"
)

// caller is what the methods of a client share. Nothing in it refers back to the client, so that a client which
// is forgotten can be collected.
type caller struct {
	handle  *handle
	logger  *slog.Logger // nil if it has nothing enabled
	timeout time.Duration
	turns   turns
}

// turns are as many as calls may hold a thread at once. A channel serves first who came first.
type turns chan struct{}

// The library's own defaults, which this package has to know.
const (
	defaultTimeout        = 60 * time.Second
	defaultMaxConnections = 10
)

// longest is the longest time that the library takes.
const longest = 24 * time.Hour

// waits are the operations that take long. They are begun, and hold no thread.
var waits = map[string]bool{
	createMany:                      true,
	"connections.wait_until_linked": true,
	"refresh.wait_until_complete":   true,
}

func newCaller(handle *handle, logger *slog.Logger, config config) *caller {
	caller := &caller{handle: handle, logger: logger, timeout: defaultTimeout}
	if config.Timeout != nil {
		caller.timeout = time.Duration(*config.Timeout)
	}
	connections := defaultMaxConnections
	if config.MaxConnections != nil {
		connections = *config.MaxConnections
	}
	// Two more: when a request ends, the next one is in the library already.
	caller.turns = make(turns, connections+2)
	return caller
}

// ask calls an operation and reads its result into a T.
func ask[T any](
	ctx context.Context, c *caller, operation string, input any, options []CallOption,
) (*T, error) {
	result := new(T)
	if err := c.call(ctx, operation, input, options, result); err != nil {
		return nil, err
	}
	return result, nil
}

// call calls an operation with the fields of input, and reads its result into result, a pointer, unless that is nil.
func (c *caller) call(
	ctx context.Context, operation string, input any, options []CallOption, result any,
) error {
	call, err := c.begin(ctx, operation, options)
	if err != nil {
		return err
	}
	text, err := call.encode(input)
	switch {
	case err != nil:
	case ctx.Err() != nil:
		err = notSent(ctx)
	case waits[operation]:
		err = call.wait(text, result)
	default:
		err = call.block(text, result)
	}
	return call.ended(err)
}

// call is a call in flight.
type call struct {
	*caller
	ctx       context.Context
	operation string
	options   callOptions
	began     time.Time
	queued    time.Duration // for its turn
	nested    bool          // in a log handler
}

func (c *caller) begin(ctx context.Context, operation string, options []CallOption) (*call, error) {
	begun := &call{caller: c, ctx: ctx, operation: operation, began: time.Now()}
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
		return nil, begun.ended(notMade())
	case ctx == nil:
		return nil, begun.ended(noContext())
	}
	begun.nested = c.logger != nil && nativeIsMute()
	return begun, nil
}

// encode writes the input with the extra fields of the call's options.
func (c *call) encode(input any) ([]byte, error) {
	text, err := encodeInput(input)
	if err != nil || c.options.extra == nil {
		return text, err
	}
	if _, complete := input.(rawInput); complete {
		message := "extra: the input of Call is complete, and takes extra fields itself"
		return nil, &Error{Kind: ErrInvalidArgument, Member: "extra", Message: message}
	}
	extra, err := encodeInput(struct {
		Extra map[string]any `json:"extra"`
	}{c.options.extra})
	if err != nil {
		return nil, err
	}
	// Both are objects: {"a":1} and {"extra":{}}.
	if text = text[:len(text)-1]; len(text) > 1 {
		text = append(text, ',')
	}
	return append(text, extra[1:]...), nil
}

// service is a part of a client, such as Companies.
type service struct{ shared *caller }

// caller is nil in what New did not make.
func (s *service) caller() *caller {
	if s == nil {
		return nil
	}
	return s.shared
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

// block makes the call on a thread, which it holds until the call ends, when it is its turn.
func (c *call) block(input []byte, result any) error {
	leave, err := c.enter()
	if err != nil {
		return err
	}
	defer leave()
	client, err := c.handle.use()
	if err != nil {
		return err
	}
	context, release, err := c.context()
	if err != nil {
		return err
	}
	defer release()
	logging, forget := c.logging()
	defer forget()
	out := nativeCall(client, context, c.operation, input, logging)
	runtime.KeepAlive(c.handle)
	defer out.free()
	return readDocument(out, c.operation, result, c.options.meta)
}

// ended completes the error of a call that ended, if there is one, and counts the time before its turn.
func (c *call) ended(err error) error {
	if c.options.meta != nil {
		c.options.meta.wait(c.queued)
	}
	var failed *Error
	if !errors.As(err, &failed) {
		return err
	}
	failed.Meta.wait(c.queued)
	if _, known := methods()[c.operation]; known {
		failed.Operation = c.operation
	}
	if key := c.options.context.IdempotencyKey; key != nil && takesKey(c.operation) {
		// What was not sent again says nothing about the call that it repeats.
		isRepeat := failed.Meta.Attempts == 0 && !c.options.context.FirstUse
		failed.OutcomeUnknown = failed.OutcomeUnknown || isRepeat
		failed.Meta.IdempotencyKey = *key
		if failed.OutcomeUnknown {
			failed.IdempotencyKey = *key
		}
	}
	failed.endedBy(c.ctx)
	return failed
}

// settings are the call's options, with the time that is left if it has a deadline, or waited for its turn.
func (c *call) settings() contextOptions {
	settings := c.options.context
	deadline, limited := c.ctx.Deadline()
	if !limited && c.queued > 0 {
		deadline, limited = c.began.Add(c.timeout), true
	}
	if limited {
		left := milliseconds(min(max(time.Until(deadline), time.Millisecond), longest))
		settings.Timeout = &left
	}
	return settings
}

// whenCancelled does something when the call's context is cancelled. The library knows the deadline, and distinguishes a
// timeout from cancelling.
func (c *call) whenCancelled(do func()) (stop func() bool) {
	deadline, limited := c.ctx.Deadline()
	return context.AfterFunc(c.ctx, func() {
		if !limited || time.Now().Before(deadline) {
			do()
		}
	})
}

// context makes the library's counterpart of the call's context and options: 0 if neither sets anything. After
// release it no longer exists.
func (c *call) context() (number uintptr, release func(), err error) {
	settings := c.settings()
	if settings == (contextOptions{}) && c.ctx.Done() == nil {
		return 0, func() {}, nil
	}
	text, err := encodeInput(settings)
	if err != nil {
		return 0, nil, err
	}
	out := nativeContextNew(text)
	defer out.free()
	if err := readDocument(out, "", nil, nil); err != nil {
		return 0, nil, err
	}
	stop := c.whenCancelled(func() { nativeContextCancel(out.handle) })
	return out.handle, func() {
		// One that is being cancelled at this moment may be gone: numbers are never used again.
		stop()
		nativeContextFree(out.handle)
	}, nil
}

// notSent is the failure of what did not begin because its context had ended.
func notSent(ctx context.Context) *Error {
	failed := &Error{Kind: ErrCancelled, Message: "the call was cancelled"}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		failed = &Error{Kind: ErrTimeout, Message: "no response within the time allowed", Retryable: true}
	}
	failed.endedBy(ctx)
	return failed
}
