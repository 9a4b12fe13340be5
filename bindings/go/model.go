package codat

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"
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
