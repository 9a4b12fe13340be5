package codat

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// shops are so many companies to create, each with a tag of its own.
func shops(count int) []CompanyRequest {
	var companies []CompanyRequest
	for i := range count {
		companies = append(companies, CompanyRequest{
			Name: fmt.Sprint("Shop ", i), Tags: map[string]string{"reference": fmt.Sprint("A-", i)},
		})
	}
	return companies
}

// references checks that each of so many shops is in the sandbox, and once.
func references(t *testing.T, client *Client, count int) {
	t.Helper()
	found := map[string]bool{}
	for company, err := range client.Companies.All(context.Background(), ListCompanies{PageSize: 5000}) {
		check(t, err)
		reference := company.Tags["reference"]
		equal(t, reference+" is there twice", false, found[reference])
		found[reference] = true
	}
	equal(t, "companies", count, len(found))
}

func TestCreateManyReportsEachCompany(t *testing.T) {
	sandbox, client := start(t)
	unlimited(t, sandbox)
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultStatus, Status: 400, Body: Ptr(`{"error":"Not this one","correlationId":"c"}`)}))
	heard := map[int]CreateManyEvent{}
	var meta Meta
	outcome, err := client.Companies.CreateMany(context.Background(), shops(20), CreateMany{
		Concurrency: 3,
		LookupTag:   "reference",
		Progress: func(event CreateManyEvent) error {
			heard[event.Index] = event
			equal(t, "done", len(heard), event.Done)
			equal(t, "total", 20, event.Total)
			return nil
		},
	}, CaptureMeta(&meta))
	check(t, err)
	equal(t, "counts", "20 19 0 0 1 0", fmt.Sprint(
		outcome.Total, outcome.Created, outcome.Found, outcome.Resumed, outcome.Failed, outcome.NotTried))
	equal(t, "stopped", "", outcome.Stopped)
	equal(t, "attempts", 20, meta.Attempts)
	equal(t, "heard", 20, len(heard))
	equal(t, "results", 20, len(outcome.Results))
	for i, result := range outcome.Results {
		event := heard[i]
		equal(t, "index", i, result.Index)
		equal(t, "event and result", fmt.Sprint(event.Outcome, event.CompanyID), fmt.Sprint(result.Outcome, result.CompanyID))
		if result.Outcome == CreateManyFateFailed {
			equal(t, "error", "codat: companies.create: Not this one (correlation id c)", result.Error.Error())
			equal(t, "kind", true, errors.Is(event.Error, ErrBadRequest))
			equal(t, "company", nil, event.Company)
			continue
		}
		equal(t, "outcome", CreateManyFateCreated, result.Outcome)
		equal(t, "company", result.CompanyID+fmt.Sprint(" Shop ", i), event.Company.ID+" "+event.Company.Name)
		equal(t, "error", nil, event.Error)
	}
}

func TestCreateManyWithoutCompaniesSendsNothing(t *testing.T) {
	sandbox, client := start(t)
	outcome := must(client.Companies.CreateMany(context.Background(), nil, CreateMany{}))
	equal(t, "total", 0, outcome.Total)
	_, err := client.Companies.CreateMany(context.Background(), make([]CompanyRequest, 1), CreateMany{})
	equal(t, "member", "companies[0].name", failure(t, err, ErrInvalidArgument).Member)
	_, err = client.Companies.CreateMany(context.Background(), []CompanyRequest{{Name: "a\xffb"}}, CreateMany{})
	equal(t, "member", "companies[0].name", failure(t, err, ErrInvalidArgument).Member)
	equal(t, "requests", 0, requested(sandbox))
}

