package codat

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"
)

// full takes all turns until the test gives them back.
func full(turns turns) (giveBack func()) {
	for range cap(turns) {
		turns <- struct{}{}
	}
	return func() {
		for range cap(turns) {
			<-turns
		}
	}
}

func TestAClientHasTwoMoreTurnsThanConnections(t *testing.T) {
	sandbox, client := start(t)
	equal(t, "turns", 12, cap(client.caller.turns))
	wide := must(sandbox.NewClient(WithMaxConnections(300)))
	defer wide.Close()
	equal(t, "turns", 302, cap(wide.caller.turns))
	equal(t, "turns of all clients", 400, cap(everyone))
}

// The time of a call that waits for its turn counts, and it can be cancelled there.
func TestACallWaitsForItsTurn(t *testing.T) {
	sandbox, client := start(t, WithTimeout(100*time.Millisecond))
	for what, turns := range map[string]turns{"its client's": client.caller.turns, "the process's": everyone} {
		t.Run(what, func(t *testing.T) {
			giveBack := full(turns)
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(time.Millisecond, cancel)
			_, err := client.Groups.List(ctx)
			failure(t, err, ErrCancelled)
			equal(t, "context.Canceled", true, errors.Is(err, context.Canceled))

			var meta Meta
			_, err = client.Groups.List(context.Background(), CaptureMeta(&meta))
			failed := failure(t, err, ErrTimeout)
			equal(t, "attempts", 0, failed.Meta.Attempts)
			equal(t, "context.DeadlineExceeded", false, errors.Is(err, context.DeadlineExceeded))
			equal(t, "it tells why", true, strings.Contains(failed.Message, "waited for its turn"))
			equal(t, "all the time was waiting", failed.Meta.Elapsed, failed.Meta.Queued)
			equal(t, "as long as was allowed", true, failed.Meta.Queued >= 100*time.Millisecond)
			equal(t, "captured", failed.Meta.Queued, meta.Queued)

			key := NewIdempotencyKey()
			_, err = client.Groups.Create(context.Background(), "a", IdempotencyKey(key))
			equal(t, "of a call that is a repeat", key, failure(t, err, ErrTimeout).IdempotencyKey)
			equal(t, "requests", 0, must(sandbox.Stats()).Requests)

			giveBack()
			must(client.Groups.List(context.Background(), CaptureMeta(&meta), MaxRetries(10)))
			equal(t, "waited", 0, meta.Queued)
			equal(t, "turns taken", 0, len(client.caller.turns)+len(everyone))
			check(t, sandbox.Reset())
		})
	}
}

// watched is a context that tells when a call has found no turn, and asks how long it may wait for one.
type watched struct {
	context.Context
	waits func()
}

func (w *watched) Deadline() (time.Time, bool) {
	w.waits()
	return w.Context.Deadline()
}

// A call that waited for its turn has the time that is left, and tells how long it waited.
func TestWaitingForATurnCountsTowardsTheTimeout(t *testing.T) {
	_, client := start(t)
	giveBack := full(client.caller.turns)
	ctx := &watched{context.Background(), sync.OnceFunc(func() { time.AfterFunc(10*time.Millisecond, giveBack) })}
	call := must(client.caller.begin(ctx, "groups.list", nil))
	leave, err := call.enter()
	check(t, err)
	equal(t, "waited", true, call.queued >= 10*time.Millisecond)
	left := call.settings().Timeout
	equal(t, "the time that is left", true, left != nil && time.Duration(*left) <= defaultTimeout-10*time.Millisecond)
	leave()
	meta := Meta{Elapsed: time.Second}
	meta.wait(call.queued)
	equal(t, "elapsed and queued", meta.Elapsed, time.Second+meta.Queued)

	call = must(client.caller.begin(context.Background(), "groups.list", nil))
	leave, err = call.enter()
	check(t, err)
	equal(t, "a deadline without waiting", nil, call.settings().Timeout)
	leave()
}

// Of many calls at a slow service each ends in time, wherever it waits.
func TestEachOfManyCallsEndsInTime(t *testing.T) {
	url, _ := hanging(t)
	client := clientOf(t, url, WithTimeout(500*time.Millisecond), WithMaxRetries(0))
	errs := make(chan error)
	for range 30 {
		go func() {
			_, err := client.Groups.List(context.Background())
			errs <- err
		}()
	}
	unsent := 0
	for range 30 {
		failed := failure(t, <-errs, ErrTimeout)
		equal(t, "elapsed", true, failed.Meta.Elapsed >= 400*time.Millisecond && failed.Meta.Elapsed < patience)
		if failed.Meta.Attempts == 0 {
			unsent++
			equal(t, "queued", true, failed.Meta.Queued >= 400*time.Millisecond)
		}
	}
	equal(t, "not all were sent", true, unsent >= 10)
}

// The handlers of all calls that may run at once make calls at the same time.
func TestHandlersNeedNoTurn(t *testing.T) {
	heard := &events{least: slog.LevelDebug}
	_, client := start(t, WithLogger(slog.New(heard)), WithMaxConnections(1))
	var all, calls sync.WaitGroup
	count := cap(client.caller.turns)
	all.Add(count)
	heard.then = func() {
		all.Done()
		all.Wait()
		must(client.Groups.List(context.Background()))
	}
	for range count {
		calls.Add(1)
		go func() { defer calls.Done(); must(client.Groups.List(context.Background())) }()
	}
	calls.Wait()
	equal(t, "events", count, heard.count())
}
