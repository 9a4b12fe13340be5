package codat

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Far longer than a test may take: what ends before was cancelled.
const never = 10 * time.Minute

var forever = []Option{WithTimeout(never), WithAttemptTimeout(never), WithConnectTimeout(never)}

// prompt is how soon a cancelled call returns. Of several only the soonest is held to it: the machine may be
// busy with other things at any single moment.
const prompt = 50 * time.Millisecond

// soonest repeats a measurement until it is within prompt.
func soonest(t *testing.T, what string, measure func() time.Duration) {
	t.Helper()
	var took []time.Duration
	for range 10 {
		took = append(took, measure())
		if took[len(took)-1] <= prompt {
			return
		}
	}
	t.Errorf("%s: the calls took %v to return", what, took)
}

// cancelling starts a call, cancels it at the point that the test wants, and returns how long it ran after that, and
// how it failed.
func cancelling(
	t *testing.T, ready func() bool, call func(context.Context) error,
) (time.Duration, *Error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	type end struct {
		err error
		at  time.Time
	}
	ended := make(chan end, 1)
	go func() {
		err := call(ctx)
		ended <- end{err, time.Now()}
	}()
	eventually(t, "the moment to cancel", ready)
	began := time.Now()
	cancel()
	select {
	case end := <-ended:
		failed := failure(t, end.err, ErrCancelled)
		if !errors.Is(failed, context.Canceled) {
			t.Errorf("not context.Canceled: %v", failed)
		}
		return end.at.Sub(began), failed
	case <-time.After(patience):
		t.Fatal("the call continues")
		return 0, nil
	}
}

func works(t *testing.T, client *Client) {
	t.Helper()
	if _, err := client.Groups.List(context.Background()); err != nil {
		t.Fatalf("the client is of no use any more: %v", err)
	}
}

// leavesNothing runs a test and fails if it leaves goroutines, sockets or objects of the library.
func leavesNothing(t *testing.T, test func(t *testing.T)) {
	// The library's first sandbox makes a pair of sockets that the process keeps, and the first begun call a queue.
	check(t, must(StartSandbox(context.Background())).Close())
	openQueue()
	goroutines, open, objects := runtime.NumGoroutine(), sockets(), LiveObjects()
	t.Run("call", test)
	for what, left := range map[string]func() bool{
		"goroutines": func() bool { return runtime.NumGoroutine() > goroutines },
		"sockets":    func() bool { return sockets() > open },
		"objects":    func() bool { return LiveObjects() > objects },
	} {
		eventually(t, what+" to go", func() bool { return !left() })
	}
}

func seen(sandbox *Sandbox) bool { return must(sandbox.Stats()).Requests == 1 }

func TestCancelWhileWaitingForTheResponse(t *testing.T) {
	leavesNothing(t, func(t *testing.T) {
		sandbox, client := start(t, forever...)
		soonest(t, "awaiting the response", func() time.Duration {
			check(t, sandbox.Reset())
			check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultDelay, Delay: 30 * time.Second}))
			took, failed := cancelling(t, func() bool { return seen(sandbox) }, func(ctx context.Context) error {
				_, err := client.Companies.Create(ctx, CompanyRequest{Name: "Late"})
				return err
			})
			equal(t, "outcome unknown", true, failed.OutcomeUnknown)
			equal(t, "attempts", 1, failed.Meta.Attempts)
			equal(t, "key", true, uuid.MatchString(failed.Meta.IdempotencyKey))
			works(t, client)
			return took
		})
	})
}

func TestCancelBetweenAttempts(t *testing.T) {
	leavesNothing(t, func(t *testing.T) {
		sandbox, client := start(t, forever...)
		paused := 0
		soonest(t, "in back-off", func() time.Duration {
			check(t, sandbox.Reset())
			check(t, sandbox.QueueFaults(SandboxFault{
				Effect: FaultStatus, Status: 503, Headers: map[string]string{"Retry-After": "30"},
			}))
			answered := func() bool {
				requests := must(sandbox.Requests(0))
				return len(requests) == 1 && requests[0].Status == 503
			}
			took, failed := cancelling(t, answered, func(ctx context.Context) error {
				_, err := client.Groups.List(ctx)
				return err
			})
			equal(t, "requests", 1, must(sandbox.Stats()).Requests)
			works(t, client)
			// The response need not be read yet.
			if failed.Meta.Status == 503 {
				paused++
				return took
			}
			return never
		})
		equal(t, "cancelled in the pause", true, paused > 0)
	})
}

