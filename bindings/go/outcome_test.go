package codat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// hanging is a server that takes requests and responds to none; received has one for each that it has in full.
func hanging(t *testing.T) (url string, received chan struct{}) {
	t.Helper()
	received = make(chan struct{}, 100)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		received <- struct{}{}
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	return server.URL, received
}

func clientOf(t *testing.T, url string, options ...Option) *Client {
	t.Helper()
	client := must(New(append([]Option{WithBaseURL(url), WithAPIKey("none")}, options...)...))
	t.Cleanup(func() { _ = client.Close() })
	return client
}

var errShutdown = errors.New("the program shuts down")

// endings are the ways in which a context ends, within a limit or when it is told to, and what its error must match then.
var endings = map[string]struct {
	kind    ErrorKind
	matches []error
	begin   func(limit time.Duration) (ctx context.Context, end func())
}{
	"cancelled": {ErrCancelled, []error{context.Canceled}, func(time.Duration) (context.Context, func()) {
		ctx, cancel := context.WithCancel(context.Background())
		return ctx, cancel
	}},
	"cancelled with a cause": {
		ErrCancelled, []error{context.Canceled, errShutdown}, func(time.Duration) (context.Context, func()) {
			ctx, cancel := context.WithCancelCause(context.Background())
			return ctx, func() { cancel(errShutdown) }
		}},
	"deadline": {ErrTimeout, []error{context.DeadlineExceeded}, func(limit time.Duration) (context.Context, func()) {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		context.AfterFunc(ctx, cancel)
		return ctx, func() {}
	}},
	"deadline with a cause": {
		ErrTimeout, []error{context.DeadlineExceeded, errShutdown}, func(limit time.Duration) (context.Context, func()) {
			ctx, cancel := context.WithTimeoutCause(context.Background(), limit, errShutdown)
			context.AfterFunc(ctx, cancel)
			return ctx, func() {}
		}},
}

// calls are calls of each method, and whether a key goes with them.
var calls = map[string]struct {
	writes, hasKey bool
	make           func(*Client, context.Context, ...CallOption) error
}{
	"POST": {true, true, func(client *Client, ctx context.Context, options ...CallOption) error {
		_, err := client.Companies.Create(ctx, CompanyRequest{Name: "Toft"}, options...)
		return err
	}},
	"PATCH": {true, true, func(client *Client, ctx context.Context, options ...CallOption) error {
		_, err := client.Companies.Update(ctx, "x", CompanyUpdate{Name: Ptr("Toft")}, options...)
		return err
	}},
	"PUT": {true, false, func(client *Client, ctx context.Context, options ...CallOption) error {
		_, err := client.Companies.Replace(ctx, "x", CompanyRequest{Name: "Toft"}, options...)
		return err
	}},
	"DELETE": {true, false, func(client *Client, ctx context.Context, options ...CallOption) error {
		return client.Companies.Delete(ctx, "x", options...)
	}},
	"GET": {false, false, func(client *Client, ctx context.Context, options ...CallOption) error {
		_, err := client.Companies.Get(ctx, "x", options...)
		return err
	}},
}

// ended checks the error of a call that its context ended.
func ended(t *testing.T, err error, kind ErrorKind, matches []error, unknown, hasKey bool) *Error {
	t.Helper()
	failed := failure(t, err, kind)
	for _, match := range matches {
		equal(t, "errors.Is "+match.Error(), true, errors.Is(fmt.Errorf("wrapped: %w", err), match))
	}
	equal(t, "outcome unknown", unknown, failed.OutcomeUnknown)
	equal(t, "a key to repeat with", unknown && hasKey, uuid.MatchString(failed.IdempotencyKey))
	if failed.IdempotencyKey != "" {
		equal(t, "the key that was sent", failed.Meta.IdempotencyKey, failed.IdempotencyKey)
	}
	return failed
}

