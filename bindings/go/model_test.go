package codat

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestUnknownFieldsAndValuesAreKept(t *testing.T) {
	const text = `{"id":"x","name":"Toft","redirect":"","mood":{"a":[1.10]},"ID":"other","-":1,"Extra":2,` +
		`"dataConnections":[{"id":"c","status":"Hibernating","sourceType":"Banking","big":12345678901234567890123}]}`
	var company Company
	check(t, json.Unmarshal([]byte(text), &company))
	equal(t, "id", "x", company.ID)
	connection := company.DataConnections[0]
	equal(t, "status", ConnectionStatus("Hibernating"), connection.Status)
	equal(t, "source", SourceTypeBanking, connection.SourceType)
	equal(t, "mood", `{"a":[1.10]}`, string(company.Extra["mood"]))
	equal(t, "extra fields", 4, len(company.Extra))
	// Nothing is lost on the way back, nor on a second way.
	for range 2 {
		written := must(json.Marshal(company))
		equal(t, "it is the same", true, reflect.DeepEqual(parse([]byte(text)), parse(written)))
		for _, part := range []string{`"mood":{"a":[1.10]}`, `"big":12345678901234567890123`} {
			equal(t, part, true, strings.Contains(string(written), part))
		}
		check(t, json.Unmarshal(written, &company))
	}
	company.Extra = map[string]json.RawMessage{"name": json.RawMessage(`"Other"`)}
	company.DataConnections = nil
	equal(t, "a field goes first", `{"id":"x","name":"Toft","redirect":""}`, string(must(json.Marshal(&company))))
}

// TestEveryModelKeepsUnknownFields, wherever it stands.
func TestEveryModelKeepsUnknownFields(t *testing.T) {
	for name, of := range models {
		if _, keeps := of.FieldByName("Extra"); !keeps {
			continue
		}
		text := `{"id":"x","name":"x","results":[],"items":[],"key":"x","dataType":"x","status":"x","currentStatus":"x","accessToken":"x","tokenType":"x","pushOperationKey":"x","novel":{"a":[1.0]}}`
		model := reflect.New(of).Interface()
		check(t, json.Unmarshal([]byte(text), model))
		again := must(json.Marshal(model))
		equal(t, name, true, strings.Contains(string(again), `"novel":{"a":[1.0]}`))
		// As a value too, as in a slice of them.
		equal(t, name, string(again), string(must(json.Marshal(reflect.ValueOf(model).Elem().Interface()))))
	}
}

func TestAPageWithoutLinksIsTheLast(t *testing.T) {
	var page Page[Company]
	check(t, json.Unmarshal([]byte(`{"results":[]}`), &page))
	equal(t, "next", nil, page.Links.Next)
}

func TestAnErrorIsWrittenAsTheLibraryDoes(t *testing.T) {
	text := `{"kind":"rate_limited","message":"m","operation":"groups.list","member":"n","httpStatus":429,` +
		`"correlationId":"c","detailedErrorCode":17,"validation":{"a":1.0},"retryable":true,"outcomeUnknown":true,` +
		`"retryAfterMs":1500}`
	var failed Error
	check(t, json.Unmarshal([]byte(text), &failed))
	equal(t, "written", text, string(must(json.Marshal(&failed))))
	equal(t, "kind", true, errors.Is(&failed, ErrRateLimited))
}
