package codat

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// shape is what the struct tags of a model say.
type shape struct {
	fields []field
	byName map[string]int
	// extra is the index of the field for members without a field of their own, -1 where there is none.
	extra int
}

type field struct {
	name  string
	index int
	// optional: left out where it is the zero value, which for a slice or map is nil, not empty.
	optional bool
}

func shapeOf(t reflect.Type) *shape {
	s := &shape{byName: make(map[string]int, t.NumField()), extra: -1}
	for index := range t.NumField() {
		f := t.Field(index)
		name, optional := cutSuffix(f.Tag.Get("json"), ",omitzero")
		switch {
		case f.Name == "Extra":
			s.extra = index
		case name != "-" && f.IsExported():
			s.fields = append(s.fields, field{name, index, optional})
			s.byName[name] = index
		}
	}
	return s
}

// encodeInput writes an operation's input: names and values in turn, such as "companyId" and the id, then the
// members of request, a struct, unless that is nil.
func encodeInput(request any, members ...string) ([]byte, error) {
	b := []byte{'{'}
	var err error
	for i := 0; i < len(members); i += 2 {
		b = appendName(b, members[i])
		if b, err = appendText(b, members[i+1]); err != nil {
			return nil, at2(members[i], err)
		}
	}
	if request != nil {
		if b, err = appendMembers(b, reflect.ValueOf(request)); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}
