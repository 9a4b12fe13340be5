package codat

import (
	"context"
	"fmt"
	"time"
)

// turns are as many as calls may hold a thread at once. A channel serves first who came first.
type turns chan struct{}

// everyone's turns are for all clients of the process: Go ends no thread, and the whole process at 10,000.
var everyone = make(turns, 400)

// enter waits until it is the call's turn, at its client and then among all clients; leave gives the turn back. The
// context is the call's; after waiting it has the call's deadline in any case.
func (c *call) enter() (ctx context.Context, leave func(), err error) {
	if c.nested {
		// The call around it has a turn.
		return c.ctx, func() {}, nil
	}
	if err := c.take(c.turns); err != nil {
		return nil, nil, err
	}
	if err := c.take(everyone); err != nil {
		<-c.turns
		return nil, nil, err
	}
	ctx, end := c.ctx, func() {}
	if c.queued > 0 {
		ctx, end = c.limited()
	}
	return ctx, func() { end(); <-everyone; <-c.turns }, nil
}

func (c *call) take(turns turns) error {
	select {
	case turns <- struct{}{}:
		return nil
	default:
	}
	limited, end := c.limited()
	defer end()
	defer func(since time.Time) { c.queued += time.Since(since) }(time.Now())
	select {
	case turns <- struct{}{}:
		return nil
	case <-limited.Done():
		failed := c.notSent(limited)
		if failed.Kind == ErrTimeout {
			failed.Message += fmt.Sprintf(": the call waited for its turn, and %d others were running", cap(turns))
		}
		return failed
	}
}

// limited is the call's context with a deadline: its own, or else the client's timeout from the call's beginning.
func (c *call) limited() (context.Context, context.CancelFunc) {
	if _, ok := c.ctx.Deadline(); ok {
		return c.ctx, func() {}
	}
	return context.WithDeadline(c.ctx, c.began.Add(c.timeout))
}
