package codat

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// events is a handler that keeps what it receives, as parsed JSON.
type events struct {
	mutex sync.Mutex
	all   []any
	least slog.Level
	then  func()
}

func (e *events) Enabled(_ context.Context, level slog.Level) bool {
	return level >= e.least
}

func (e *events) Handle(_ context.Context, record slog.Record) error {
	heard := map[string]any{"level": strings.ToLower(record.Level.String()), "event": record.Message}
	record.Attrs(func(attribute slog.Attr) bool {
		heard[attribute.Key] = parse(must(json.Marshal(attribute.Value.Any())))
		return true
	})
	e.mutex.Lock()
	e.all = append(e.all, heard)
	e.mutex.Unlock()
	if e.then != nil {
		e.then()
	}
	return nil
}

func (e *events) WithAttrs([]slog.Attr) slog.Handler { return e }
func (e *events) WithGroup(string) slog.Handler      { return e }

func (e *events) count() int {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return len(e.all)
}

func TestALoggerReceivesEventsUpToItsLevel(t *testing.T) {
	heard := &events{least: slog.LevelWarn}
	sandbox, client := start(t, WithLogger(slog.New(heard)), WithRetryDelay(time.Millisecond))
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultStatus, Status: 503}))
	must(client.Groups.List(context.Background()))
	equal(t, "events", 1, len(heard.all))
	equal(t, "event", "retry", heard.all[0].(map[string]any)["event"])
}

func TestADisabledLoggerIsNotCalled(t *testing.T) {
	_, client := start(t, WithLogger(slog.New(&events{least: slog.LevelError + 1})))
	equal(t, "logger", nil, client.caller.logger)
}

func TestALoggerMayPanicAndCall(t *testing.T) {
	heard := &events{least: slog.LevelDebug}
	_, client := start(t, WithLogger(slog.New(heard)))
	heard.then = func() {
		must(client.Groups.List(context.Background()))
		panic("on purpose")
	}
	for range 3 {
		must(client.Groups.List(context.Background()))
	}
	equal(t, "events", 3, len(heard.all))
}

// What the library does in its own threads is logged too.
func TestALoggerReceivesEventsOfPagesAheadAndCreateMany(t *testing.T) {
	heard := &events{least: slog.LevelDebug}
	sandbox, client := start(t, WithLogger(slog.New(heard)))
	unlimited(t, sandbox)
	must(client.Companies.CreateMany(context.Background(), shops(12), CreateMany{}))
	for _, err := range client.Companies.All(context.Background(), ListCompanies{PageSize: 3}) {
		check(t, err)
	}
	count := map[any]int{}
	for _, event := range heard.all {
		equal(t, "event", "succeeded", event.(map[string]any)["event"].(string))
		count[event.(map[string]any)["operation"]]++
	}
	equal(t, "creates", 12, count["companies.create"])
	equal(t, "pages", 4, count["companies.list"])
}

func TestClosingWhileCallsAreLogged(t *testing.T) {
	sandbox, _ := start(t)
	heard := &events{least: slog.LevelDebug}
	var group sync.WaitGroup
	for range 32 {
		client := must(sandbox.NewClient(WithLogger(slog.New(heard))))
		group.Add(2)
		go func() { defer group.Done(); _, _ = client.Groups.List(context.Background()) }()
		go func() { defer group.Done(); check(t, client.Close()) }()
	}
	group.Wait()
	runtime.GC()
}

func TestNoSecretIsLogged(t *testing.T) {
	const key = "a-key-that-nobody-may-see"
	sandbox := must(StartSandbox(context.Background(), SandboxAPIKey(key)))
	defer sandbox.Close()
	heard := &events{least: slog.LevelDebug}
	client := must(sandbox.NewClient(WithLogger(slog.New(heard)), WithMaxRetries(0)))
	defer client.Close()
	texts := []string{fmt.Sprintf("%v %+v", client, client)}
	for _, effect := range []string{"cut", "garbage", "html", "empty", "truncate"} {
		check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultEffect(effect)}))
		_, err := client.Groups.List(context.Background())
		texts = append(texts, fmt.Sprintf("%v %+v %#v", err, err, err))
	}
	equal(t, "events", 5, len(heard.all))
	texts = append(texts, fmt.Sprint(heard.all...))
	encoded := strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(key)), "=")
	for _, text := range texts {
		if strings.Contains(text, key) || strings.Contains(text, encoded) {
			t.Errorf("the key is in %s", text)
		}
	}
}

