package codat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestAnErrorHasAllFieldsOfTheServicesError(t *testing.T) {
	sandbox, client := start(t, WithMaxRetries(0))
	check(t, sandbox.QueueFaults(SandboxFault{
		Effect: FaultStatus, Status: 429, Headers: map[string]string{"Retry-After": "7"},
		Body: Ptr(`{"statusCode":429,"error":"Too many","correlationId":"abc","detailedErrorCode":17,` +
			`"validation":{"errors":[{"message":"odd"}]}}`),
	}))
	var meta Meta
	_, err := client.Companies.Create(context.Background(), CompanyRequest{Name: "Toft"}, CaptureMeta(&meta))
	var failed *Error
	equal(t, "errors.As", true, errors.As(fmt.Errorf("wrapped: %w", err), &failed))
	equal(t, "errors.Is", true, errors.Is(fmt.Errorf("wrapped: %w", err), ErrRateLimited))
	equal(t, "errors.Is of another kind", false, errors.Is(err, ErrNotFound))
	equal(t, "kind", ErrRateLimited, failed.Kind)
	equal(t, "message", "Too many", failed.Message)
	equal(t, "text", "codat: companies.create: Too many (correlation id abc)", failed.Error())
	equal(t, "operation", "companies.create", failed.Operation)
	equal(t, "status", 429, failed.HTTPStatus)
	equal(t, "correlation id", "abc", failed.CorrelationID)
	equal(t, "code", 17, failed.DetailedErrorCode)
	equal(t, "validation", `{"errors":[{"message":"odd"}]}`, string(failed.Validation))
	equal(t, "retryable", true, failed.Retryable)
	equal(t, "outcome unknown", false, failed.OutcomeUnknown)
	equal(t, "retry after", 7*time.Second, failed.RetryAfter)
	equal(t, "attempts", 1, failed.Meta.Attempts)
	equal(t, "key", true, uuid.MatchString(failed.Meta.IdempotencyKey))
	equal(t, "meta", failed.Meta.IdempotencyKey, meta.IdempotencyKey)
	_, err = client.Groups.Create(context.Background(), "a\xff", CaptureMeta(&meta))
	failure(t, err, ErrInvalidArgument)
	equal(t, "meta of what was not sent", Meta{}, meta)

	long := map[string]string{"a": strings.Repeat("x", 101)}
	_, err = client.Companies.Create(context.Background(), CompanyRequest{Name: "Toft", Tags: long})
	failed = failure(t, err, ErrInvalidArgument)
	equal(t, "member", "tags.a", failed.Member)
	equal(t, "in words", "codat: invalid argument", failed.Kind.Error())
}

func TestMetaHasAttemptsAndKeyOfTheCall(t *testing.T) {
	sandbox, client := start(t, WithRetryDelay(time.Millisecond))
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultCut, When: FaultAfter, Method: "POST", Times: 3}))
	key := "0b7ab7a3-7ee5-4d9d-92c3-6a34ac1b4ac6"
	var meta Meta
	_, err := client.Companies.Create(
		context.Background(), CompanyRequest{Name: "Owl"}, IdempotencyKey(key), MaxRetries(3), CaptureMeta(&meta))
	check(t, err)
	equal(t, "attempts", 4, meta.Attempts)
	equal(t, "status", 200, meta.Status)
	equal(t, "key", key, meta.IdempotencyKey)
	equal(t, "limit", 1000, *meta.RateLimit.Limit)
	equal(t, "remaining", true, *meta.RateLimit.Remaining < 1000)
	equal(t, "elapsed", true, meta.Elapsed > 0 && meta.Elapsed%time.Millisecond == 0)
	equal(t, "companies", 1, must(sandbox.Stats()).Companies)
	var again Meta
	check(t, json.Unmarshal(must(json.Marshal(meta)), &again))
	equal(t, "elapsed, read again", meta.Elapsed, again.Elapsed)
}

func TestUpdateLeavesNilFieldsUnchanged(t *testing.T) {
	_, client := start(t)
	ctx := context.Background()
	made := must(client.Companies.Create(ctx, CompanyRequest{
		Name: "Toft", Description: "Bread", Tags: map[string]string{"region": "uk"}}))
	changed := must(client.Companies.Update(ctx, made.ID, CompanyUpdate{Description: Ptr("")}))
	equal(t, "description", "", changed.Description)
	equal(t, "tag", "uk", changed.Tags["region"])
	changed = must(client.Companies.Update(ctx, made.ID, CompanyUpdate{Tags: map[string]string{}}))
	equal(t, "tags", 0, len(changed.Tags))
	equal(t, "name", "Toft", changed.Name)
}

