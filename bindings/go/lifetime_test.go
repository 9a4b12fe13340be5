package codat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	_ io.Closer = (*Client)(nil)
	_ io.Closer = (*Sandbox)(nil)
)

func TestClosingLeavesNoObject(t *testing.T) {
	before := LiveObjects()
	ctx := context.Background()
	sandbox := must(StartSandbox(ctx))
	client := must(sandbox.NewClient())
	equal(t, "objects", before+2, LiveObjects())
	works(t, client)
	_, err := client.Companies.Get(ctx, "x")
	failure(t, err, ErrNotFound)
	_, err = client.Groups.List(ctx, IdempotencyKey("x"))
	failure(t, err, ErrInvalidArgument)
	_, err = sandbox.NewClient(WithMaxRetries(-1))
	failure(t, err, ErrInvalidArgument)
	_, err = StartSandbox(ctx, SandboxPort(-1))
	failure(t, err, ErrInvalidArgument)
	equal(t, "objects", before+2, LiveObjects())
	check(t, client.Close())
	check(t, sandbox.Close())
	equal(t, "objects", before, LiveObjects())
}

func TestUseAfterCloseIsRefused(t *testing.T) {
	ctx := context.Background()
	sandbox := must(StartSandbox(ctx))
	client := must(sandbox.NewClient())
	check(t, client.Close())
	equal(t, "closing twice", "codat: the client was closed already", failure(t, client.Close(), ErrInvalidHandle).Error())
	_, err := client.Groups.List(ctx)
	equal(t, "a call", "codat: groups.list: the client was closed already", failure(t, err, ErrInvalidHandle).Error())
	_, err = client.Call(ctx, "groups.list", "{}")
	failure(t, err, ErrInvalidHandle)
	for _, err := range client.Companies.All(ctx, ListCompanies{}) {
		failure(t, err, ErrInvalidHandle)
	}
	check(t, sandbox.Close())
	err = failure(t, sandbox.Close(), ErrInvalidHandle)
	equal(t, "closing twice", "codat: the sandbox was closed already", err.Error())
	_, err = sandbox.Stats()
	failure(t, err, ErrInvalidHandle)
}

func TestCallsContinueWhileTheirClientIsClosed(t *testing.T) {
	sandbox, client := start(t)
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultDelay, Delay: time.Second, Times: 4}))
	ended := make(chan error)
	for range 4 {
		go func() {
			_, err := client.Groups.List(context.Background())
			ended <- err
		}()
	}
	eventually(t, "the requests", func() bool { return must(sandbox.Stats()).Requests == 4 })
	check(t, client.Close())
	_, err := client.Groups.List(context.Background())
	failure(t, err, ErrInvalidHandle)
	for range 4 {
		check(t, <-ended)
	}
}

func TestTheCollectorFreesWhatWasNotClosed(t *testing.T) {
	collect(t, "older objects to go", func() bool { return LiveObjects() == 0 })
	func() {
		sandbox := must(StartSandbox(context.Background()))
		works(t, must(sandbox.NewClient()))
		equal(t, "objects", 2, LiveObjects())
	}()
	collect(t, "the client and the sandbox to go", func() bool { return LiveObjects() == 0 })
}

// The collector runs all the time while many goroutines call, some on clients that nothing but the call holds,
// and clients are closed under them.
func TestManyCallsWhileTheCollectorRunsAndClientsClose(t *testing.T) {
	sandbox, client := start(t, WithMaxConnections(8))
	unlimited(t, sandbox)
	var stop atomic.Bool
	var collecting, calling sync.WaitGroup
	collecting.Add(1)
	go func() {
		defer collecting.Done()
		for !stop.Load() {
			runtime.GC()
		}
	}()
	var closed atomic.Int64
	problems := make(chan error, 1000)
	for worker := range 32 {
		calling.Add(1)
		go func() {
			defer calling.Done()
			for round := range 3 {
				ctx, cancel := context.WithCancel(context.Background())
				name := fmt.Sprintf("Shop %d %d", worker, round)
				made, err := client.Companies.Create(ctx, CompanyRequest{Name: name})
				cancel()
				if err != nil || made.Name != name {
					problems <- fmt.Errorf("%s: %v: %v", name, made, err)
					continue
				}
				again, err := must(sandbox.NewClient()).Companies.Get(context.Background(), made.ID)
				if err != nil || again.Name != name {
					problems <- fmt.Errorf("%s: %v: %v", name, again, err)
				}
				short := must(sandbox.NewClient())
				closing := make(chan error)
				go func() { closing <- short.Close() }()
				if _, err := short.Groups.List(context.Background()); errors.Is(err, ErrInvalidHandle) {
					closed.Add(1)
				} else if err != nil {
					problems <- err
				}
				if err := <-closing; err != nil {
					problems <- err
				}
			}
		}()
	}
	calling.Wait()
	stop.Store(true)
	collecting.Wait()
	close(problems)
	for problem := range problems {
		t.Error(problem)
	}
	equal(t, "companies", 32*3, must(sandbox.Stats()).Companies)
	t.Logf("%d calls came after their client's end", closed.Load())
	collect(t, "the abandoned clients to go", func() bool { return LiveObjects() == 2 })
}
