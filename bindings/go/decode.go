package codat

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/bits"
	"reflect"
	"slices"
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
	return of.PkgPath() != "" && of.PkgPath() != reflect.TypeFor[plan]().PkgPath()
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

// plan is how a struct is read.
type plan struct {
	fields   []field
	required uint64 // the fields that must be there, a bit each
	extra    int    // the index of the field Extra, -1 if there is none
}

type field struct {
	name   string
	index  int
	decode decoder
}

func planOf(of reflect.Type) *plan {
	made := &plan{extra: -1}
	for i := range of.NumField() {
		each := of.Field(i)
		switch name := jsonName(each); {
		case each.Name == "Extra":
			made.extra = i
		case name != "" && name != "-":
			if each.Tag.Get("required") == "true" {
				made.required |= 1 << len(made.fields)
			}
			decode := decoderOf(each.Type)
			if each.Tag.Get("numbers") == "true" {
				decode = decodeStringOrNumber
			}
			made.fields = append(made.fields, field{name, i, decode})
		}
	}
	return made
}

func structDecoder(of reflect.Type) decoder {
	// Made when it is needed: a struct may lead to itself.
	plan := sync.OnceValue(func() *plan { return planOf(of) })
	return func(r *reader, into reflect.Value) error { return plan().decode(r, into) }
}

// decode reads an object. If a name is duplicate, the last one counts, as for encoding/json.
func (p *plan) decode(r *reader, into reflect.Value) error {
	if r.next() == '{' {
		return p.decodeObject(r, into)
	}
	if !r.null() {
		return r.misfit(into.Type())
	}
	return p.missing(0)
}

func (p *plan) decodeObject(r *reader, into reflect.Value) error {
	var extra map[string]json.RawMessage
	var seen, found uint64 // the fields that were there, and those that were not null
	var misfits map[int]error
	number := -1
	r.enter()
	for r.more() {
		name := r.name()
		switch number = p.find(name, number); {
		case number >= 0:
			field, bit := &p.fields[number], uint64(1)<<number
			target := into.Field(field.index)
			if seen&bit != 0 {
				target.SetZero()
				found &^= bit
				delete(misfits, number)
			}
			seen |= bit
			if r.next() != 'n' {
				found |= bit
			}
			start := r.at
			if err := field.decode(r, target); err != nil {
				if misfits == nil {
					misfits = map[int]error{}
				}
				misfits[number] = fmt.Errorf("%s: %w", field.name, err)
				r.at = start
				r.raw()
			}
		case p.extra >= 0:
			if extra == nil {
				extra = map[string]json.RawMessage{}
			}
			key := string(name)
			extra[key] = r.copied()
		default:
			r.raw()
		}
	}
	if err := p.missing(found); err != nil {
		return err
	}
	for _, number := range slices.Sorted(maps.Keys(misfits)) {
		return misfits[number]
	}
	if p.extra >= 0 {
		into.Field(p.extra).Set(reflect.ValueOf(extra))
	}
	return nil
}

// find is the number of the field with this name, -1 if there is none. Fields mostly come in one order: it searches
// from the one after the last on.
func (p *plan) find(name []byte, last int) int {
	for i := range p.fields {
		number := last + 1 + i
		if number >= len(p.fields) {
			number -= len(p.fields)
		}
		if p.fields[number].name == string(name) {
			return number
		}
	}
	return -1
}

// missing is the error of a field that must be there and is not among those found.
func (p *plan) missing(found uint64) error {
	if lacking := p.required &^ found; lacking != 0 {
		return fmt.Errorf("missing %s", p.fields[bits.TrailingZeros64(lacking)].name)
	}
	return nil
}