// What JSON or C cannot carry is refused, and not changed unseen.
func TestInvalidTextIsRefused(t *testing.T) {
	sandbox, client := start(t)
	ctx, odd := context.Background(), "a\xffb"
	refused := func(member string, err error) {
		t.Helper()
		failed := failure(t, err, ErrInvalidArgument)
		equal(t, "member", member, failed.Member)
		equal(t, "the message names it", true, strings.HasPrefix(failed.Message, member+": expected "))
	}
	_, err := client.Companies.Create(ctx, CompanyRequest{Name: odd})
	refused("name", err)
	_, err = client.Companies.Create(ctx, CompanyRequest{Name: "Toft", Tags: map[string]string{"region": odd}})
	refused("tags.region", err)
	_, err = client.Companies.Create(ctx, CompanyRequest{Name: "Toft", Tags: map[string]string{odd: "uk"}})
	refused("tags.a\uFFFDb", err)
	_, err = client.Companies.Create(ctx, CompanyRequest{Name: "Toft", Groups: []GroupRef{{ID: "x"}, {ID: odd}}})
	refused("groups[1].id", err)
	_, err = client.Companies.Update(ctx, "x", CompanyUpdate{Name: &odd})
	refused("name", err)
	_, err = client.Companies.Get(ctx, odd)
	refused("companyId", err)
	refused("dataTypes[0]", client.Companies.RefreshProductData(ctx, "x", "y", []string{odd}))
	_, err = client.Groups.List(ctx, IdempotencyKey(odd))
	refused("idempotencyKey", err)
	_, err = client.Groups.List(ctx, Traceparent(odd))
	refused("traceparent", err)
	for _, query := range []ListCompanies{{Query: odd}, {OrderBy: odd}, {Tags: odd}} {
		_, err = client.Companies.List(ctx, query)
		refused(map[bool]string{true: "query"}[query.Query != ""]+map[bool]string{true: "orderBy"}[query.OrderBy != ""]+
			map[bool]string{true: "tags"}[query.Tags != ""], err)
		for _, err := range client.Companies.All(ctx, query) {
			failure(t, err, ErrInvalidArgument)
		}
	}
	_, err = client.Companies.CreateMany(ctx, nil, CreateMany{Journal: odd})
	refused("journal", err)
	_, err = client.Companies.CreateMany(ctx, nil, CreateMany{LookupTag: odd})
	refused("lookupTag", err)
	_, err = client.Connections.UpdateAuthorization(ctx, "x", "y", map[string]string{"user": odd})
	refused("authorization.user", err)
	_, err = client.Companies.LinkURL(ctx, "x", map[string]string{"reference": odd})
	refused("parameters.reference", err)
	_, err = client.Webhooks.Create(ctx, WebhookConsumerRequest{URL: "https://example.com", CompanyTags: []string{odd}})
	refused("companyTags[0]", err)
	for member, option := range map[string]Option{
		"apiKey": WithAPIKey(odd), "authHeader": WithAuthHeader(odd), "baseUrl": WithBaseURL(odd), "proxy": WithProxy(odd),
		"userAgent": WithUserAgent(odd), "rootCertificates": WithRootCertificates(odd),
	} {
		_, err = New(option)
		refused(member, err)
	}
	for member, option := range map[string]SandboxOption{
		"db": SandboxDB(odd), "apiKey": SandboxAPIKey(odd), "webhookSecret": SandboxWebhookSecret(odd),
	} {
		_, err = StartSandbox(ctx, option)
		refused(member, err)
	}
	refused("namePrefix", sandbox.SeedCompanies(1, odd))
	refused("faults[0].path", sandbox.QueueFaults(SandboxFault{Path: odd}))
	_, err = VerifyWebhook(odd, webhookHeader(), webhookBody)
	refused("secret", err)
	_, err = VerifyWebhook("whsec_\x00", webhookHeader(), webhookBody)
	refused("secret", err)
	_, err = client.Call(ctx, "groups.list", "{}\x00")
	refused("inputJSON", err)
	_, err = client.Call(ctx, "groups.list", odd)
	refused("inputJSON", err)
	_, err = client.Call(ctx, "groups.list\x00", "{}")
	refused("operation", err)
	_, err = client.Call(ctx, odd, "{}")
	refused("operation", err)
	_, err = sandbox.Control("stats\x00", "{}")
	refused("action", err)
	_, err = client.Call(ctx, "groups.create", `{"name":"\ud800"}`)
	equal(t, "member", "name", failure(t, err, ErrInvalidArgument).Member)
	equal(t, "requests", 0, must(sandbox.Stats()).Requests)

	// What is text is not changed: neither a NUL nor the character that stands for what is none.
	name := "a\x00b\uFFFDc\\ufffd"
	made := must(client.Companies.Create(ctx, CompanyRequest{Name: "Toft", Description: name}))
	equal(t, "description", name, made.Description)
}

func TestNoTextHasASecret(t *testing.T) {
	_, client := start(t)
	secret := "s3cret-key"
	_, err := New(WithAPIKey(secret + "\r\nb"))
	failure(t, err, ErrInvalidArgument)
	shown := fmt.Sprintf("%v %+v %#v", err, err, client)
	equal(t, "the secret is shown", false, strings.Contains(shown, secret))
}

