package codat

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestListsCanBeIterated(t *testing.T) {
	sandbox, client := start(t)
	ctx := context.Background()
	company := must(client.Companies.Create(ctx, CompanyRequest{Name: "Toft Bakery"}))
	must(sandbox.LinkPlatform(company.ID, "gbol"))
	must(sandbox.LinkPlatform(company.ID, "hcws"))
	check(t, client.Refresh.All(ctx, company.ID))

	platforms := map[string]bool{}
	for connection, err := range client.Connections.All(ctx, company.ID, ListOptions{PageSize: 1}) {
		check(t, err)
		platforms[connection.PlatformName] = true
	}
	equal(t, "platforms", true, platforms["Xero"] && platforms["TrueLayer"] && len(platforms) == 2)
	pulls := map[string]bool{}
	for pull, err := range client.Refresh.AllPullOperations(ctx, company.ID, ListOptions{PageSize: 3}) {
		check(t, err)
		pulls[pull.ID] = true
	}
	equal(t, "pulls", 32, len(pulls))
	keys := map[string]bool{}
	for integration, err := range client.Integrations.All(ctx, ListOptions{PageSize: 5}) {
		check(t, err)
		keys[integration.Key] = true
	}
	equal(t, "integrations", must(client.Integrations.List(ctx, ListOptions{})).TotalResults, int64(len(keys)))
}

// TestWaitingOutlastsTheTimeoutOfCalls: what a client allows a call is no limit for a customer.
func TestWaitingOutlastsTheTimeoutOfCalls(t *testing.T) {
	sandbox, client := start(t, WithTimeout(200*time.Millisecond))
	ctx := context.Background()
	company := must(client.Companies.Create(ctx, CompanyRequest{Name: "Toft Bakery"}))
	time.AfterFunc(400*time.Millisecond, func() { must(sandbox.LinkPlatform(company.ID, "gbol")) })
	wait := WaitUntilLinked{PollInterval: 10 * time.Millisecond}
	connection, err := client.Connections.WaitUntilLinked(ctx, company.ID, wait)
	check(t, err)
	equal(t, "status", ConnectionStatusLinked, connection.Status)
}

func TestWaitingIsCancelledAtOnce(t *testing.T) {
	_, client := start(t)
	company := must(client.Companies.Create(context.Background(), CompanyRequest{Name: "Toft Bakery"}))
	best := time.Hour
	// The best of a few: the machine may be busy.
	for range 5 {
		ctx, cancel := context.WithCancel(context.Background())
		var began time.Time
		done := make(chan struct{})
		time.AfterFunc(100*time.Millisecond, func() {
			began = time.Now()
			cancel()
			close(done)
		})
		_, err := client.Connections.WaitUntilLinked(ctx, company.ID, WaitUntilLinked{PollInterval: time.Minute})
		<-done
		best = min(best, time.Since(began))
		equal(t, "it is context.Canceled", true, errors.Is(err, context.Canceled))
	}
	equal(t, "within 50 ms", true, best < 50*time.Millisecond)
}
