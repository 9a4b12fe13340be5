package codat

import (
	"context"
	"fmt"
	"time"
)

// everyone's turns are for all clients of the process: Go ends no thread, and the whole process at 10,000.
var everyone = make(turns, 400)

// enter waits until it is the call's turn, at its client and then among all clients; leave gives the turn back.
func (c *call) enter() (leave func(), err error) {
	if c.nested {
		// The call around it has a turn.
		return func() {}, nil
	}
	if err := c.take(c.turns); err != nil {
		return nil, err
	}
	if err := c.take(everyone); err != nil {
		<-c.turns
		return nil, err
	}
	return func() { <-everyone; <-c.turns }, nil
}

// take waits for a turn, for as long as the call may take.
func (c *call) take(turns turns) error {
	select {
	case turns <- struct{}{}:
		return nil
	default:
	}
	limited := c.ctx
	if _, has := limited.Deadline(); !has {
		var end context.CancelFunc
		limited, end = context.WithDeadline(c.ctx, c.began.Add(c.timeout))
		defer end()
	}
	defer func() { c.queued = time.Since(c.began) }()
	select {
	case turns <- struct{}{}:
		return nil
	case <-limited.Done():
		failed := notSent(limited)
		if failed.Kind == ErrTimeout {
			failed.Message += fmt.Sprintf(": the call waited for its turn, and %d others were running", cap(turns))
		}
		return failed
	}
}