func TestAContextThatEndsDuringTheRequestLeavesTheOutcomeUnknown(t *testing.T) {
	url, received := hanging(t)
	client := clientOf(t, url, forever...)
	for name, ending := range endings {
		for method, call := range calls {
			t.Run(name+"/"+method, func(t *testing.T) {
				result := make(chan error, 1)
				// On a machine that is busy a deadline may come before the request does.
				for limit, sent := 100*time.Millisecond, false; !sent; limit *= 2 {
					ctx, end := ending.begin(limit)
					go func() { result <- call.make(client, ctx) }()
					select {
					case <-received:
						sent = true
					case <-ctx.Done():
						<-result
					}
					end()
				}
				failed := ended(t, <-result, ending.kind, ending.matches, call.writes, call.hasKey)
				equal(t, "attempts", 1, failed.Meta.Attempts)
				equal(t, "status", 0, failed.HTTPStatus)
			})
		}
	}
}

// A key that the caller gives was sent before, unless the caller says otherwise.
func TestAContextThatEndedBeforeTheCall(t *testing.T) {
	url, received := hanging(t)
	client := clientOf(t, url)
	key := NewIdempotencyKey()
	for name, ending := range endings {
		for method, call := range calls {
			t.Run(name+"/"+method, func(t *testing.T) {
				ctx, end := ending.begin(time.Nanosecond)
				end()
				<-ctx.Done()
				for _, options := range [][]CallOption{nil, {IdempotencyKey(key), FirstUse()}} {
					failed := ended(t, call.make(client, ctx, options...), ending.kind, ending.matches, false, call.hasKey)
					equal(t, "attempts", 0, failed.Meta.Attempts)
				}
				failed := ended(
					t, call.make(client, ctx, IdempotencyKey(key)), ending.kind, ending.matches, call.hasKey, call.hasKey)
				if call.hasKey {
					equal(t, "key", key, failed.IdempotencyKey)
				}
			})
		}
	}
	equal(t, "requests", 0, len(received))
}

// With one connection, which hangs, the second call is queued in the library.
func TestAContextThatEndsInTheQueue(t *testing.T) {
	url, received := hanging(t)
	client := clientOf(t, url, append(forever, WithMaxConnections(1))...)
	first, endFirst := context.WithCancel(context.Background())
	result := make(chan error)
	go func() { result <- calls["GET"].make(client, first) }()
	<-received
	key := NewIdempotencyKey()
	for name, ending := range endings {
		for method, call := range calls {
			t.Run(name+"/"+method, func(t *testing.T) {
				for _, options := range [][]CallOption{nil, {IdempotencyKey(key)}} {
					ctx, end := ending.begin(10 * time.Millisecond)
					go end()
					unknown := options != nil && call.hasKey
					failed := ended(t, call.make(client, ctx, options...), ending.kind, ending.matches, unknown, call.hasKey)
					if unknown {
						equal(t, "key", key, failed.IdempotencyKey)
					}
				}
			})
		}
	}
	equal(t, "requests", 0, len(received))
	endFirst()
	failure(t, <-result, ErrCancelled)
}

// The pause begins when the retry is logged.
func TestAContextThatEndsBetweenAttempts(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "30")
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, `{"error":"Back soon"}`)
	}))
	defer server.Close()
	for name, ending := range endings {
		for method, call := range calls {
			t.Run(name+"/"+method, func(t *testing.T) {
				ctx, end := ending.begin(patience)
				logger := slog.New(&events{least: slog.LevelWarn, then: end})
				client := clientOf(t, server.URL, append(forever, WithLogger(logger))...)
				kind, matches := ending.kind, ending.matches
				if kind == ErrTimeout {
					// A pause that would outlast the deadline does not begin.
					kind, matches = ErrServer, nil
				}
				failed := ended(t, call.make(client, ctx), kind, matches, call.writes, call.hasKey)
				equal(t, "status", 503, failed.Meta.Status)
			})
		}
	}
}

