package codat

import "encoding/json"

// PushOption is what a record, or a field of it, may hold.
type PushOption struct {
	// Type is the type of value.
	Type PushOptionType `json:"type,omitzero"`
	// DisplayName is its name for people.
	DisplayName string `json:"displayName,omitzero"`
	// Description is what it is.
	Description string `json:"description,omitzero"`
	// Required says whether it must be given.
	Required bool `json:"required"`
	// Properties are the fields of an object, by name.
	Properties map[string]PushOption `json:"properties,omitzero"`
	// Options are the values to choose from.
	Options []PushOptionChoice `json:"options,omitzero"`
	// Validation is what to observe.
	Validation *PushValidation `json:"validation,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (p *PushOption) UnmarshalJSON(data []byte) error {
	return decodeModel(data, p)
}

// MarshalJSON also writes unknown fields.
func (p PushOption) MarshalJSON() ([]byte, error) {
	type plain PushOption
	return encodeModel(plain(p), p.Extra)
}

// PushOptionChoice is a value to choose.
type PushOptionChoice struct {
	// Value is the value.
	Value string `json:"value,omitzero"`
	// Type is the type of value.
	Type PushOptionType `json:"type,omitzero"`
	// DisplayName is its name for people.
	DisplayName string `json:"displayName,omitzero"`
	// Description is what it is.
	Description string `json:"description,omitzero"`
	// Required says whether it must be given.
	Required bool `json:"required"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (p *PushOptionChoice) UnmarshalJSON(data []byte) error {
	return decodeModel(data, p)
}

// MarshalJSON also writes unknown fields.
func (p PushOptionChoice) MarshalJSON() ([]byte, error) {
	type plain PushOptionChoice
	return encodeModel(plain(p), p.Extra)
}

// PushValidation is what to observe when a record is pushed.
type PushValidation struct {
	// Warnings are warnings.
	Warnings []PushValidationItem `json:"warnings,omitzero"`
	// Information is information.
	Information []PushValidationItem `json:"information,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (p *PushValidation) UnmarshalJSON(data []byte) error {
	return decodeModel(data, p)
}

// MarshalJSON also writes unknown fields.
func (p PushValidation) MarshalJSON() ([]byte, error) {
	type plain PushValidation
	return encodeModel(plain(p), p.Extra)
}

// PushValidationItem is something to observe when a record is pushed.
type PushValidationItem struct {
	// Field is the field.
	Field string `json:"field,omitzero"`
	// Details are what to observe.
	Details string `json:"details,omitzero"`
	// Reference is the URL of an explanation.
	Reference string `json:"ref,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (p *PushValidationItem) UnmarshalJSON(data []byte) error {
	return decodeModel(data, p)
}

// MarshalJSON also writes unknown fields.
func (p PushValidationItem) MarshalJSON() ([]byte, error) {
	type plain PushValidationItem
	return encodeModel(plain(p), p.Extra)
}

// PushOptionType is the type of a value that can be pushed. A value that the service adds later is kept as it came.
type PushOptionType string

// The values of [PushOptionType] known to this version.
const (
	// PushOptionTypeArray: a list.
	PushOptionTypeArray PushOptionType = "Array"
	// PushOptionTypeObject: an object.
	PushOptionTypeObject PushOptionType = "Object"
	// PushOptionTypeString: a text.
	PushOptionTypeString PushOptionType = "String"
	// PushOptionTypeNumber: a number.
	PushOptionTypeNumber PushOptionType = "Number"
	// PushOptionTypeBoolean: true or false.
	PushOptionTypeBoolean PushOptionType = "Boolean"
	// PushOptionTypeDateTime: a date with a time.
	PushOptionTypeDateTime PushOptionType = "DateTime"
	// PushOptionTypeFile: a file.
	PushOptionTypeFile PushOptionType = "File"
	// PushOptionTypeMultiPart: several parts.
	PushOptionTypeMultiPart PushOptionType = "MultiPart"
)
