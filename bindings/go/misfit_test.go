package codat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// What a field has no room for fails the one call, as an *Error with all that is known.
func TestAFieldThatDoesNotFitIsAnUnexpectedResponse(t *testing.T) {
	sandbox, client := start(t)
	unlimited(t, sandbox)
	ctx := context.Background()
	for _, misfit := range []struct {
		operation, input, body, message string
		unknown, hasKey                 bool
		id                              string
	}{
		{"companies.get", `{"companyId":"x"}`, `{"id":"x","name":7}`, "name: json: cannot unmarshal number", false, false, "x"},
		{"companies.list", `{}`, `{"results":[{"name":"x"}]}`, "results: missing id", false, false, ""},
		{"companies.list", `{}`, `{"results":[{"id":"x"},[]]}`, "results: json: cannot unmarshal array", false, false, ""},
		{"push.list_operations", `{"companyId":"x"}`, `{"results":[{}]}`, "results: missing pushOperationKey", false, false, ""},
		{"settings.list_api_keys", `{}`, `{"results":[{"id":"x","apiKey":7}]}`, "apiKey: json: cannot unmarshal number", false, false, ""},
		{"groups.list", `{}`, `{"results":[{}]}`, "results: missing id", false, false, ""},
		{"refresh.get_data_status", `{"companyId":"x"}`, `{"invoices":{"dataType":7}}`, "cannot unmarshal number", false, false, ""},
		{"companies.create", `{"name":"Toft"}`, `{"id":"new","tags":{"a":1}}`, "tags: json: cannot unmarshal number", true, true, "new"},
		{"groups.create", `{"name":"One"}`, `{"id":"g","name":{}}`, "name: json: cannot unmarshal object", true, true, "g"},
		{"companies.update", `{"companyId":"x","name":"y"}`, `{"id":"x","groups":{}}`, "groups: json", true, true, "x"},
		{"refresh.by_data_type", `{"companyId":"x","dataType":"invoices"}`, `{"id":"x","progress":1.5}`, "progress", true, true, "x"},
		{"companies.replace", `{"companyId":"x","name":"y"}`, `{"id":"x","redirect":[]}`, "redirect: json", true, false, "x"},
	} {
		t.Run(misfit.operation, func(t *testing.T) {
			check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultStatus, Status: 200, Body: &misfit.body}))
			var meta Meta
			_, err := typed(t, ctx, client, misfit.operation, json.RawMessage(misfit.input), []CallOption{CaptureMeta(&meta)})
			failed := failure(t, err, ErrUnexpectedResponse)
			if !strings.Contains(failed.Message, misfit.message) {
				t.Errorf("expected %q in %q", misfit.message, failed.Message)
			}
			equal(t, "operation", misfit.operation, failed.Operation)
			equal(t, "status", 200, failed.HTTPStatus)
			equal(t, "retryable", false, failed.Retryable)
			equal(t, "outcome unknown", misfit.unknown, failed.OutcomeUnknown)
			equal(t, "a key to repeat with", misfit.hasKey, uuid.MatchString(failed.IdempotencyKey))
			equal(t, "key", meta.IdempotencyKey, failed.IdempotencyKey)
			equal(t, "id", misfit.id, failed.ResourceID)
			equal(t, "id in words", misfit.id != "", strings.Contains(err.Error(), `the id in the response is "`+misfit.id+`"`))
			equal(t, "attempts", 1, failed.Meta.Attempts)
			equal(t, "meta", meta.Status, failed.Meta.Status)
		})
	}
}

func TestAnIterationEndsAtARowThatDoesNotFit(t *testing.T) {
	sandbox, client := start(t)
	next := `{"results":[{"id":"a"}],"_links":{"next":{"href":"/companies?page=2"}}}`
	check(t, sandbox.QueueFaults(
		SandboxFault{Effect: FaultStatus, Status: 200, Body: &next},
		SandboxFault{Effect: FaultStatus, Status: 200, Body: Ptr(`{"results":[{"id":"b","tags":7}]}`)}))
	var met []string
	for company, err := range client.Companies.All(context.Background(), ListCompanies{}) {
		if err != nil {
			failed := failure(t, err, ErrUnexpectedResponse)
			equal(t, "operation", "companies.list", failed.Operation)
			equal(t, "status", 200, failed.Meta.Status)
			met = append(met, "failed")
			continue
		}
		met = append(met, company.ID)
	}
	equal(t, "met", "a failed", strings.Join(met, " "))
}