func TestAContextThatEndsInAWaitOrAnIteration(t *testing.T) {
	sandbox, client := start(t, forever...)
	unlimited(t, sandbox)
	company := must(client.Companies.Create(context.Background(), CompanyRequest{Name: "Toft Bakery"}))
	check(t, sandbox.SeedCompanies(3, "Shop"))
	for name, ending := range endings {
		t.Run(name, func(t *testing.T) {
			ctx, end := ending.begin(100 * time.Millisecond)
			go end()
			_, err := client.Connections.WaitUntilLinked(ctx, company.ID, WaitUntilLinked{PollInterval: time.Minute})
			ended(t, err, ending.kind, ending.matches, false, false)

			ctx, end = ending.begin(100 * time.Millisecond)
			check(t, sandbox.ClearFaults())
			onlyTheFirstPageComes(t, sandbox)
			var last error
			for _, err := range client.Companies.All(ctx, ListCompanies{PageSize: 1}) {
				last = err
				end()
			}
			ended(t, last, ending.kind, ending.matches, false, false)
		})
	}
}

// Whatever goes wrong with a create, what the manual says ends with one company.
func TestRepeatingWithTheKeyMakesOneCompany(t *testing.T) {
	effects := []FaultEffect{FaultCut, FaultGarbage, FaultHTML, FaultEmpty, FaultTruncate, FaultStatus, FaultFlood}
	for _, effect := range effects {
		for _, when := range []FaultMoment{FaultBefore, FaultAfter} {
			t.Run(fmt.Sprint(effect, " ", when), func(t *testing.T) {
				sandbox, client := start(t, WithRetryDelay(time.Millisecond), WithMaxResponseBytes(100_000))
				ctx, request := context.Background(), CompanyRequest{Name: "Night Owl"}
				fault := SandboxFault{Method: "POST", Effect: effect, When: when, Times: 4}
				switch effect {
				case FaultStatus:
					fault.Status, fault.Body = 503, Ptr(`{"error":"Back soon"}`)
				case FaultFlood:
					fault.Bytes = 1_000_000
				}
				check(t, sandbox.QueueFaults(fault))
				company, err := client.Companies.Create(ctx, request)
				if err == nil {
					t.Fatal("it succeeded")
				}
				check(t, sandbox.ClearFaults())
				var failed *Error
				if errors.As(err, &failed) && failed.OutcomeUnknown {
					company, err = client.Companies.Create(ctx, request, IdempotencyKey(failed.IdempotencyKey))
				}
				check(t, err)
				equal(t, "name", "Night Owl", company.Name)
				equal(t, "companies", 1, must(sandbox.Stats()).Companies)
			})
		}
	}
}

// A key that is stored before the call survives the end of the program.
func TestAStoredKeyMakesOneCompany(t *testing.T) {
	sandbox, client := start(t, WithMaxRetries(0))
	ctx, request := context.Background(), CompanyRequest{Name: "Night Owl"}
	key := NewIdempotencyKey()
	check(t, sandbox.QueueFaults(SandboxFault{Method: "POST", Effect: FaultCut, When: FaultAfter}))
	_, err := client.Companies.Create(ctx, request, IdempotencyKey(key), FirstUse())
	failed := failure(t, err, ErrConnection)
	equal(t, "outcome unknown", true, failed.OutcomeUnknown)
	equal(t, "key", key, failed.IdempotencyKey)
	must(client.Companies.Create(ctx, request, IdempotencyKey(key)))
	equal(t, "companies", 1, must(sandbox.Stats()).Companies)

	// A refusal of the first use is the outcome; a refusal of a repeat is not.
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultStatus, Status: 403, Body: Ptr(`{"error":"No","correlationId":"c"}`), Times: 2}))
	_, err = client.Companies.Create(ctx, request, IdempotencyKey(NewIdempotencyKey()), FirstUse())
	failed = failure(t, err, ErrForbidden)
	equal(t, "after a first use", "false ", fmt.Sprint(failed.OutcomeUnknown, " ", failed.IdempotencyKey))
	_, err = client.Companies.Create(ctx, request, IdempotencyKey(key))
	failed = failure(t, err, ErrForbidden)
	equal(t, "after a repeat", "true "+key, fmt.Sprint(failed.OutcomeUnknown, " ", failed.IdempotencyKey))
	_, err = client.Companies.Create(ctx, request, FirstUse())
	failure(t, err, ErrInvalidArgument)
}

