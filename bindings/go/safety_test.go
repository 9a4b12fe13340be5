package codat

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

// everyMethod calls every method of a client's services, with zero values besides ctx.
func everyMethod(client *Client, ctx context.Context, came func(method string, err error)) {
	services := reflect.ValueOf(client).Elem()
	for i := range services.NumField() {
		service := services.Field(i)
		if !services.Type().Field(i).IsExported() {
			continue
		}
		for j := range service.NumMethod() {
			method := service.Type().Elem().Name() + "." + service.Type().Method(j).Name
			function := service.Method(j)
			var arguments []reflect.Value
			for k := range function.Type().NumIn() - 1 {
				argument := reflect.Zero(function.Type().In(k))
				if argument.Type() == reflect.TypeFor[context.Context]() && ctx != nil {
					argument = reflect.ValueOf(ctx)
				}
				arguments = append(arguments, argument)
			}
			// A nil option too.
			arguments = append(arguments, reflect.Zero(reflect.TypeFor[CallOption]()))
			results := function.Call(arguments)
			last := results[len(results)-1]
			if last.Kind() != reflect.Func {
				err, _ := last.Interface().(error)
				came(method, err)
				continue
			}
			for _, err := range last.Seq2() {
				failed, _ := err.Interface().(error)
				came(method, failed)
			}
		}
	}
}

func TestNilAndZeroValuesAreErrors(t *testing.T) {
	sandbox, client := start(t)
	ctx := context.Background()
	methods := 0
	everyMethod(client, nil, func(method string, err error) {
		methods++
		equal(t, method, "ctx", failure(t, err, ErrInvalidArgument).Member)
	})
	equal(t, "methods", 68, methods)
	var zero Client
	unmade := &Client{
		Companies: &Companies{}, Connections: &Connections{}, Refresh: &Refresh{}, Integrations: &Integrations{},
		Webhooks: &Webhooks{}, Groups: &Groups{},
	}
	for _, client := range []*Client{&zero, unmade} {
		everyMethod(client, ctx, func(method string, err error) {
			if failed := failure(t, err, ErrInvalidHandle); !strings.Contains(failed.Message, "codat.New") {
				t.Errorf("%s: %v", method, failed)
			}
		})
		failure(t, client.Close(), ErrInvalidHandle)
		_, err := client.Call(ctx, "groups.list", "{}")
		failure(t, err, ErrInvalidHandle)
	}
	var none *Client
	failure(t, none.Close(), ErrInvalidHandle)
	_, err := none.Call(ctx, "groups.list", "{}")
	failure(t, err, ErrInvalidHandle)
	_, err = client.Call(nil, "groups.list", "{}") //nolint:staticcheck // that it is refused is the point
	failure(t, err, ErrInvalidArgument)

	for _, sandbox := range []*Sandbox{nil, {}} {
		_, err := sandbox.NewClient()
		failure(t, err, ErrInvalidHandle)
		_, err = sandbox.Stats()
		failure(t, err, ErrInvalidHandle)
		failure(t, sandbox.Close(), ErrInvalidHandle)
		equal(t, "base URL and key", "", sandbox.BaseURL()+sandbox.APIKey())
	}
	_, err = StartSandbox(nil) //nolint:staticcheck // as above
	equal(t, "member", "ctx", failure(t, err, ErrInvalidArgument).Member)
	another := must(StartSandbox(ctx, nil))
	check(t, another.Close())
	optional := must(New(nil, WithBaseURL(sandbox.BaseURL()), WithAPIKey(sandbox.APIKey()), WithLogger(nil)))
	must(optional.Groups.List(ctx, nil, CaptureMeta(nil)))
	check(t, optional.Close())
	_, err = VerifyWebhook("", nil, nil, nil)
	failure(t, err, ErrInvalidArgument)
	_, err = VerifyWebhook(webhookSecret, nil, nil, nil)
	failure(t, err, ErrWebhookMissingHeader)
	equal(t, "requests", 1, requested(sandbox))
}

// A copy shares what the original has: closing either closes both, once.
func TestCopiesShareTheirClientAndSandbox(t *testing.T) {
	before := LiveObjects()
	sandbox := must(StartSandbox(context.Background()))
	client := must(sandbox.NewClient())
	copied, copiedSandbox := *client, *sandbox
	works(t, &copied)
	check(t, copied.Close())
	failure(t, client.Close(), ErrInvalidHandle)
	_, err := client.Groups.List(context.Background())
	failure(t, err, ErrInvalidHandle)
	check(t, sandbox.Close())
	failure(t, copiedSandbox.Close(), ErrInvalidHandle)
	equal(t, "objects", before, LiveObjects())
}