// A company that was created is reported as created, whatever else its response holds.
func TestCreateManyKeepsACompanyThatDoesNotFit(t *testing.T) {
	sandbox, client := start(t)
	check(t, sandbox.QueueFaults(
		SandboxFault{Effect: FaultStatus, Status: 200, Body: Ptr(`{"id":"odd","name":7,"deep":` + deep(100) + `}`)},
		SandboxFault{Effect: FaultStatus, Status: 200, Body: Ptr(`{"name":"no id"}`), Cached: true}))
	var events []CreateManyEvent
	outcome, err := client.Companies.CreateMany(context.Background(), shops(3), CreateMany{
		Concurrency: 1,
		Progress:    func(event CreateManyEvent) error { events = append(events, event); return nil },
	})
	check(t, err)
	equal(t, "created and failed", "2 1", fmt.Sprint(outcome.Created, outcome.Failed))
	equal(t, "events", 3, len(events))
	for i, event := range events {
		result := outcome.Results[event.Index]
		equal(t, "id", result.CompanyID, event.CompanyID)
		equal(t, "fate", result.Outcome, event.Outcome)
		switch i {
		case 0:
			equal(t, "id", "odd", event.CompanyID)
			equal(t, "company", nil, event.Company)
			equal(t, "error", nil, event.Error)
		case 1:
			for _, failed := range []*Error{event.Error, result.Error} {
				equal(t, "kind", ErrUnexpectedResponse, failed.Kind)
				equal(t, "outcome unknown", true, failed.OutcomeUnknown)
				equal(t, "key", true, uuid.MatchString(failed.IdempotencyKey))
				equal(t, "body", `{"name":"no id"}`, failed.ResponseBody.Reveal())
			}
		default:
			equal(t, "company", "Shop 2", event.Company.Name)
		}
	}
}

func TestAGenuineWebhookThatDoesNotFitIsMalformed(t *testing.T) {
	for body, message := range map[string]string{
		`{"eventType":"read.completed","payload":[]}`:                            "payload: json: cannot unmarshal array",
		`{"eventType":"read.completed","payload":{"referenceCompany":{"id":7}}}`: "id: json: cannot unmarshal number",
	} {
		event, err := VerifyWebhook(webhookSecret, signed(body), []byte(body), VerifyAt(webhookTime))
		failed := failure(t, err, ErrWebhookMalformed)
		if !strings.Contains(failed.Message, "the webhook is genuine") || !strings.Contains(failed.Message, message) {
			t.Errorf("expected %q in %q", message, failed.Message)
		}
		equal(t, "id of a resource", "", failed.ResourceID)
		equal(t, "event", "msg_1 read.completed", event.ID+" "+event.EventType)
		// With another body it is a forgery, and there is no event.
		event, err = VerifyWebhook(webhookSecret, signed(body), []byte(body+" "), VerifyAt(webhookTime))
		failure(t, err, ErrWebhookBadSignature)
		equal(t, "event", nil, event)
	}
	for _, body := range []string{`[]`, `7`, `{`, ``, `{"a":` + deep(1000) + `}`, `{"a":1e999999}`, `{"a":"\ud800"}`} {
		event, err := VerifyWebhook(webhookSecret, signed(body), []byte(body), VerifyAt(webhookTime))
		failure(t, err, ErrWebhookMalformed)
		equal(t, "event", nil, event)
	}
}

// explosive is a type of a program's own, whose reading fails in its own way.
type explosive struct{}

func (*explosive) UnmarshalJSON([]byte) error { panic("on purpose") }

type failing struct{}

func (*failing) UnmarshalJSON([]byte) error { return errors.New("on purpose") }

func TestDecodersOfAProgramsTypesMayPanicAndFail(t *testing.T) {
	text := []byte(`{"results":[{}]}`)
	for _, page := range []any{new(Page[explosive]), new(Page[failing])} {
		err := json.Unmarshal(text, page)
		equal(t, "an error", true, err != nil && strings.Contains(err.Error(), "on purpose"))
	}
	document := []byte(`{"result":{},"meta":{"status":200,"attempts":1,"idempotencyKey":"k","elapsedMs":1}}`)
	for _, result := range []any{new(explosive), new(failing)} {
		err := readDocument(outcome{document: document}, "companies.create", result, nil)
		failed := failure(t, err, ErrUnexpectedResponse)
		equal(t, "message", true, strings.Contains(failed.Message, "on purpose"))
		equal(t, "key", "true k", fmt.Sprint(failed.OutcomeUnknown, " ", failed.IdempotencyKey))
		equal(t, "status", 200, failed.HTTPStatus)
	}
}