func TestManyGoroutinesShareAClient(t *testing.T) {
	sandbox, client := start(t, WithMaxConnections(4))
	unlimited(t, sandbox)
	var all sync.WaitGroup
	problems := make(chan error, 64)
	for i := range 64 {
		all.Add(1)
		go func() {
			defer all.Done()
			request := CompanyRequest{Name: fmt.Sprint("Shop ", i)}
			if made, err := client.Companies.Create(context.Background(), request); err != nil {
				problems <- err
			} else if made.Name != request.Name {
				problems <- errors.New(made.Name)
			}
		}()
	}
	all.Wait()
	close(problems)
	for problem := range problems {
		t.Error(problem)
	}
	stats := must(sandbox.Stats())
	equal(t, "companies", 64, stats.Companies)
	equal(t, "connections", true, stats.ConnectionsAccepted <= 4)
}

func TestTheActionsOfTheSandboxTakeEffect(t *testing.T) {
	ctx := context.Background()
	file := filepath.Join(t.TempDir(), "sandbox.db")
	leap := time.Date(2028, time.February, 29, 14, 0, 0, 0, time.FixedZone("", 2*3600))
	sandbox := must(StartSandbox(ctx,
		SandboxDB(file), SandboxAPIKey("my-key"), SandboxPort(0), SandboxStartTime(leap)))
	equal(t, "key", "my-key", sandbox.APIKey())
	client := must(New(WithBaseURL(sandbox.BaseURL()), WithAPIKey("my-key")))
	check(t, sandbox.SetLimits(SandboxLimits{RequestsPerDay: Ptr(1), Groups: Ptr(0)}))
	_, err := client.Groups.Create(ctx, "One")
	failure(t, err, ErrConflict)
	_, err = client.Groups.List(ctx, MaxRetries(0))
	failure(t, err, ErrRateLimited)
	check(t, client.Close())
	check(t, sandbox.AdvanceClock(25*time.Hour))
	client = must(sandbox.NewClient())
	check(t, sandbox.QueueFaults(SandboxFault{
		Effect: FaultStatus, Method: "GET", Path: "/companies/{companyId}", Times: 1, When: FaultBefore,
		Delay: time.Microsecond, Status: 418, ContentType: "text/plain", Body: Ptr("tea"), Cached: true,
	}))
	equal(t, "queued", `{"queued":0}`, string(must(sandbox.Control("queue-faults", `{"faults":[]}`))))
	check(t, sandbox.QueueFaults())
	_, err = client.Companies.Get(ctx, "x", MaxRetries(0))
	equal(t, "status", 418, failure(t, err, ErrBadRequest).HTTPStatus)
	last := must(sandbox.Requests(1))
	seen := last[len(last)-1]
	equal(t, "seen", "GET /companies/x", seen.Method+" "+seen.Path)
	equal(t, "answered", "418 tea", fmt.Sprint(seen.Status, " ", *seen.Answer))
	equal(t, "the key", "Basic ***", seen.Headers["authorization"])
	check(t, sandbox.SeedCompanies(2, "Shop"))
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultCut}))
	check(t, sandbox.ClearFaults())
	check(t, client.Close())
	check(t, sandbox.Close())

	again := must(StartSandbox(ctx, SandboxDB(file)))
	equal(t, "companies in the file", 2, must(again.Stats()).Companies)
	check(t, again.Reset())
	equal(t, "companies", 0, must(again.Stats()).Companies)
	_, err = again.Control("frobnicate", "{}")
	failure(t, err, ErrInvalidArgument)
	_, err = StartSandbox(ctx, SandboxDB(file))
	failure(t, err, ErrSandbox)
	check(t, again.QueueFaults(SandboxFault{Effect: FaultFlood, Bytes: 1000, Announce: true}))
	client = must(again.NewClient(WithMaxResponseBytes(100)))
	_, err = client.Groups.List(ctx, MaxRetries(0))
	failure(t, err, ErrUnexpectedResponse)
	check(t, client.Close())
	check(t, again.Close())
}

func TestTheEnvironmentGivesTheKey(t *testing.T) {
	sandbox, _ := start(t)
	t.Setenv("CODAT_API_KEY", sandbox.APIKey())
	t.Setenv("CODAT_BASE_URL", sandbox.BaseURL())
	client := must(New())
	defer client.Close()
	works(t, client)
	check(t, os.Unsetenv("CODAT_API_KEY"))
	_, err := New()
	equal(t, "member", "apiKey", failure(t, err, ErrInvalidArgument).Member)
}

func TestAnUnknownOperationIsNamedInBounds(t *testing.T) {
	_, client := start(t)
	for _, name := range []string{"", "no.such", "a\nb", strings.Repeat("x", 100), strings.Repeat("x", 1_000_000)} {
		_, err := client.Call(context.Background(), name, "{}")
		failed := failure(t, err, ErrInvalidArgument)
		equal(t, "member", "operation", failed.Member)
		equal(t, "operation", "", failed.Operation)
		if text := err.Error(); len(text) > 300 || strings.Contains(text, "\n") {
			t.Errorf("%d bytes: %.300s", len(text), text)
		}
	}
}