// The deadline passes while the last ones wait for their responses: perhaps none is left to try.
func TestCreateManyReturnsTheErrorOfItsContext(t *testing.T) {
	const atOnce = 4
	for name, count := range map[string]int{"all in flight": 3, "some not tried": 40} {
		t.Run(name, func(t *testing.T) {
			// On a busy machine the deadline passes before they are sent: then once more, with a later one.
			for limit, sent := 200*time.Millisecond, 0; sent < min(count, atOnce); limit *= 2 {
				sandbox, client := start(t, forever...)
				unlimited(t, sandbox)
				check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultDelay, Delay: 10 * time.Minute, Times: count}))
				ctx, cancel := context.WithTimeout(context.Background(), limit)
				defer cancel()
				outcome, err := client.Companies.CreateMany(ctx, shops(count), CreateMany{Concurrency: atOnce})
				failure(t, err, ErrTimeout)
				equal(t, "errors.Is", true, errors.Is(err, context.DeadlineExceeded))
				if outcome != nil {
					equal(t, "counted", count, outcome.Failed+outcome.NotTried)
				}
				sent = requested(sandbox)
			}
		})
	}
}

func TestAPaymentRequiredErrorStopsCreateMany(t *testing.T) {
	sandbox, client := start(t)
	check(t, sandbox.SetLimits(SandboxLimits{Companies: Ptr(2)}))
	outcome, err := client.Companies.CreateMany(context.Background(), shops(9), CreateMany{Concurrency: 1})
	check(t, err)
	equal(t, "stopped", ErrPaymentRequired, outcome.Stopped)
	equal(t, "counts", "2 1 6", fmt.Sprint(outcome.Created, outcome.Failed, outcome.NotTried))
}

// A run that Progress stops, in any way, is resumed by its journal.
func TestCreateManyStopsAndResumes(t *testing.T) {
	enough := errors.New("enough")
	const count = 40
	for name, stop := range map[string]func(t *testing.T, create func() (*CreateManyOutcome, error)){
		"error": func(t *testing.T, create func() (*CreateManyOutcome, error)) {
			outcome, err := create()
			equal(t, "error", enough, err)
			equal(t, "stopped", "stopped", outcome.Stopped)
			equal(t, "all that was begun was finished", 0, outcome.Failed)
			equal(t, "total", count, outcome.Created+outcome.NotTried)
		},
		"panic": func(t *testing.T, create func() (*CreateManyOutcome, error)) {
			defer func() { equal(t, "thrown", any(enough), recover()) }()
			_, err := create()
			t.Errorf("it returned: %v", err)
		},
		"Goexit": func(t *testing.T, create func() (*CreateManyOutcome, error)) {
			exited := make(chan bool)
			go func() {
				returned := false
				defer func() { exited <- !returned }()
				_, _ = create()
				returned = true
			}()
			equal(t, "exited", true, <-exited)
		},
	} {
		t.Run(name, func(t *testing.T) {
			leavesNothing(t, func(t *testing.T) {
				sandbox, client := start(t)
				unlimited(t, sandbox)
				way := CreateMany{Concurrency: 4, LookupTag: "reference", Journal: filepath.Join(t.TempDir(), "journal")}
				calls := 0
				way.Progress = func(event CreateManyEvent) error {
					if calls++; calls < 7 {
						return nil
					}
					switch name {
					case "panic":
						panic(enough)
					case "Goexit":
						// As a test does that fails.
						runtime.Goexit()
					}
					return enough
				}
				stop(t, func() (*CreateManyOutcome, error) {
					return client.Companies.CreateMany(context.Background(), shops(count), way)
				})
				equal(t, "no further events", 7, calls)
				made := int(must(sandbox.Stats()).Companies)
				equal(t, "not all were created", true, made >= 7 && made < count)

				way.Progress = nil
				outcome := must(client.Companies.CreateMany(context.Background(), shops(count), way))
				equal(t, "resumed", made, outcome.Resumed)
				equal(t, "created", count-made, outcome.Created)
				references(t, client, count)
			})
		})
	}
}

