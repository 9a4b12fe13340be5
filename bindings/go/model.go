package codat

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/bits"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A model is a struct that has a field Extra: it receives the JSON fields that the struct does not have, as they stand.
// A field with the tag `required:"true"` must be there; one with `numbers:"true"`, a string, takes the text of a number
// too. Other structs let go of what they have no field for.
func isModel(of reflect.Type) bool {
	if of.Kind() != reflect.Struct {
		return false
	}
	_, keeps := of.FieldByName("Extra")
	return keeps
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

// encodeModel writes a model, as a type without a MarshalJSON, with its extra fields; a field goes before an
// extra field of the same name. It is the MarshalJSON of every model.
func encodeModel(model any, extra map[string]json.RawMessage) ([]byte, error) {
	text, err := json.Marshal(model)
	if err != nil || len(extra) == 0 {
		return text, err
	}
	members := maps.Clone(extra)
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, err
	}
	return json.Marshal(members)
}

func jsonName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}
