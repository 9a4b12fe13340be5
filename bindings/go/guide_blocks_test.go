package codat_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	codat "github.com/libcodat/libcodat/bindings/go"
)

// The blocks of docs/languages/go.md, as they are printed there.

func TestGuidePrintsWhatIsTested(t *testing.T) {
	var tested strings.Builder
	for _, file := range []string{"guide_blocks_test.go", "recovery_test.go", "../../examples/go/first/main.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tested.Write(source)
	}
	guide, err := os.ReadFile("../../docs/languages/go.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(guide), -1)
	if len(blocks) < 10 {
		t.Error(len(blocks), "blocks")
	}
	for _, block := range blocks {
		if !strings.Contains(squeezed(tested.String()), squeezed(block[1])) {
			t.Errorf("this block is not tested:\n%s", block[1])
		}
	}
}

func squeezed(text string) string {
	return strings.Join(strings.Fields(text), " ")
}

// linked is a sandbox with a client and a company whose customer has authorized access.
func linked(t *testing.T) (*codat.Client, *codat.Company) {
	t.Helper()
	sandbox, client, end := sandboxed()
	t.Cleanup(end)
	company, err := client.Companies.Create(context.Background(), codat.CompanyRequest{Name: "Toft Bakery"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sandbox.LinkPlatform(company.ID, "gbol"); err != nil {
		t.Fatal(err)
	}
	if err := sandbox.SetPullTime(0); err != nil {
		t.Fatal(err)
	}
	return client, company
}

func TestGuideListsCompanies(t *testing.T) {
	client, _ := linked(t)
	ctx := context.Background()
	for each, err := range client.Companies.All(ctx, codat.ListCompanies{Query: "name~bakery"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(each.Name)
	}
}

func TestGuideConfiguresAClient(t *testing.T) {
	key := "a-key"
	client, err := codat.New(
		codat.WithAPIKey(key),                    // or WithAuthHeader("Basic …")
		codat.WithTimeout(30*time.Second),        // for a whole call, retries and waiting included; default 60 s
		codat.WithAttemptTimeout(10*time.Second), // for one attempt; default 20 s
		codat.WithMaxConnections(20),             // requests in flight at once; default 10
	)
	if err != nil {
		t.Fatal(err)
	}
	client.Close()
}

func TestGuideCreatesManyCompanies(t *testing.T) {
	client, _ := linked(t)
	ctx := context.Background()
	companies := []codat.CompanyRequest{}
	for _, reference := range []string{"a", "b", "c"} {
		tags := map[string]string{"reference": reference}
		companies = append(companies, codat.CompanyRequest{Name: "Shop " + reference, Tags: tags})
	}
	t.Chdir(t.TempDir())
	outcome, err := client.Companies.CreateMany(ctx, companies, codat.CreateMany{
		Concurrency: 10,                  // at a time; never more than MaxConnections
		Journal:     "companies.journal", // to resume an interrupted run
		LookupTag:   "reference",         // a tag with a different value for each company
		Progress: func(event codat.CreateManyEvent) error {
			fmt.Printf("%d of %d: %s\n", event.Done, event.Total, event.Outcome)
			return nil // an error ends the run, when the requests in flight are done
		},
	})
	if err != nil || len(outcome.Results) != 3 {
		t.Error(outcome, err)
	}
}

func TestGuideLinksACustomerAndPullsData(t *testing.T) {
	client, company := linked(t)
	ctx := context.Background()
	link, err := client.Companies.LinkURL(ctx, company.ID, map[string]string{"reference": "A-17"})
	// send the customer to link.URL
	connection, err := client.Connections.WaitUntilLinked(ctx, company.ID, codat.WaitUntilLinked{})
	pull, err := client.Refresh.QueueOrJoin(ctx, company.ID, "invoices", "")
	outcome, err := client.Refresh.WaitUntilComplete(ctx, company.ID,
		codat.WaitUntilComplete{PullOperationIDs: []string{pull.ID}})

	lost, err := client.Connections.NeedsReauthorization(ctx, company.ID)
	if lost.Needed {
		fmt.Println("send the customer to", lost.LinkURL)
	}
	if err != nil || outcome.Failed || link.URL == "" || connection.Status != codat.ConnectionStatusLinked {
		t.Error(link, connection, outcome, err)
	}
}

func TestGuideChangesSettings(t *testing.T) {
	client, company := linked(t)
	ctx := context.Background()
	profile, err := client.Settings.GetProfile(ctx)
	profile.LogoURL = "https://example.com/logo.png"
	profile, err = client.Settings.UpdateProfile(ctx, *profile)

	sync, err := client.Companies.GetSyncSettings(ctx, company.ID)
	for i := range sync.Settings {
		sync.Settings[i].SyncSchedule = 24 // hours
	}
	err = client.Companies.SetSyncSettings(ctx, company.ID, sync.Settings, true)
	if err != nil || profile.LogoURL == "" {
		t.Error(profile, err)
	}
}

func winBack(string) {}

func webhook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	event, err := codat.VerifyWebhook(os.Getenv("CODAT_WEBHOOK_SECRET"), r.Header, body)
	if event == nil {
		log.Print(err)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if err != nil {
		log.Printf("webhook %s is genuine, but not all of it is understood: %v", event.ID, err)
	}
	payload := event.Body.Payload
	if event.EventType == "connection.disconnected" && payload != nil && payload.ReferenceCompany != nil {
		winBack(payload.ReferenceCompany.ID)
	}
}

var _ http.HandlerFunc = webhook

func TestGuideMatchesErrors(t *testing.T) {
	client, _ := linked(t)
	ctx, id := context.Background(), "missing"
	_, err := client.Companies.Get(ctx, id)
	var failed *codat.Error
	switch {
	case errors.Is(err, codat.ErrNotFound):
		// There is no such company.
	case errors.As(err, &failed) && failed.Retryable:
		log.Printf("try again in %v; correlation id %s", failed.RetryAfter, failed.CorrelationID)
	}
}

func TestGuideRepeatsACreate(t *testing.T) {
	client, _ := linked(t)
	ctx, request := context.Background(), codat.CompanyRequest{Name: "Night Owl"}
	company, err := client.Companies.Create(ctx, request)
	var failed *codat.Error
	if errors.As(err, &failed) && failed.OutcomeUnknown {
		company, err = client.Companies.Create(ctx, request, codat.IdempotencyKey(failed.IdempotencyKey))
	}
	if err != nil || company.Name != "Night Owl" {
		t.Error(company, err)
	}
}

func TestGuideStoresAKeyFirst(t *testing.T) {
	client, _ := linked(t)
	ctx, request := context.Background(), codat.CompanyRequest{Name: "Night Owl"}
	store := func(string) error { return nil }
	err := func() error {
		key := codat.NewIdempotencyKey()
		if err := store(key); err != nil {
			return err
		}
		company, err := client.Companies.Create(ctx, request, codat.IdempotencyKey(key), codat.FirstUse())
		if company == nil {
			t.Error("no company")
		}
		return err
	}()
	if err != nil {
		t.Error(err)
	}
}

func TestGuideEndsACallAtADeadline(t *testing.T) {
	client, created := linked(t)
	ctx, id := context.Background(), created.ID
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	company, err := client.Companies.Get(ctx, id)
	if err != nil || company.ID != id {
		t.Error(company, err)
	}
}

func TestLostResponseCreatesOneCompany(t *testing.T) {
	ctx := context.Background()
	sandbox, err := codat.StartSandbox(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer sandbox.Close()
	client, err := sandbox.NewClient(codat.WithRetryDelay(time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()

	err = sandbox.QueueFaults(codat.SandboxFault{
		Method: "POST",
		Path:   "/companies",
		Effect: codat.FaultCut,   // the connection is closed…
		When:   codat.FaultAfter, // …after the company is created
		Times:  3,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Companies.Create(ctx, codat.CompanyRequest{Name: "Night Owl"}); err != nil {
		t.Fatal(err)
	}
	if stats, err := sandbox.Stats(); err != nil || stats.Companies != 1 {
		t.Fatal(stats, err)
	}
}