// Response JSON is the library's, but nothing in it may end the program.
func TestNoResultJSONCausesAPanic(t *testing.T) {
	document := `{"result":{"id":"x","tags":{"a":"b"},"groups":[{"id":"g"}],"extra":[1,"\u00e9"]},` +
		`"error":{"kind":"server","detailedErrorCode":1e400,"retryAfterMs":18446744073709551615,"outcomeUnknown":true},` +
		`"meta":{"status":"odd","elapsedMs":99999999999999999,"rateLimit":[]}}`
	for cut := range len(document) {
		for _, status := range []int32{0, 10} {
			text := []byte(document[:cut])
			err := readDocument(outcome{status: status, document: text}, "companies.create", new(Company), new(Meta))
			if status != 0 {
				failure(t, err, ErrServer)
			}
		}
	}
	failed := failure(t, readDocument(outcome{status: 10, document: []byte(document)}, "", nil, nil), ErrServer)
	equal(t, "outcome unknown", true, failed.OutcomeUnknown)
	equal(t, "elapsed", true, failed.Meta.Elapsed >= 0)
	equal(t, "retry after", true, failed.RetryAfter >= 0)
	// Without response JSON the outcome is unknown if the request may have been sent.
	for operation, unknown := range map[string]bool{
		"companies.create": true, "companies.delete": true, "companies.create_many": true, "unheard.of": true,
		"companies.get": false, "connections.wait_until_linked": false, "": false,
	} {
		failed := failure(t, readDocument(outcome{status: 16}, operation, nil, nil), ErrOutOfMemory)
		equal(t, operation, unknown, failed.OutcomeUnknown)
		failed = failure(t, readDocument(outcome{status: 1}, operation, nil, nil), ErrInvalidArgument)
		equal(t, operation, false, failed.OutcomeUnknown)
	}
}

// deep is an array in an array in an array…
func deep(levels int) string { return strings.Repeat("[", levels) + strings.Repeat("]", levels) }

// What the library does not pass on, and what a decoder could trip over.
func TestHostileResponsesAreUnexpectedResponses(t *testing.T) {
	sandbox, client := start(t)
	unlimited(t, sandbox)
	ctx := context.Background()
	for name, body := range map[string]string{
		"too deep":            `{"id":"x","name":"y","a":` + deep(5000) + `}`,
		"long number":         `{"id":"x","name":"y","a":` + strings.Repeat("9", 5000) + `}`,
		"out of range":        `{"id":"x","name":"y","a":1e999999}`,
		"half a pair":         `{"id":"x","name":"\ud800"}`,
		"no id":               `{"name":"y"}`,
		"id null":             `{"id":null}`,
		"id empty":            `{"id":""}`,
		"id a number":         `{"id":5}`,
		"id an object":        `{"id":{}}`,
		"an error":            `{"error":"not really"}`,
		"an array":            `[]`,
		"null":                `null`,
		"a text":              `"x"`,
		"two values":          `{"id":"x"} {}`,
		"broken":              `{"id":"x"`,
		"nothing of the kind": `<html>`,
	} {
		t.Run(name, func(t *testing.T) {
			check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultStatus, Status: 200, Body: &body, Times: 2}))
			_, err := client.Companies.Create(ctx, CompanyRequest{Name: "Toft"})
			failed := failure(t, err, ErrUnexpectedResponse)
			equal(t, "status", 200, failed.HTTPStatus)
			equal(t, "outcome unknown", true, failed.OutcomeUnknown)
			equal(t, "key", true, uuid.MatchString(failed.IdempotencyKey))
			equal(t, "body", true, failed.ResponseBody != Hidden{} && len(failed.ResponseBody.Reveal()) <= 2048)
			_, err = client.Call(ctx, "companies.get", `{"companyId":"x"}`)
			failed = failure(t, err, ErrUnexpectedResponse)
			equal(t, "outcome unknown", false, failed.OutcomeUnknown)
			equal(t, "key", "", failed.IdempotencyKey)
		})
	}
}

func TestOnlyIdentifiersAreRequired(t *testing.T) {
	sandbox, client := start(t)
	unlimited(t, sandbox)
	ctx := context.Background()
	check(t, sandbox.QueueFaults(SandboxFault{Effect: FaultStatus, Status: 200, Body: Ptr(
		`{"invoices":{"dataType":"invoices"},"customers":{"currentStatus":null,"latestSyncId":null},"items":{}}`)}))
	statuses := must(client.Refresh.GetDataStatus(ctx, "x"))
	equal(t, "types", 3, len(statuses))
	for _, status := range statuses {
		equal(t, "status", "", status.CurrentStatus)
	}
	// Null and absent are the same, in every model.
	const required = `"id":"x","results":[],"pushOperationKey":"x"`
	for name, of := range models {
		if !isModel(of) {
			continue
		}
		var written []any
		for _, text := range []string{`{` + required + `}`, `{` + required + `,` + nulls(of) + `}`} {
			model := reflect.New(of).Interface()
			if err := json.Unmarshal([]byte(text), model); err != nil {
				t.Errorf("%s of %s: %v", name, text, err)
			}
			again := parse(must(json.Marshal(model))).(map[string]any)
			delete(again, "novel")
			written = append(written, again)
		}
		equal(t, name, true, reflect.DeepEqual(written[0], written[1]))
	}
}

// nulls are the fields of a model that need not be there, as null.
func nulls(of reflect.Type) string {
	members := []string{}
	for i := range of.NumField() {
		field := of.Field(i)
		if name := jsonName(field); name != "-" && name != "id" && field.Tag.Get("required") == "" {
			members = append(members, `"`+name+`":null`)
		}
	}
	return strings.Join(append(members, `"novel":null`), ",")
}