func TestCancellingCreateManyReturnsItsOutcome(t *testing.T) {
	leavesNothing(t, func(t *testing.T) {
		sandbox, client := start(t, forever...)
		unlimited(t, sandbox)
		way := CreateMany{Concurrency: 2, Journal: filepath.Join(t.TempDir(), "journal")}
		ctx, cancel := context.WithCancel(context.Background())
		// Five get a response; two are created, and their responses hang.
		check(t, sandbox.QueueFaults(
			SandboxFault{Effect: FaultDelay, Delay: time.Millisecond, Times: 5},
			SandboxFault{Effect: FaultDelay, When: FaultAfter, Delay: 10 * time.Minute, Times: 2},
		))
		go func() {
			defer cancel()
			eventually(t, "those that hang", func() bool {
				return len(must(sandbox.Requests(0))) == 7 && unanswered(sandbox) == 2
			})
		}()
		began := time.Now()
		outcome, err := client.Companies.CreateMany(ctx, shops(30), way)
		failed := failure(t, err, ErrCancelled)
		equal(t, "context.Canceled", true, errors.Is(err, context.Canceled))
		equal(t, "operation", "companies.create_many", failed.Operation)
		equal(t, "in time", true, time.Since(began) < patience)
		equal(t, "stopped", ErrCancelled, outcome.Stopped)
		equal(t, "created", 5, outcome.Created)
		equal(t, "failed", 2, outcome.Failed)
		equal(t, "not tried", 23, outcome.NotTried)
		for _, result := range outcome.Results {
			equal(t, "outcome unknown", result.Outcome == CreateManyFateFailed, result.Error != nil && result.Error.OutcomeUnknown)
		}
		check(t, sandbox.ClearFaults())
		way.Progress = nil
		outcome = must(client.Companies.CreateMany(context.Background(), shops(30), way))
		equal(t, "resumed", 5, outcome.Resumed)
		references(t, client, 30)
	})
}

// unanswered counts the requests that a sandbox has not responded to yet.
func unanswered(sandbox *Sandbox) (count int) {
	for _, request := range must(sandbox.Requests(0)) {
		if request.Status == 0 {
			count++
		}
	}
	return count
}

func TestADeadlineIsForTheWholeOfCreateMany(t *testing.T) {
	sandbox, client := start(t, forever...)
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultDelay, Delay: 10 * time.Minute}))
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	outcome, err := client.Companies.CreateMany(ctx, shops(3), CreateMany{Concurrency: 1})
	failure(t, err, ErrTimeout)
	equal(t, "context.DeadlineExceeded", true, errors.Is(err, context.DeadlineExceeded))
	equal(t, "stopped", ErrTimeout, outcome.Stopped)
	// One that never begins has no outcome.
	outcome, err = client.Companies.CreateMany(ctx, shops(3), CreateMany{})
	failure(t, err, ErrTimeout)
	equal(t, "outcome", nil, outcome)
}

func TestProgressMayUseTheClient(t *testing.T) {
	sandbox, client := start(t)
	unlimited(t, sandbox)
	var got atomic.Int64
	must(client.Companies.CreateMany(context.Background(), shops(10), CreateMany{
		Progress: func(event CreateManyEvent) error {
			company, err := client.Companies.Get(context.Background(), event.CompanyID)
			if err == nil && company.Name == fmt.Sprint("Shop ", event.Index) {
				got.Add(1)
			}
			return err
		},
	}))
	equal(t, "got", 10, got.Load())
}

func TestCallbacksAreFreedAfterTheirCall(t *testing.T) {
	_, client := start(t)
	var gone atomic.Int64
	for _, options := range [][]CallOption{nil, {IdempotencyKey("no key")}} {
		listening := new([1000]int)
		runtime.SetFinalizer(listening, func(*[1000]int) { gone.Add(1) })
		_, err := client.Companies.CreateMany(context.Background(), shops(1), CreateMany{
			Progress: func(event CreateManyEvent) error {
				listening[event.Index]++
				return nil
			},
		}, options...)
		equal(t, "refused", options != nil, err != nil)
	}
	collect(t, "the listeners to go", func() bool { return gone.Load() == 2 })
}
