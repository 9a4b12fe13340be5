package codat

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"time"
)

// A group of calls ends the others with the error of the first that fails, as errgroup.WithContext does.
func TestACauseThatIsACodatErrorIsNotTheErrorOfTheCall(t *testing.T) {
	url, received := hanging(t)
	client := clientOf(t, url, forever...)
	sandbox, other := start(t)
	_, missing := other.Companies.Get(context.Background(), "8a210b68-6988-11ed-a1eb-0242ac120003")
	failure(t, missing, ErrNotFound)
	for name, cause := range map[string]error{
		"itself":  missing,
		"wrapped": fmt.Errorf("the group: %w", missing),
		"joined":  errors.Join(errShutdown, missing),
		"a kind":  ErrNotFound,
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(context.Background())
			defer cancel(nil)
			result := make(chan error, 1)
			go func() { result <- client.Companies.Delete(ctx, "x") }()
			<-received
			cancel(cause)
			notTheCause(t, <-result, cause)
			notTheCause(t, client.Companies.Delete(ctx, "x"), cause)
			_, err := client.Companies.CreateMany(ctx, shops(1), CreateMany{})
			notTheCause(t, err, cause)
			_, err = StartSandbox(ctx)
			notTheCause(t, err, cause)
			for _, err := range client.Companies.All(ctx, ListCompanies{}) {
				notTheCause(t, err, cause)
			}
		})
	}
	equal(t, "requests", 1, requested(sandbox))
}

// notTheCause checks the error of a call that was cancelled because of another's.
func notTheCause(t *testing.T, err, cause error) {
	t.Helper()
	failed := failure(t, err, ErrCancelled)
	for _, err := range []error{err, fmt.Errorf("wrapped: %w", err)} {
		var as *Error
		equal(t, "errors.As to *Error", true, errors.As(err, &as) && as == failed)
		equal(t, "errors.Is cancelled", true, errors.Is(err, ErrCancelled))
		equal(t, "errors.Is context.Canceled", true, errors.Is(err, context.Canceled))
		equal(t, "errors.Is not found", false, errors.Is(err, ErrNotFound))
		var kind ErrorKind
		equal(t, "errors.As to ErrorKind", false, errors.As(err, &kind))
		var other *Error
		if errors.As(cause, &other) {
			equal(t, "errors.Is the other error", false, errors.Is(err, other))
		}
		if errors.Is(cause, errShutdown) {
			equal(t, "errors.Is the program's error", true, errors.Is(err, errShutdown))
		}
	}
	// The causes alone, as another package may get at them.
	for _, each := range failed.Unwrap() {
		var as *Error
		equal(t, "the cause as *Error", false, errors.As(each, &as))
		equal(t, "the cause is not found", false, errors.Is(each, ErrNotFound))
	}
}

// All else of a cause can be reached.
func TestTheCauseOfAContextIsInTheErrorChain(t *testing.T) {
	_, client := start(t)
	cause := fmt.Errorf("no configuration: %w", &fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist})
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	_, err := client.Groups.List(ctx)
	failure(t, err, ErrCancelled)
	var path *fs.PathError
	equal(t, "errors.As", true, errors.As(err, &path) && path.Path == "x")
	equal(t, "errors.Is a value", true, errors.Is(err, fs.ErrNotExist))
	equal(t, "errors.Is the cause", true, errors.Is(err, cause))
	equal(t, "its text", true, failureText(err, cause))
}

func failureText(err, cause error) bool {
	for _, each := range err.(*Error).Unwrap() {
		if each.Error() == cause.Error() {
			return true
		}
	}
	return false
}

// late is a context whose deadline has passed, and which ends a while after that, as on a machine that is busy.
type late struct{ context.Context }

func (late) Deadline() (time.Time, bool) { return time.Now().Add(-time.Hour), true }

// The library may be ahead of the timer of the context.
func TestTheCauseOfAContextThatEndsAfterTheLibrarysTimeoutIsKept(t *testing.T) {
	ended, cancel := context.WithTimeoutCause(context.Background(), 50*time.Millisecond, errShutdown)
	defer cancel()
	failed := &Error{Kind: ErrTimeout}
	failed.endedBy(late{ended})
	equal(t, "errors.Is context.DeadlineExceeded", true, errors.Is(failed, context.DeadlineExceeded))
	equal(t, "errors.Is the cause", true, errors.Is(failed, errShutdown))
	// One that never ends has no cause, but its deadline has passed.
	failed.endedBy(late{context.Background()})
	equal(t, "errors.Is context.DeadlineExceeded", true, errors.Is(failed, context.DeadlineExceeded))
}