// A handler that panics or ends its goroutine, as a test does that fails, ends no thread and no call, and is called again.
func TestALoggerMayPanicOrEndItsGoroutine(t *testing.T) {
	for name, then := range map[string]func(){"panic": func() { panic("on purpose") }, "Goexit": runtime.Goexit} {
		t.Run(name, func(t *testing.T) {
			leavesNothing(t, func(t *testing.T) {
				heard := &events{least: slog.LevelDebug, then: then}
				sandbox, client := start(t, WithLogger(slog.New(heard)))
				unlimited(t, sandbox)
				ctx := context.Background()
				for range 3 {
					must(client.Groups.List(ctx))
				}
				equal(t, "events of calls that block", 3, heard.count())
				company := must(client.Companies.Create(ctx, CompanyRequest{Name: "Toft"}))
				must(sandbox.LinkPlatform(company.ID, "gbol"))
				before := heard.count()
				must(client.Connections.WaitUntilLinked(ctx, company.ID, WaitUntilLinked{}))
				equal(t, "events of a wait", true, heard.count() > before)
				before = heard.count()
				equal(t, "created", 11, must(client.Companies.CreateMany(ctx, shops(11), CreateMany{})).Created)
				// The run as a whole too.
				equal(t, "events of a run", before+12, heard.count())
				met := 0
				for _, err := range client.Companies.All(ctx, ListCompanies{PageSize: 3}) {
					check(t, err)
					met++
				}
				equal(t, "met", 12, met)
				equal(t, "events of a loop", before+16, heard.count())
			})
		})
	}
}

// The lines of a call that is cancelled while its page is fetched are its own too.
func TestALoggerReceivesTheEventOfACancelledPage(t *testing.T) {
	heard := &events{least: slog.LevelDebug}
	sandbox, client := start(t, append(forever, WithLogger(slog.New(heard)))...)
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultDelay, Delay: never}))
	cancelling(t, func() bool { return seen(sandbox) }, func(ctx context.Context) (last error) {
		for _, err := range client.Companies.All(ctx, ListCompanies{}) {
			last = err
		}
		return last
	})
	equal(t, "events", 1, heard.count())
	equal(t, "kind", "cancelled", heard.all[0].(map[string]any)["kind"])
}

// Calls of a handler are not logged, on any thread; calls of others at that time are.
func TestCallsOfALogHandlerAreNotLogged(t *testing.T) {
	heard := &events{least: slog.LevelDebug}
	sandbox, client := start(t, WithLogger(slog.New(heard)))
	unlimited(t, sandbox)
	heard.then = func() {
		must(client.Groups.List(context.Background()))
		if heard.count() == 1 {
			done := make(chan struct{})
			go func() {
				defer close(done)
				heard.then = nil
				must(client.Groups.List(context.Background()))
			}()
			<-done
		}
	}
	then := heard.then
	must(client.Groups.List(context.Background()))
	equal(t, "events", 2, heard.count())
	heard.then = then
	must(client.Companies.CreateMany(context.Background(), shops(12), CreateMany{}))
	equal(t, "events", 15, heard.count())
	// A thread on which a handler ran is one for everything again.
	heard.then = nil
	var group sync.WaitGroup
	for range 100 {
		group.Add(1)
		go func() { defer group.Done(); must(client.Groups.List(context.Background())) }()
	}
	group.Wait()
	equal(t, "events", 115, heard.count())
}

// A call that still runs when its client is closed is logged to its end.
func TestALoggerOutlivesItsClient(t *testing.T) {
	url, received := hanging(t)
	heard := &events{least: slog.LevelDebug}
	client := clientOf(t, url, append(forever, WithLogger(slog.New(heard)))...)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	result := make(chan error, 1)
	go func() {
		_, err := client.Groups.List(ctx)
		result <- err
	}()
	<-received
	check(t, client.Close())
	cancel()
	failure(t, <-result, ErrCancelled)
	equal(t, "events", 1, heard.count())
	_, err := client.Groups.List(context.Background())
	failure(t, err, ErrInvalidHandle)
}

// contexts is a handler that keeps the context of each event.
type contexts struct {
	events
	whose map[string]int
}

type callerKey struct{}

func (c *contexts) Handle(ctx context.Context, record slog.Record) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	caller, _ := ctx.Value(callerKey{}).(string)
	c.whose[caller]++
	return nil
}

// Whatever the call, its context is the handler's.
func TestALoggerGetsTheContextOfTheCall(t *testing.T) {
	heard := &contexts{events{least: slog.LevelDebug}, map[string]int{}}
	sandbox, client := start(t, WithLogger(slog.New(heard)), WithRetryDelay(time.Millisecond))
	unlimited(t, sandbox)
	as := func(caller string) context.Context {
		return context.WithValue(context.Background(), callerKey{}, caller)
	}
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultStatus, Status: 503}))
	company := must(client.Companies.Create(as("create"), CompanyRequest{Name: "Toft"}))
	must(client.Companies.LinkURL(as("link"), company.ID, nil))
	must(sandbox.LinkPlatform(company.ID, "gbol"))
	must(client.Connections.WaitUntilLinked(as("wait"), company.ID, WaitUntilLinked{}))
	must(client.Companies.CreateMany(as("many"), shops(3), CreateMany{}))
	for _, err := range client.Companies.All(as("all"), ListCompanies{PageSize: 2}) {
		check(t, err)
	}
	wanted := map[string]int{"create": 2, "link": 2, "wait": 2, "many": 4, "all": 2}
	equal(t, "events", fmt.Sprint(wanted), fmt.Sprint(heard.whose))
}