// The system leaves a connection unanswered that finds a listener's queue full.
func TestCancelWhileConnecting(t *testing.T) {
	leavesNothing(t, func(t *testing.T) {
		listener, address := listen()
		defer syscall.Close(listener)
		filler := must(syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0))
		defer syscall.Close(filler)
		check(t, syscall.Connect(filler, address))
		url := fmt.Sprintf("http://127.0.0.1:%d", address.Port)
		client := must(New(append(forever, WithBaseURL(url), WithAPIKey("none"))...))
		defer client.Close()
		soonest(t, "connecting", func() time.Duration {
			connecting := func() bool { return isConnecting(address.Port) }
			took, failed := cancelling(t, connecting, func(ctx context.Context) error {
				_, err := client.Companies.Create(ctx, CompanyRequest{Name: "Nobody"})
				return err
			})
			equal(t, "outcome unknown", false, failed.OutcomeUnknown)
			equal(t, "still connecting", false, connecting())
			return took
		})

		// With the queue empty the same client gets through.
		accepted, _, err := syscall.Accept(listener)
		check(t, err)
		check(t, syscall.Close(accepted))
		answered := make(chan error, 1)
		go func() { answered <- answerOne(listener) }()
		works(t, client)
		check(t, <-answered)
	})
}

// listen makes a listener on 127.0.0.1 with room for one connection that is not accepted yet.
func listen() (int, *syscall.SockaddrInet4) {
	listener := must(syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0))
	if err := syscall.Bind(listener, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		panic(err)
	}
	if err := syscall.Listen(listener, 0); err != nil {
		panic(err)
	}
	return listener, must(syscall.Getsockname(listener)).(*syscall.SockaddrInet4)
}

// isConnecting says whether the system is trying to open a connection to a port of 127.0.0.1.
func isConnecting(port int) bool {
	for _, line := range strings.Split(string(must(os.ReadFile("/proc/self/net/tcp"))), "\n") {
		fields := strings.Fields(line)
		const synSent = "02"
		if len(fields) > 3 && strings.HasSuffix(fields[2], fmt.Sprintf(":%04X", port)) && fields[3] == synSent {
			return true
		}
	}
	return false
}

// answerOne responds to one request, as simply as HTTP allows.
func answerOne(listener int) error {
	connection, _, err := syscall.Accept(listener)
	if err != nil {
		return err
	}
	defer syscall.Close(connection)
	buffer, request := make([]byte, 10_000), ""
	for !strings.Contains(request, "\r\n\r\n") {
		count, err := syscall.Read(connection, buffer)
		if err != nil || count == 0 {
			return fmt.Errorf("the request ends early: %v", err)
		}
		request += string(buffer[:count])
	}
	_, err = syscall.Write(connection, []byte("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"+
		"Content-Length: 14\r\nConnection: close\r\n\r\n{\"results\":[]}"))
	return err
}

func TestCancelBeforeItBegins(t *testing.T) {
	sandbox, client := start(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := client.Companies.Create(ctx, CompanyRequest{Name: "Nobody"})
	failed := failure(t, err, ErrCancelled)
	equal(t, "context.Canceled", true, errors.Is(err, context.Canceled))
	equal(t, "attempts", 0, failed.Meta.Attempts)
	equal(t, "outcome unknown", false, failed.OutcomeUnknown)
	_, err = StartSandbox(ctx)
	equal(t, "context.Canceled", true, errors.Is(err, context.Canceled))
	equal(t, "requests", 0, must(sandbox.Stats()).Requests)
	works(t, client)
}

func TestADeadlineIsKept(t *testing.T) {
	sandbox, client := start(t, forever...)
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultDelay, Delay: 30 * time.Second}))
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := client.Companies.Create(ctx, CompanyRequest{Name: "Late"})
	failed := failure(t, err, ErrTimeout)
	equal(t, "context.DeadlineExceeded", true, errors.Is(err, context.DeadlineExceeded))
	equal(t, "context.Canceled", false, errors.Is(err, context.Canceled))
	equal(t, "outcome unknown", true, failed.OutcomeUnknown)
	equal(t, "in time", true, time.Since(began) < patience)
	// A deadline that has passed is kept before anything is sent.
	_, err = client.Groups.List(ctx)
	failure(t, err, ErrTimeout)
	equal(t, "context.DeadlineExceeded", true, errors.Is(err, context.DeadlineExceeded))
	equal(t, "requests", 1, must(sandbox.Stats()).Requests)
	// The timeout of the client belongs to no context.
	another := must(sandbox.NewClient(WithTimeout(100 * time.Millisecond)))
	defer another.Close()
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultDelay, Delay: 30 * time.Second}))
	_, err = another.Groups.List(context.Background())
	failure(t, err, ErrTimeout)
	equal(t, "context.DeadlineExceeded", false, errors.Is(err, context.DeadlineExceeded))
	// A far deadline goes before it.
	later, cancel := context.WithTimeout(context.Background(), 1000*time.Hour)
	defer cancel()
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultDelay, Delay: 300 * time.Millisecond}))
	_, err = another.Groups.List(later)
	check(t, err)
}

func TestCancelAtEveryMoment(t *testing.T) {
	leavesNothing(t, func(t *testing.T) {
		sandbox, client := start(t)
		unlimited(t, sandbox)
		cancelled := 0
		for i := range 300 {
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(time.Duration(i)*10*time.Microsecond, cancel)
			if _, err := client.Groups.List(ctx); err != nil {
				failure(t, err, ErrCancelled)
				cancelled++
			}
			cancel()
		}
		equal(t, "some were cancelled in time", true, cancelled > 0)
		works(t, client)
	})
}
