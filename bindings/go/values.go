package codat

import (
	"encoding/json"
	"reflect"
	"strconv"
)

// decoder reads the next value into a variable of the type that it is for. After an error the reader is somewhere
// within the value.
type decoder func(r *reader, into reflect.Value) error

// decodeOther leaves a value to encoding/json.
func decodeOther(r *reader, into reflect.Value) error {
	return json.Unmarshal(r.raw(), into.Addr().Interface())
}

// decodeError reads what it can of an error: one must never hide another.
func decodeError(r *reader, into reflect.Value) error {
	_ = json.Unmarshal(r.raw(), into.Addr().Interface())
	return nil
}

func decodeRaw(r *reader, into reflect.Value) error {
	into.SetBytes(r.copied())
	return nil
}

func decodeString(r *reader, into reflect.Value) error {
	if r.null() {
		return nil
	}
	if r.next() != '"' {
		return r.misfit(into.Type())
	}
	into.SetString(r.string())
	return nil
}

func decodeHidden(r *reader, into reflect.Value) error {
	var text string
	err := decodeString(r, reflect.ValueOf(&text).Elem())
	into.Set(reflect.ValueOf(Hide(text)))
	return err
}

func decodeStringOrNumber(r *reader, into reflect.Value) error {
	if sign := r.next(); sign == '-' || sign >= '0' && sign <= '9' {
		into.SetString(string(r.raw()))
		return nil
	}
	return decodeString(r, into)
}

func decodeBool(r *reader, into reflect.Value) error {
	if r.null() {
		return nil
	}
	if sign := r.next(); sign != 't' && sign != 'f' {
		return r.misfit(into.Type())
	}
	into.SetBool(len(r.raw()) == len("true"))
	return nil
}

func decodeInteger(r *reader, into reflect.Value) error {
	if r.null() {
		return nil
	}
	if sign := r.next(); sign != '-' && (sign < '0' || sign > '9') {
		return r.misfit(into.Type())
	}
	text := string(r.raw())
	number, err := strconv.ParseInt(text, 10, into.Type().Bits())
	if err != nil {
		return &json.UnmarshalTypeError{Value: "number " + text, Type: into.Type()}
	}
	into.SetInt(number)
	return nil
}

func decodeTexts(r *reader, into reflect.Value) error {
	return decodeMap(r, into.Addr().Interface().(*map[string]string), func(r *reader) (string, error) {
		switch {
		case r.null():
			return "", nil
		case r.next() != '"':
			return "", r.misfit(reflect.TypeFor[string]())
		default:
			return r.string(), nil
		}
	})
}

func decodeRaws(r *reader, into reflect.Value) error {
	return decodeMap(r, into.Addr().Interface().(*map[string]json.RawMessage), func(r *reader) (json.RawMessage, error) {
		return r.copied(), nil
	})
}

func decodeMap[T any](r *reader, into *map[string]T, element func(r *reader) (T, error)) error {
	if r.null() {
		*into = nil
		return nil
	}
	if r.next() != '{' {
		return r.misfit(reflect.TypeFor[map[string]T]())
	}
	if *into == nil {
		*into = map[string]T{}
	}
	r.enter()
	for r.more() {
		name := string(r.name())
		r.next()
		value, err := element(r)
		if err != nil {
			return err
		}
		(*into)[name] = value
	}
	return nil
}

// copied is the next value, as it stands, in separate memory.
func (r *reader) copied() json.RawMessage { return append(json.RawMessage{}, r.raw()...) }

// misfit is the error of a value, the next, that a type has no room for.
func (r *reader) misfit(of reflect.Type) error {
	what := "number"
	switch r.next() {
	case '"':
		what = "string"
	case '{':
		what = "object"
	case '[':
		what = "array"
	case 't', 'f':
		what = "bool"
	}
	return &json.UnmarshalTypeError{Value: what, Type: of}
}
