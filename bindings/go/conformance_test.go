package codat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// scenario is a file of tests/conformance/scenarios; the README there has the format.
type scenario struct {
	About  string                     `json:"about"`
	Client map[string]json.RawMessage `json:"client"`
	Steps  []json.RawMessage          `json:"steps"`
}

type step struct {
	Call          string                     `json:"call"`
	Iterate       string                     `json:"iterate"`
	Control       string                     `json:"control"`
	NewClient     map[string]json.RawMessage `json:"newClient"`
	Verify        *verification              `json:"verify"`
	Input         json.RawMessage            `json:"input"`
	InputText     *string                    `json:"inputText"`
	Context       stepContext                `json:"context"`
	CancelAfterMs *int64                     `json:"cancelAfterMs"`
	Expect        expectation                `json:"expect"`
	Save          map[string]string          `json:"save"`
	Times         int                        `json:"times"`
}

type stepContext struct {
	TimeoutMs      *int64  `json:"timeoutMs"`
	IdempotencyKey *string `json:"idempotencyKey"`
	MaxRetries     *int    `json:"maxRetries"`
	Traceparent    *string `json:"traceparent"`
	FirstUse       bool    `json:"firstUse"`
}

type verification struct {
	Secret           string            `json:"secret"`
	Headers          map[string]string `json:"headers"`
	Body             string            `json:"body"`
	Now              int64             `json:"now"`
	ToleranceSeconds *int64            `json:"toleranceSeconds"`
}

func (v *verification) run() (*WebhookEvent, error) {
	header := http.Header{}
	for name, value := range v.Headers {
		header.Set(name, value)
	}
	options := []VerifyOption{VerifyAt(time.Unix(v.Now, 0))}
	if v.ToleranceSeconds != nil {
		options = append(options, VerifyTolerance(time.Duration(*v.ToleranceSeconds)*time.Second))
	}
	return VerifyWebhook(v.Secret, header, []byte(v.Body), options...)
}

type expectation struct {
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
	Meta   json.RawMessage `json:"meta"`
	Log    json.RawMessage `json:"log"`
	Text   string          `json:"text"`
}

func TestConformance(t *testing.T) {
	files := must(filepath.Glob("../../tests/conformance/scenarios/*.json"))
	if len(files) == 0 {
		t.Fatal("there are no scenarios")
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			defer report(t, name)
			var scenario scenario
			strictly(t, must(os.ReadFile(file)), &scenario)
			run(t, scenario)
		})
		equal(t, "objects left", 0, LiveObjects())
	}
}

// report writes how a scenario ended, if a file for that is named.
func report(t *testing.T, name string) {
	path := os.Getenv("CODAT_CONFORMANCE_REPORT")
	if path == "" {
		return
	}
	outcome := "pass"
	if t.Failed() {
		outcome = "fail"
	}
	file := must(os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644))
	defer file.Close()
	must(fmt.Fprintf(file, "go\t%s\t%s\n", name, outcome))
}

func run(t *testing.T, scenario scenario) {
	heard := &events{least: slog.LevelDebug}
	// No day ends, and no quota is renewed, while a scenario runs.
	noon := time.Date(2026, time.June, 15, 12, 0, 0, 0, time.UTC)
	sandbox, client := startAt(t, noon, append(configured(t, scenario.Client), WithLogger(slog.New(heard)))...)
	saved := map[string]string{"baseUrl": sandbox.BaseURL(), "apiKey": sandbox.APIKey()}
	for number, text := range scenario.Steps {
		var step step
		strictly(t, fill(text, saved), &step)
		for range max(step.Times, 1) {
			heard.all = nil
			document := perform(t, step, sandbox, client)
			if problem := judge(step.Expect, document, heard.all); problem != "" {
				t.Fatalf("%s: step %d: %s", scenario.About, number+1, problem)
			}
			for name, pointer := range step.Save {
				saved[name] = at(parse(document), pointer).(string)
			}
		}
	}
}

