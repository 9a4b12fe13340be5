package codat

import (
	"encoding/json"
	"reflect"
	"strconv"
	"sync"
)

// Responses are read here and not by encoding/json, which takes many times as long if it is to keep unknown fields.
// The result is the same, except that names must be exact.

// decodeModel reads an object into model, a pointer to one. It is the UnmarshalJSON of every model; null changes
// nothing, as is the convention of encoding/json.
func decodeModel(data []byte, model any) error {
	if !json.Valid(data) {
		return json.Unmarshal(data, new(json.RawMessage))
	}
	r := &reader{text: data}
	if r.null() {
		return nil
	}
	return guarded(func() error { return decode(r, model) })
}

// decode reads the next value into what a pointer points to.
func decode(r *reader, pointer any) error {
	into := reflect.ValueOf(pointer).Elem()
	return decoderOf(into.Type())(r, into)
}

// decoder reads the next value into a variable of the type that it is for. After an error the reader is somewhere
// within the value.
type decoder func(r *reader, into reflect.Value) error

// decoders are those made so far, by their types.
var decoders sync.Map

func decoderOf(of reflect.Type) decoder {
	if made, ok := decoders.Load(of); ok {
		return made.(decoder)
	}
	made := newDecoder(of)
	decoders.Store(of, made)
	return made
}

func newDecoder(of reflect.Type) decoder {
	switch kind := of.Kind(); {
	case of == reflect.TypeFor[json.RawMessage]():
		return decodeRaw
	case isForeign(of):
		return decodeOther
	case of == reflect.TypeFor[map[string]json.RawMessage]():
		return decodeRaws
	case of == reflect.TypeFor[map[string]string]():
		return decodeTexts
	case isModel(of):
		return structDecoder(of)
	case of == reflect.TypeFor[Hidden]():
		return decodeHidden
	case of == reflect.TypeFor[Error]():
		return decodeError
	case reflect.PointerTo(of).Implements(reflect.TypeFor[json.Unmarshaler]()):
		return decodeOther
	case kind == reflect.Struct:
		return structDecoder(of)
	case kind == reflect.String:
		return decodeString
	case kind == reflect.Bool:
		return decodeBool
	case kind == reflect.Int || kind == reflect.Int64:
		return decodeInteger
	case kind == reflect.Pointer:
		return pointerDecoder(decoderOf(of.Elem()))
	case kind == reflect.Slice:
		return sliceDecoder(decoderOf(of.Elem()))
	default:
		return decodeOther
	}
}

// isForeign says whether a type is not of this package: a program's own, as in Page[T], or one of another package.
// encoding/json has more rules for these than are here. A type that leads to itself has a name.
func isForeign(of reflect.Type) bool {
	kind := of.Kind()
	if of.Name() == "" {
		return kind == reflect.Struct || kind == reflect.Slice && of.Elem().Kind() == reflect.Uint8
	}
	return of.PkgPath() != "" && of.PkgPath() != reflect.TypeFor[Company]().PkgPath()
}

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

func pointerDecoder(element decoder) decoder {
	return func(r *reader, into reflect.Value) error {
		if r.null() {
			into.SetZero()
			return nil
		}
		if into.IsNil() {
			into.Set(reflect.New(into.Type().Elem()))
		}
		return element(r, into.Elem())
	}
}

func sliceDecoder(element decoder) decoder {
	return func(r *reader, into reflect.Value) error {
		if r.null() {
			into.SetZero()
			return nil
		}
		if r.next() != '[' {
			return r.misfit(into.Type())
		}
		into.Set(reflect.MakeSlice(into.Type(), 0, 0))
		r.enter()
		for i := 0; r.more(); i++ {
			into.Grow(1)
			into.SetLen(i + 1)
			if err := element(r, into.Index(i)); err != nil {
				return err
			}
		}
		return nil
	}
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
