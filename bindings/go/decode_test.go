package codat

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"reflect"
	"strings"
	"testing"
)

// answers are texts with everything in them that can be read in more than one way.
var answers = []string{
	`{}`, ` null `, `[]`, `7`, `"text"`, `true`, `{"id":`, `{"id":"x"} {}`, "", "{\"id\":\"\x01\"}",
	`{"id":"x","name":"Toft","redirect":"","mood":{"a":[1.10]},"ID":"other","-":1,"Extra":2}`,
	" {\t\"id\" :\n\"x\" , \"name\"\r: \"a\\\"b\\\\\" , \"novel\" : [ { \"]\" : \"}\\\"\" } , -1.5e-7 ] } ",
	`{"id":"\u00e9\ud83d\ude00\ud800","n\u0061me":"caf\u0065 é","tags":{"\u0061":"\/\b","a":"2"},"\ud800":1}`,
	"{\"id\":\"a\xffb\",\"name\":\"\xc3\",\"\xff\":1,\"novel\":\"\xff\"}",
	`{"id":"x","id":null,"name":null,"name":"y","tags":{"a":"b"},"tags":{"c":"d"}}`,
	`{"id":7,"id":"x","name":"y"}`, `{"id":"x","name":"y","tags":{"a":1}}`, `{"id":"x","name":"y","groups":[{}]}`,
	`{"id":"x","name":"y","tags":null,"groups":null,"dataConnections":null,"referenceParentCompany":null}`,
	`{"id":"x","name":"y","tags":{"a":null},"groups":[],"dataConnections":[null],"products":[null,""]}`,
	`{"id":"x","name":"y","dataConnections":[{"id":"c","connectionInfo":{"a":null,"b":[ 1 ]},"status":"Novel"}]}`,
	`{"id":"x","name":"y","referenceParentCompany":{"links":{"portal":"p"}},"products":"lending"}`,
	`{"id":"x","dataType":"y","status":"z","progress":100,"isCompleted":true,"isErrored":false}`,
	`{"id":"x","dataType":"y","status":"z","progress":1e2,"isCompleted":1}`, `{"results":[{"id":"x"}, {"id":"y"}]}`,
	`{"id":"x","dataType":"y","status":"z","progress":9223372036854775808}`, `{"progress":1.0}`, `{"progress":"1"}`,
	`{"results":[],"pageNumber":1,"_links":{"self":{"href":"/x","novel":1},"next":null},"total":12345678901234567890123}`,
	`{"accessToken":"a","tokenType":"b","expiresIn":-86400}`, `{"results":null}`, `{"results":{}}`, `{"results":[[]]}`,
	`{"statusCode":401,"statusText":"x"}`, `{"statusCode":"401"}`, `{"statusCode":-1.50}`, `{"statusCode":null}`,
	`{"failed":true,"items":[{"dataType":"x","pullOperation":{"id":"x","dataType":"y","status":"z"},"dataStatus":null}]}`,
}

func TestResponsesAreReadAsByEncodingJSON(t *testing.T) {
	for _, text := range answers {
		sameReading(t, []byte(text))
		// Whoever calls it without encoding/json need not have valid JSON.
		if err := new(Links).UnmarshalJSON([]byte(text)); err == nil && !json.Valid([]byte(text)) {
			t.Errorf("%q was read", text)
		}
	}
	// Parts of texts replace other parts, by a fixed seed.
	random := rand.New(rand.NewSource(1))
	for range 3000 {
		text, other := answers[random.Intn(len(answers))], answers[random.Intn(len(answers))]
		for range 1 + random.Intn(3) {
			from, to := part(random, text)
			start, end := part(random, other)
			text = text[:from] + other[start:end] + text[to:]
		}
		sameReading(t, []byte(text))
	}
}

// part is a part of a text, from a place where something begins or ends to another.
func part(random *rand.Rand, text string) (from, to int) {
	var places []int
	for place := range text {
		if strings.IndexByte(`{}[],:"`, text[place]) >= 0 {
			places = append(places, place)
		}
	}
	if len(places) == 0 {
		return 0, len(text)
	}
	from, to = places[random.Intn(len(places))], places[random.Intn(len(places))]
	return min(from, to), max(from, to)
}

func FuzzResponsesAreReadAsByEncodingJSON(f *testing.F) {
	for _, text := range answers {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) { sameReading(t, text) })
}

// sameReading reads a text into every model, here and with encoding/json, and fails where the outcomes differ.
func sameReading(t *testing.T, text []byte) {
	t.Helper()
	for name, of := range models {
		if !isModel(of) {
			continue
		}
		wanted, found := reflect.New(of), reflect.New(of)
		expected := json.Unmarshal(text, new(any))
		if expected == nil {
			expected = reference(text, wanted.Elem())
		}
		if strings.TrimSpace(string(text)) == "null" {
			expected = nil // by convention, nothing is read
		}
		err := json.Unmarshal(text, found.Interface())
		if (expected == nil) != (err == nil) {
			t.Fatalf("%s of %q: expected error %v, found %v", name, text, expected, err)
		}
		if expected == nil && !reflect.DeepEqual(wanted.Interface(), found.Interface()) {
			t.Fatalf("%s of %q: expected %+v, found %+v", name, text, wanted.Elem(), found.Elem())
		}
	}
}

// reference reads valid JSON as models are to be read, by encoding/json and slowly.
func reference(text []byte, into reflect.Value) error {
	of := into.Type()
	switch {
	case isModel(of):
		var members map[string]json.RawMessage
		if err := json.Unmarshal(text, &members); err != nil {
			return err
		}
		for i := range of.NumField() {
			field := of.Field(i)
			name := jsonName(field)
			value, ok := members[name]
			if field.Tag.Get("required") != "" && (!ok || string(value) == "null") {
				return fmt.Errorf("missing %s", name)
			}
			if ok && name != "-" {
				if field.Tag.Get("numbers") != "" && strings.IndexByte("-0123456789", value[0]) >= 0 {
					value = must(json.Marshal(string(value)))
				}
				if err := reference(value, into.Field(i)); err != nil {
					return err
				}
				delete(members, name)
			}
		}
		if len(members) > 0 {
			into.FieldByName("Extra").Set(reflect.ValueOf(members))
		}
		return nil
	case of.Kind() == reflect.Pointer && isModel(of.Elem()) && string(text) != "null":
		into.Set(reflect.New(of.Elem()))
		return reference(text, into.Elem())
	case of.Kind() == reflect.Slice && isModel(of.Elem()):
		var elements []json.RawMessage
		if err := json.Unmarshal(text, &elements); err != nil || elements == nil {
			return err
		}
		into.Set(reflect.MakeSlice(of, len(elements), len(elements)))
		for i, element := range elements {
			if err := reference(element, into.Index(i)); err != nil {
				return err
			}
		}
		return nil
	default:
		return json.Unmarshal(text, into.Addr().Interface())
	}
}
