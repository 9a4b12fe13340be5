package codat_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	codat "github.com/libcodat/libcodat/bindings/go"
)

// What follows up to the line "// That was it." is in docs/languages/go.md as it stands here.

// firstPause is the pause before the first repetition. Each pause is twice as long as the one before, up to a minute.
var firstPause = time.Second

// createOnce creates a company, and repeats the call until its outcome is known. Before the first call, store key; the
// parameter stored is the time at which you stored it. No other company may have the value of the request's tag
// "reference". After an error, and after a restart of the program, call createOnce again with the key and the time that
// were stored last.
func createOnce(
	ctx context.Context, client *codat.Client, request codat.CompanyRequest, key string, stored time.Time,
) (*codat.Company, error) {
	// The service remembers the key for 90 minutes. No request may be in flight when it forgets it.
	usable, cancel := context.WithDeadline(ctx, stored.Add(80*time.Minute))
	defer cancel()
	for pause := firstPause; ; pause = min(2*pause, time.Minute) {
		company, err := client.Companies.Create(usable, request, codat.IdempotencyKey(key))
		var failed *codat.Error
		if !errors.As(err, &failed) || !failed.OutcomeUnknown {
			return company, err
		}
		switch failed.Kind {
		case codat.ErrUnauthorized, codat.ErrForbidden, codat.ErrUnprocessable, codat.ErrUnexpectedResponse,
			codat.ErrInvalidArgument, codat.ErrInvalidHandle:
			return nil, err // A repetition would fail in the same way, until somebody has fixed the cause.
		}
		select {
		case <-time.After(max(pause, failed.RetryAfter)):
		case <-usable.Done():
			if ctx.Err() != nil {
				return nil, err
			}
			return createWithNewKey(ctx, client, request, stored)
		}
	}
}

// createWithNewKey looks for the company when the service has forgotten the key, and creates it only if it is not there.
func createWithNewKey(
	ctx context.Context, client *codat.Client, request codat.CompanyRequest, stored time.Time,
) (*codat.Company, error) {
	select {
	case <-time.After(time.Until(stored.Add(90 * time.Minute))):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	found, err := client.Companies.List(ctx, codat.ListCompanies{Tags: "reference=" + request.Tags["reference"]})
	if err != nil {
		return nil, err
	}
	if len(found.Results) > 0 {
		return &found.Results[0], nil
	}
	key, stored := codat.NewIdempotencyKey(), time.Now()
	if err := store(key, stored); err != nil {
		return nil, err
	}
	return createOnce(ctx, client, request, key, stored)
}

// That was it.

// keys are those that were stored.
var keys []string

func store(key string, _ time.Time) error {
	keys = append(keys, key)
	return nil
}

func TestTheGuidePrintsTheseFunctions(t *testing.T) {
	source, err := os.ReadFile("recovery_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(source), "as it stands here.\n\n")
	functions, _, _ := strings.Cut(rest, "\n// That was it.")
	guide, err := os.ReadFile("../../docs/languages/go.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(guide), "```go\n"+functions+"```\n") {
		t.Error("docs/languages/go.md has other functions")
	}
}

// recovering is a sandbox and a client for it, and what createOnce is to create.
func recovering(t *testing.T, options ...codat.Option) (*codat.Sandbox, *codat.Client, codat.CompanyRequest) {
	t.Helper()
	firstPause, keys = time.Millisecond, nil
	sandbox, err := codat.StartSandbox(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sandbox.Close() })
	client, err := sandbox.NewClient(append([]codat.Option{codat.WithMaxRetries(0)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return sandbox, client, codat.CompanyRequest{Name: "Toft", Tags: map[string]string{"reference": "A-17"}}
}

func companies(t *testing.T, sandbox *codat.Sandbox) int64 {
	t.Helper()
	stats, err := sandbox.Stats()
	if err != nil {
		t.Fatal(err)
	}
	return stats.Companies
}

func queue(t *testing.T, sandbox *codat.Sandbox, faults ...codat.SandboxFault) {
	t.Helper()
	if err := sandbox.QueueFaults(faults...); err != nil {
		t.Fatal(err)
	}
}

func TestCreateOnceRepeatsUntilTheCompanyExists(t *testing.T) {
	sandbox, client, request := recovering(t)
	queue(t, sandbox,
		codat.SandboxFault{Effect: codat.FaultCut, When: codat.FaultAfter},
		codat.SandboxFault{Effect: codat.FaultStatus, Status: 500},
		codat.SandboxFault{Effect: codat.FaultStatus, Status: 400, Body: codat.Ptr(`<html>`)},
		codat.SandboxFault{Effect: codat.FaultStatus, Status: 503, Headers: map[string]string{"Retry-After": "0"}})
	company, err := createOnce(context.Background(), client, request, codat.NewIdempotencyKey(), time.Now())
	if err != nil || company.Name != "Toft" || companies(t, sandbox) != 1 {
		t.Error(company, err, companies(t, sandbox))
	}
}

func TestCreateOnceReturnsErrorsThatARepeatCannotChange(t *testing.T) {
	for status, kind := range map[int]codat.ErrorKind{
		200: codat.ErrUnexpectedResponse, 302: codat.ErrUnexpectedResponse, 404: codat.ErrUnexpectedResponse,
		401: codat.ErrUnauthorized, 403: codat.ErrForbidden, 422: codat.ErrUnprocessable,
	} {
		sandbox, client, request := recovering(t)
		body := `{"error":"No","correlationId":"c"}`
		if status == 404 {
			body = `<html>` // Another 404 says that the service has no such resource.
		}
		queue(t, sandbox, codat.SandboxFault{Effect: codat.FaultStatus, Status: status, Times: 2, Body: &body})
		_, err := createOnce(context.Background(), client, request, codat.NewIdempotencyKey(), time.Now())
		if stats, _ := sandbox.Stats(); !errors.Is(err, kind) || stats.Requests != 1 {
			t.Errorf("%d: %v after %d requests", status, err, stats.Requests)
		}
	}
}

func TestCreateOnceEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if requests.Add(1) == 3 {
			cancel()
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer server.Close()
	_, client, request := recovering(t, codat.WithBaseURL(server.URL))
	key := codat.NewIdempotencyKey()
	_, err := createOnce(ctx, client, request, key, time.Now())
	var failed *codat.Error
	if !errors.As(err, &failed) || !failed.OutcomeUnknown || failed.IdempotencyKey != key || requests.Load() != 3 {
		t.Error(err, requests.Load())
	}
}

// After 90 minutes the key alone would create a second company.
func TestAKeyThatIsForgottenIsNotSent(t *testing.T) {
	sandbox, client, request := recovering(t)
	ctx, key, stored := context.Background(), codat.NewIdempotencyKey(), time.Now().Add(-90*time.Minute)
	made, err := createOnce(ctx, client, request, key, stored)
	if err != nil || companies(t, sandbox) != 1 || len(keys) != 1 || keys[0] == key {
		t.Fatal(made, err, keys)
	}
	found, err := createOnce(ctx, client, request, key, stored)
	if err != nil || found.ID != made.ID || companies(t, sandbox) != 1 || len(keys) != 1 {
		t.Error(found, err, keys)
	}
	queue(t, sandbox, codat.SandboxFault{Method: "GET", Effect: codat.FaultStatus, Status: 503})
	if _, err := createOnce(ctx, client, request, key, stored); !errors.Is(err, codat.ErrServer) {
		t.Error(err)
	}
}
