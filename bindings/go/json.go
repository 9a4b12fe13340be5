package codat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// rawInput is input that is JSON already.
type rawInput string

// encodeInput writes what an operation or a configuration takes. Text that is not UTF-8 is refused;
// encoding/json would silently change it.
func encodeInput(input any) ([]byte, error) {
	if raw, ok := input.(rawInput); ok {
		return []byte(raw), passable("inputJSON", string(raw))
	}
	text, err := json.Marshal(input)
	if err != nil {
		return nil, &Error{Kind: ErrInvalidArgument, Message: "the input: " + err.Error()}
	}
	if bytes.Contains(text, []byte(`\ufffd`)) || bytes.ContainsRune(text, utf8.RuneError) {
		if place, found := badText("", reflect.ValueOf(input)); found {
			return nil, notText(place)
		}
	}
	return text, nil
}

// passable refuses text that does not get into the library as it is: what is not UTF-8, and a NUL, which would cut it
// short unseen.
func passable(name, text string) error {
	if !utf8.ValidString(text) {
		return notText(name)
	}
	if strings.ContainsRune(text, 0) {
		return &Error{Kind: ErrInvalidArgument, Member: name, Message: name + ": expected no NUL characters"}
	}
	return nil
}

func notText(name string) error {
	return &Error{Kind: ErrInvalidArgument, Member: name, Message: name + ": expected UTF-8"}
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
	case reflect.Pointer, reflect.Interface:
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

// Ptr is a pointer to a value: for optional fields, as in CompanyUpdate{Name: codat.Ptr("Toft")}.
func Ptr[T any](value T) *T { return &value }
