package codat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"
)

// decoder reads JSON into models in a single pass, keeping the members that a model has no field for: much less
// work than encoding/json has with the same task. What it reads is known to be valid JSON, from the library or
// from encoding/json; anything else makes errors or nonsense, and no panic.
type decoder struct {
	data     []byte
	position int
	shapes   map[reflect.Type]*shape
}

func newDecoder(data []byte) *decoder {
	return &decoder{data: data, shapes: map[reflect.Type]*shape{}}
}

// decodeModel is the UnmarshalJSON of every model; null leaves the model as it is.
func decodeModel(data []byte, model any) error {
	return newDecoder(data).value(reflect.ValueOf(model).Elem())
}

var (
	rawType      = reflect.TypeFor[json.RawMessage]()
	durationType = reflect.TypeFor[time.Duration]()
)

// value reads the next value into v; null leaves v as it is.
func (d *decoder) value(v reflect.Value) error {
	if v.Type() == rawType {
		v.SetBytes(bytes.Clone(d.skip()))
		return nil
	}
	if d.next() == 'n' {
		d.skip()
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		text, err := d.text()
		v.SetString(text)
		return err
	case reflect.Bool:
		token := d.skip()
		v.SetBool(string(token) == "true")
		if string(token) != "true" && string(token) != "false" {
			return expected("true or false", token)
		}
		return nil
	case reflect.Int, reflect.Int64:
		token := d.skip()
		number, err := strconv.ParseInt(string(token), 10, v.Type().Bits())
		if err != nil {
			return expected("a whole number", token)
		}
		if v.Type() == durationType {
			number *= int64(time.Millisecond)
		}
		v.SetInt(number)
		return nil
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return d.value(v.Elem())
	case reflect.Slice:
		return d.slice(v)
	case reflect.Map:
		return d.mapping(v)
	case reflect.Struct:
		return d.model(v)
	}
	return fmt.Errorf("no way to read a %s", v.Type())
}

func (d *decoder) model(v reflect.Value) error {
	shape := d.shapes[v.Type()]
	if shape == nil {
		shape = shapeOf(v.Type())
		d.shapes[v.Type()] = shape
	}
	return d.object(func(name []byte) error {
		if index, ok := shape.byName[string(name)]; ok {
			return at(string(name), d.value(v.Field(index)))
		}
		if shape.extra < 0 {
			d.skip()
			return nil
		}
		extra := v.Field(shape.extra).Addr().Interface().(*map[string]json.RawMessage)
		if *extra == nil {
			*extra = map[string]json.RawMessage{}
		}
		(*extra)[string(name)] = bytes.Clone(d.skip())
		return nil
	})
}

func (d *decoder) mapping(v reflect.Value) error {
	switch target := v.Addr().Interface().(type) {
	case *map[string]string:
		*target = map[string]string{}
		return d.object(func(name []byte) error {
			text, err := d.text()
			(*target)[string(name)] = text
			return at(string(name), err)
		})
	case *map[string]json.RawMessage:
		*target = map[string]json.RawMessage{}
		return d.object(func(name []byte) error {
			(*target)[string(name)] = bytes.Clone(d.skip())
			return nil
		})
	}
	return fmt.Errorf("no way to read a %s", v.Type())
}

func (d *decoder) slice(v reflect.Value) error {
	if d.next() != '[' {
		return expected("an array", d.skip())
	}
	d.position++
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for d.next() != ']' {
		length := v.Len()
		if length == v.Cap() {
			v.Grow(1)
		}
		v.SetLen(length + 1)
		if err := d.value(v.Index(length)); err != nil {
			return at("["+strconv.Itoa(length)+"]", err)
		}
		if d.next() == ',' {
			d.position++
		} else if d.next() != ']' {
			return errCutShort
		}
	}
	d.position++
	return nil
}

// object goes through the members of the next value; member reads the value that belongs to name.
func (d *decoder) object(member func(name []byte) error) error {
	if d.next() != '{' {
		return expected("an object", d.skip())
	}
	d.position++
	for d.next() != '}' {
		name, err := d.name()
		if err != nil {
			return err
		}
		if d.next() != ':' {
			return errCutShort
		}
		d.position++
		if err := member(name); err != nil {
			return err
		}
		if d.next() == ',' {
			d.position++
		} else if d.next() != '}' {
			return errCutShort
		}
	}
	d.position++
	return nil
}

// misfit is an answer that does not fit, and where.
type misfit struct {
	place   string
	problem string
}

var errCutShort = errors.New("not valid JSON")

func (m *misfit) Error() string {
	if m.place == "" {
		return m.problem
	}
	return m.place + ": " + m.problem
}

func expected(what string, found []byte) error {
	if len(found) > 40 {
		found = append(bytes.Clone(found[:40]), "…"...)
	}
	return &misfit{problem: fmt.Sprintf("expected %s, found %s", what, found)}
}

// at says in which member an error is.
func at(name string, err error) error {
	if m, ok := err.(*misfit); ok {
		if m.place != "" && m.place[0] != '[' {
			name += "."
		}
		m.place = name + m.place
	}
	return err
}
