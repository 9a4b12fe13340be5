package codat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"
)

// rawInput is input that is JSON already.
type rawInput string

// encodeInput writes what an operation or a configuration takes. Text that is not UTF-8 is refused, where
// encoding/json would change it unseen.
func encodeInput(input any) ([]byte, error) {
	if raw, ok := input.(rawInput); ok {
		return []byte(raw), noNUL("inputJSON", string(raw))
	}
	text, err := json.Marshal(input)
	if err != nil || !bytes.Contains(text, replaced) {
		return text, err
	}
	if place, found := badText("", reflect.ValueOf(input)); found {
		return nil, &Error{Kind: ErrInvalidArgument, Member: place, Message: place + ": expected UTF-8"}
	}
	return text, nil
}

// replaced is what encoding/json writes in the place of what is not UTF-8.
var replaced = []byte(`\ufffd`)

// noNUL refuses a NUL in text, which would cut it short unseen on its way into the library.
func noNUL(name, text string) error {
	if strings.ContainsRune(text, 0) {
		return &Error{Kind: ErrInvalidArgument, Member: name, Message: name + ": expected no NUL characters"}
	}
	return nil
}

// badText is the place in v, such as "tags.region" or "groups[0].id", of text that is not UTF-8.
func badText(place string, v reflect.Value) (string, bool) {
	within := func(name string) string {
		if place == "" {
			return name
		}
		return place + "." + name
	}
	switch v.Kind() {
	case reflect.String:
		return place, !utf8.ValidString(v.String())
	case reflect.Pointer:
		return badText(place, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			name := place
			if field := v.Type().Field(i); !field.Anonymous {
				name = within(jsonName(field))
			}
			if bad, found := badText(name, v.Field(i)); found {
				return bad, true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if bad, found := badText(fmt.Sprintf("%s[%d]", place, i), v.Index(i)); found {
				return bad, true
			}
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			name := within(strings.ToValidUTF8(key.String(), "\uFFFD"))
			for _, text := range []reflect.Value{key, value} {
				if bad, found := badText(name, text); found {
					return bad, true
				}
			}
		}
	}
	return "", false
}

// milliseconds is a time that is written as a whole number of milliseconds, rounded up: never down to none.
type milliseconds time.Duration

func (m milliseconds) MarshalJSON() ([]byte, error) {
	return json.Marshal((time.Duration(m) + time.Millisecond - 1) / time.Millisecond)
}

func (m *milliseconds) UnmarshalJSON(data []byte) error {
	var count int64
	err := json.Unmarshal(data, &count)
	*m = milliseconds(time.Duration(count) * time.Millisecond)
	return err
}

// Ptr is a pointer to a value: for optional fields, as in CompanyUpdate{Name: codat.Ptr("Toft")}.
func Ptr[T any](value T) *T { return &value }
