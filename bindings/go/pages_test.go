package codat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// requested counts the requests that a sandbox has seen.
func requested(sandbox *Sandbox) int { return int(must(sandbox.Stats()).Requests) }

func onlyTheFirstPageComes(t *testing.T, sandbox *Sandbox) {
	t.Helper()
	check(t, sandbox.QueueFaults(
		SandboxFault{Path: "/companies", Effect: FaultDelay, Delay: time.Millisecond},
		SandboxFault{Path: "/companies", Effect: FaultDelay, Delay: 10 * time.Minute},
	))
}

func TestAllReturnsTheRowsFromTheRequestedPageOn(t *testing.T) {
	sandbox, client := start(t, WithMaxRetries(0))
	check(t, sandbox.SeedCompanies(7, "Shop"))
	all := client.Companies.All(context.Background(), ListCompanies{Page: 2, PageSize: 3, OrderBy: "name"})
	// As often as one likes.
	for range 2 {
		names := ""
		for company, err := range all {
			check(t, err)
			names += company.Name + ", "
		}
		equal(t, "companies", "Shop 4, Shop 5, Shop 6, Shop 7, ", names)
	}
	equal(t, "requests", 4, requested(sandbox))
	for _, err := range client.Companies.All(context.Background(), ListCompanies{PageSize: 5001}) {
		failed := failure(t, err, ErrInvalidArgument)
		equal(t, "refused", "companies.list pageSize", failed.Operation+" "+failed.Member)
	}
	equal(t, "requests", 4, requested(sandbox))
}

func TestExactlyOnePageIsFetchedAhead(t *testing.T) {
	sandbox, client := start(t)
	check(t, sandbox.SeedCompanies(5, "Shop"))
	met := 0
	for _, err := range client.Companies.All(context.Background(), ListCompanies{PageSize: 1}) {
		check(t, err)
		met++
		// The loop does nothing, and yet the next page is asked for: that one, and not the one after it.
		eventually(t, "the page ahead", func() bool { return requested(sandbox) == min(met+1, 5) })
	}
	equal(t, "companies", 5, met)
	equal(t, "requests", 5, requested(sandbox))
}

func TestLeavingTheLoopCancelsThePageAhead(t *testing.T) {
	leavesNothing(t, func(t *testing.T) {
		sandbox, client := start(t, forever...)
		check(t, sandbox.SeedCompanies(5, "Shop"))
		onlyTheFirstPageComes(t, sandbox)
		began := time.Now()
		for _, err := range client.Companies.All(context.Background(), ListCompanies{PageSize: 1}) {
			check(t, err)
			eventually(t, "the page ahead", func() bool { return requested(sandbox) == 2 })
			break
		}
		equal(t, "in time", true, time.Since(began) < patience)
		works(t, client)
		func() {
			defer func() { equal(t, "what was thrown", any("on purpose"), recover()) }()
			for range client.Companies.All(context.Background(), ListCompanies{}) {
				panic("on purpose")
			}
		}()
	})
}

func TestAFailureEndsTheLoop(t *testing.T) {
	sandbox, client := start(t, WithMaxRetries(0))
	check(t, sandbox.SeedCompanies(5, "Shop"))
	check(t, sandbox.QueueFaults(
		SandboxFault{Path: "/companies", Effect: FaultDelay, Delay: time.Millisecond}, SandboxFault{Effect: FaultStatus, Status: 502}))
	var meta Meta
	var seen []string
	for company, err := range client.Companies.All(
		context.Background(), ListCompanies{PageSize: 2, OrderBy: "name"}, CaptureMeta(&meta),
	) {
		if err != nil {
			failed := failure(t, err, ErrServer)
			equal(t, "company", nil, company)
			equal(t, "operation", "companies.list", failed.Operation)
			equal(t, "status", 502, failed.Meta.Status)
			seen = append(seen, "failed")
			continue
		}
		equal(t, "status", 200, meta.Status)
		seen = append(seen, company.Name)
	}
	equal(t, "met", "[Shop 1 Shop 2 failed]", fmt.Sprint(seen))
	equal(t, "requests", 2, requested(sandbox))
	equal(t, "status", 502, meta.Status)
}

func TestEveryListHasAnIterator(t *testing.T) {
	_, client := start(t)
	ctx := context.Background()
	company := must(client.Companies.Create(ctx, CompanyRequest{Name: "Toft"}))
	connection := must(client.Connections.Create(ctx, company.ID, "gbol"))
	for found, err := range client.Connections.All(ctx, company.ID, ListOptions{}) {
		check(t, err)
		equal(t, "connection", connection.ID, found.ID)
	}
	for _, err := range client.Refresh.AllPullOperations(ctx, company.ID, ListOptions{}) {
		t.Errorf("there are none: %v", err)
	}
	keys := map[string]bool{}
	for found, err := range client.Integrations.All(ctx, ListOptions{PageSize: 1}) {
		check(t, err)
		keys[found.Key] = true
	}
	equal(t, "gbol is among them", true, len(keys) > 1 && keys["gbol"])
}

func TestCancelWhileIterating(t *testing.T) {
	leavesNothing(t, func(t *testing.T) {
		sandbox, client := start(t, forever...)
		soonest(t, "the page ahead", func() time.Duration {
			check(t, sandbox.Reset())
			check(t, sandbox.SeedCompanies(3, "Shop"))
			onlyTheFirstPageComes(t, sandbox)
			met := 0
			took, _ := cancelling(t, func() bool { return requested(sandbox) == 2 }, func(ctx context.Context) error {
				for _, err := range client.Companies.All(ctx, ListCompanies{PageSize: 1}) {
					if err != nil {
						return err
					}
					met++
				}
				return nil
			})
			equal(t, "companies", 1, met)
			return took
		})
		works(t, client)
	})
}

func TestADeadlineIsForAllPages(t *testing.T) {
	sandbox, client := start(t, forever...)
	check(t, sandbox.SeedCompanies(3, "Shop"))
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	onlyTheFirstPageComes(t, sandbox)
	var last error
	for _, err := range client.Companies.All(ctx, ListCompanies{PageSize: 1}) {
		last = err
	}
	failure(t, last, ErrTimeout)
	equal(t, "context.DeadlineExceeded", true, errors.Is(last, context.DeadlineExceeded))
}

// The page after the first is fetched ahead when the deadline comes.
func TestADeadlineInALoopIsATimeout(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("page") == "2" {
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"results":[{"id":"a"}],"totalResults":2,"_links":{"next":{"href":"/companies?page=2"}}}`)
	}))
	defer server.Close()
	client := clientOf(t, server.URL, forever...)
	for met, limit := 0, 100*time.Millisecond; met == 0; limit *= 2 {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		for _, err := range client.Companies.All(ctx, ListCompanies{PageSize: 1}) {
			if err == nil {
				met++
				continue
			}
			failed := failure(t, err, ErrTimeout)
			equal(t, "message", "no response within the time allowed", failed.Message)
			equal(t, "context.DeadlineExceeded", true, errors.Is(err, context.DeadlineExceeded))
		}
		cancel()
	}
}