func TestNoPrintedValueHasASecret(t *testing.T) {
	const key = "a-key-that-nobody-may-see"
	sandbox := must(StartSandbox(context.Background(), SandboxAPIKey(key)))
	defer sandbox.Close()
	client := must(sandbox.NewClient(WithMaxRetries(0)))
	defer client.Close()
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultStatus, Status: 400, Body: Ptr(
		`{"error":"No","seen":"Basic ` + base64.StdEncoding.EncodeToString([]byte(key)) + `","of":"Mr Toft"}`)}))
	_, err := client.Companies.Create(context.Background(), CompanyRequest{Name: "Toft"})
	failed := failure(t, err, ErrBadRequest)
	equal(t, "the body is there for who asks", true, strings.Contains(failed.ResponseBody.Reveal(), "Mr Toft"))
	var shown bytes.Buffer
	for _, value := range []any{client, *client, client.Companies, sandbox, *sandbox} {
		fmt.Fprintf(&shown, "%v %+v %#v %s", value, value, value, value)
		text, err := json.Marshal(value)
		check(t, err)
		shown.Write(text)
	}
	outcome := CreateManyOutcome{Results: []CreateManyResult{{Error: failed}}}
	wrapped := fmt.Errorf("wrapped: %w", err)
	for _, value := range []any{failed, wrapped, outcome} {
		fmt.Fprintf(&shown, "%v %+v %#v %s", value, value, value, value)
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&shown, nil), slog.NewJSONHandler(&shown, nil)} {
		slog.New(handler).Error("failed", "error", err, "wrapped", wrapped, "client", client, "sandbox", sandbox)
	}
	encoded := strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(key)), "=")
	for _, secret := range []string{key, encoded, "Mr Toft"} {
		if strings.Contains(shown.String(), secret) {
			t.Errorf("%s is in %s", secret, shown.String())
		}
	}
	if strings.Contains(failed.ResponseBody.Reveal(), encoded) {
		t.Errorf("the key is in %s", failed.ResponseBody.Reveal())
	}
}

func TestALoggedErrorHasTheKeyForARepeat(t *testing.T) {
	sandbox, client := start(t, WithMaxRetries(0))
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultStatus, Status: 503, Body: Ptr(`{"error":"No","correlationId":"c"}`)}))
	_, err := client.Companies.Create(context.Background(), CompanyRequest{Name: "Toft"})
	failed := failure(t, err, ErrServer)
	var line bytes.Buffer
	slog.New(slog.NewJSONHandler(&line, nil)).Error("failed", "error", err)
	logged := parse(line.Bytes()).(map[string]any)["error"].(map[string]any)
	for name, wanted := range map[string]any{
		"message": err.Error(), "kind": "server", "status": 503.0, "attempts": 1.0, "outcomeUnknown": true,
		"correlationId": "c", "idempotencyKey": failed.IdempotencyKey,
	} {
		equal(t, name, wanted, logged[name])
	}
}

func TestTimeoutsAreTimeoutsOfNetAndOS(t *testing.T) {
	url, _ := hanging(t)
	client := clientOf(t, url, WithTimeout(20*time.Millisecond))
	_, err := client.Groups.List(context.Background())
	var asNet net.Error
	equal(t, "net.Error", true, errors.As(err, &asNet) && asNet.Timeout())
	equal(t, "os.IsTimeout", true, os.IsTimeout(err))
	equal(t, "the deadline of a context", false, errors.Is(err, context.DeadlineExceeded))
	_, err = client.Groups.List(context.Background(), IdempotencyKey("x"))
	equal(t, "os.IsTimeout of another kind", false, os.IsTimeout(err))
}

// A peer that gives the same page again and again, or one page more each time, does not keep a loop for ever.
func TestAListThatNeverEndsIsAnError(t *testing.T) {
	const most = 500
	for name, page := range map[string]func(number int) string{
		"the same page": func(int) string {
			return `{"results":[{"id":"a"}],"totalResults":1,"_links":{"next":{"href":"/companies?page=2"}}}`
		},
		"more than there are": func(number int) string {
			return fmt.Sprintf(
				`{"results":[{"id":"%d"}],"totalResults":3,"_links":{"next":{"href":"/companies?page=2"}}}`, number)
		},
	} {
		t.Run(name, func(t *testing.T) {
			requests := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests++
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, page(requests))
			}))
			defer server.Close()
			client := clientOf(t, server.URL)
			met := 0
			var last error
			for _, err := range client.Companies.All(context.Background(), ListCompanies{PageSize: 1}) {
				last = err
				if met++; met > most {
					break
				}
			}
			failure(t, last, ErrUnexpectedResponse)
		})
	}
}

// A loop does not outlive its client by more than the page that it has.
func TestClosingEndsALoop(t *testing.T) {
	sandbox, client := start(t)
	check(t, sandbox.SeedCompanies(50, "Shop"))
	met := 0
	var last error
	for _, err := range client.Companies.All(context.Background(), ListCompanies{PageSize: 5}) {
		if err != nil {
			last = err
			continue
		}
		if met++; met == 3 {
			check(t, client.Close())
		}
	}
	failure(t, last, ErrInvalidHandle)
	equal(t, "met", 5, met)
}

// After the last page Meta is still that of the last page.
func TestTheMetaOfAnIterationIsReadableAfterItsLoop(t *testing.T) {
	sandbox, client := start(t)
	check(t, sandbox.SeedCompanies(5, "Shop"))
	var meta Meta
	for _, err := range client.Companies.All(context.Background(), ListCompanies{PageSize: 2}, CaptureMeta(&meta)) {
		check(t, err)
	}
	equal(t, "status and attempts", "200 1", fmt.Sprint(meta.Status, meta.Attempts))
}

func TestDurationsAreRoundedAwayFromZero(t *testing.T) {
	for given, wanted := range map[time.Duration]string{
		0: "0", 1: "1", -1: "-1", time.Millisecond: "1", -time.Second: "-1000", 1500 * time.Microsecond: "2",
		1<<63 - 1: "9223372036855", -1 << 63: "-9223372036855",
	} {
		equal(t, given.String(), wanted, string(must(json.Marshal(milliseconds(given)))))
	}
	var failed Error
	check(t, json.Unmarshal([]byte(`{"kind":"server","retryAfterMs":9223372036854775807}`), &failed))
	equal(t, "the longest", true, failed.RetryAfter > 290*365*24*time.Hour)
}