func TestKeysAreRandomUUIDs(t *testing.T) {
	made := map[string]bool{}
	for range 1000 {
		key := NewIdempotencyKey()
		if !uuid.MatchString(key) || key[14] != '4' || key[19] < '8' || key[19] > 'b' {
			t.Fatalf("no random UUID: %s", key)
		}
		made[key] = true
	}
	equal(t, "different keys", 1000, len(made))
}

func TestAnErrorSaysWhatToDo(t *testing.T) {
	url, received := hanging(t)
	client := clientOf(t, url, WithMaxRetries(0), WithAttemptTimeout(20*time.Millisecond))
	for method, advice := range map[string]string{
		"POST":   "; the outcome is unknown: within 80 minutes, repeat the call with the error's IdempotencyKey",
		"PATCH":  "; the outcome is unknown: within 80 minutes, repeat the call with the error's IdempotencyKey",
		"PUT":    "; the outcome is unknown: repeat the call, the result is the same",
		"DELETE": "; the outcome is unknown: repeat the call, ErrNotFound then means that it is done",
		"GET":    "",
	} {
		failed := failure(t, calls[method].make(client, context.Background()), ErrTimeout)
		equal(t, method, "codat: "+failed.Operation+": "+failed.Message+advice, failed.Error())
		equal(t, "received", 1, len(received))
		<-received
	}
	used := &Error{Kind: ErrUnprocessable, Message: "used", OutcomeUnknown: true, IdempotencyKey: "key"}
	stored := &Error{Kind: ErrServer, HTTPStatus: 500, OutcomeUnknown: true, IdempotencyKey: "key"}
	for _, failed := range []*Error{used, stored} {
		if text := failed.Error(); !strings.HasSuffix(text, "call again without the key") {
			t.Error(text)
		}
	}
}

// A repetition that is not sent says nothing about the call that it repeats.
func TestARepeatThatIsNotSentLeavesTheOutcomeUnknown(t *testing.T) {
	_, client := start(t)
	closed, err := New(WithAPIKey("key"), WithBaseURL("http://127.0.0.1:1"))
	check(t, err)
	check(t, closed.Close())
	key := NewIdempotencyKey()
	request := CompanyRequest{Name: "Toft"}
	for _, call := range []func(...CallOption) (*Company, error){
		func(options ...CallOption) (*Company, error) {
			return closed.Companies.Create(context.Background(), request, options...)
		},
		func(options ...CallOption) (*Company, error) {
			return client.Companies.Create(context.Background(), CompanyRequest{}, options...)
		},
		func(options ...CallOption) (*Company, error) {
			return client.Companies.Create(context.Background(), CompanyRequest{Name: "\xff"}, options...)
		},
		func(options ...CallOption) (*Company, error) {
			return client.Companies.Create(context.Background(), request, append(options, MaxRetries(-1))...)
		},
		func(options ...CallOption) (*Company, error) {
			return client.Companies.Create(context.Background(), request, append(options, Traceparent("x"))...)
		},
		func(options ...CallOption) (*Company, error) {
			//lint:ignore SA1012 a nil context is what is tried
			return client.Companies.Create(nil, request, options...) //nolint:staticcheck
		},
	} {
		_, err := call(IdempotencyKey(key))
		var failed *Error
		if !errors.As(err, &failed) || !failed.OutcomeUnknown || failed.IdempotencyKey != key {
			t.Errorf("expected an unknown outcome and the key, found %v", err)
		}
		_, err = call(IdempotencyKey(key), FirstUse())
		if !errors.As(err, &failed) || failed.OutcomeUnknown || failed.IdempotencyKey != "" {
			t.Errorf("expected a known outcome, found %v", err)
		}
	}
}