// perform does a step. The result is response JSON such as the library's own.
func perform(t *testing.T, step step, sandbox *Sandbox, client *Client) []byte {
	ctx, options := context.Background(), []CallOption{}
	if ms := step.Context.TimeoutMs; ms != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(*ms)*time.Millisecond)
		defer cancel()
	}
	if ms := step.CancelAfterMs; ms != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
		if *ms == 0 {
			cancel()
		} else {
			defer time.AfterFunc(time.Duration(*ms)*time.Millisecond, cancel).Stop()
		}
	}
	if key := step.Context.IdempotencyKey; key != nil {
		options = append(options, IdempotencyKey(*key))
	}
	if step.Context.FirstUse {
		options = append(options, FirstUse())
	}
	if retries := step.Context.MaxRetries; retries != nil {
		options = append(options, MaxRetries(*retries))
	}
	if trace := step.Context.Traceparent; trace != nil {
		options = append(options, Traceparent(*trace))
	}
	var meta Meta
	options = append(options, CaptureMeta(&meta))
	input := step.Input
	if input == nil {
		input = json.RawMessage("{}")
	}

	var result any
	var err error
	switch {
	case step.Control != "":
		result, err = sandbox.Control(step.Control, string(input))
	case step.NewClient != nil:
		var another *Client
		if another, err = New(configured(t, step.NewClient)...); err == nil {
			err = another.Close()
		}
	case step.Verify != nil:
		result, err = step.Verify.run()
	case step.Iterate == anyList:
		result, err = iterateAny(ctx, client, input, options)
	case step.Iterate != "":
		result, err = iterate(t, ctx, client, step.Iterate, input, options)
	case step.InputText != nil:
		result, err = client.Call(ctx, step.Call, *step.InputText, options...)
	case strings.HasPrefix(step.Call, "request."):
		method := strings.ToUpper(strings.TrimPrefix(step.Call, "request."))
		result, err = anyRequest(ctx, client, method, input, options)
	default:
		input, options = withoutExtra(t, input, options)
		result, err = typed(t, ctx, client, step.Call, input, options)
	}
	var failed *Error
	switch {
	case errors.As(err, &failed):
		return []byte(fmt.Sprintf(`{"error":%s,"meta":%s}`, revealed(t, failed), written(t, failed.Meta)))
	case err != nil:
		t.Fatalf("not an *Error: %v", err)
	}
	return []byte(fmt.Sprintf(`{"result":%s,"meta":%s}`, written(t, result), written(t, meta)))
}

// withoutExtra turns the field extra of an input into the option of that name.
func withoutExtra(t *testing.T, input json.RawMessage, options []CallOption) (json.RawMessage, []CallOption) {
	var fields map[string]json.RawMessage
	check(t, json.Unmarshal(input, &fields))
	if fields["extra"] == nil {
		return input, options
	}
	var extra map[string]any
	check(t, json.Unmarshal(fields["extra"], &extra))
	delete(fields, "extra")
	return written(t, fields), append(options, Extra(extra))
}

// written is a value's JSON; what is JSON already is kept verbatim.
func written(t *testing.T, value any) []byte {
	if raw, ok := value.(json.RawMessage); ok {
		return raw
	}
	text, err := json.Marshal(value)
	check(t, err)
	return text
}

// revealed is an error's JSON with the body that JSON hides.
func revealed(t *testing.T, failed *Error) []byte {
	object := parse(written(t, failed)).(map[string]any)
	if body := failed.ResponseBody.Reveal(); body != "" {
		object["responseBody"] = body
	}
	return written(t, object)
}

// judge compares the result with what was expected; empty if it fits.
func judge(expect expectation, document []byte, heard []any) string {
	parts := parse(document).(map[string]any)
	parts["log"] = heard
	if expect.Error == nil && parts["error"] != nil {
		return fmt.Sprintf("failed: %s", document)
	}
	expected := map[string]json.RawMessage{
		"result": expect.Result, "error": expect.Error, "meta": expect.Meta, "log": expect.Log,
	}
	for part, pattern := range expected {
		if pattern != nil {
			if problem := mismatch(part, parse(pattern), parts[part]); problem != "" {
				return problem
			}
		}
	}
	if !bytes.Contains(document, []byte(expect.Text)) {
		return fmt.Sprintf("expected %s in %s", expect.Text, document)
	}
	return ""
}

// fill replaces each ${name} with the value that was saved.
func fill(text []byte, saved map[string]string) []byte {
	return regexp.MustCompile(`\$\{(\w+)\}`).ReplaceAllFunc(text, func(name []byte) []byte {
		value, ok := saved[string(name[2:len(name)-1])]
		if !ok {
			panic(fmt.Sprintf("nothing was saved as %s", name))
		}
		quoted := must(json.Marshal(value))
		return quoted[1 : len(quoted)-1]
	})
}

// at follows a JSON pointer.
func at(value any, pointer string) any {
	for _, name := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		switch within := value.(type) {
		case map[string]any:
			value = within[name]
		case []any:
			var index int
			must(fmt.Sscan(name, &index))
			value = within[index]
		default:
			panic(fmt.Sprintf("nothing at %s", pointer))
		}
	}
	return value
}

// strictly reads JSON into a struct that must have a field for all of it.
func strictly(t *testing.T, text []byte, into any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}
