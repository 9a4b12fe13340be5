package codat

import "encoding/json"

// PushStatus is how far a push operation is. A value that the service adds later is kept as it came.
type PushStatus string

// The values of [PushStatus] known to this version.
const (
	// PushStatusPending: not ended.
	PushStatusPending PushStatus = "Pending"
	// PushStatusFailed: ended with a failure.
	PushStatusFailed PushStatus = "Failed"
	// PushStatusSuccess: ended with success.
	PushStatusSuccess PushStatus = "Success"
	// PushStatusTimedOut: given up.
	PushStatusTimedOut PushStatus = "TimedOut"
)

// PushChangeType is the kind of change that a push operation made. A value that the service adds later is kept as it
// came.
type PushChangeType string

// The values of [PushChangeType] known to this version.
const (
	// PushChangeTypeUnknown: not known.
	PushChangeTypeUnknown PushChangeType = "Unknown"
	// PushChangeTypeCreated: a record was created.
	PushChangeTypeCreated PushChangeType = "Created"
	// PushChangeTypeModified: a record was changed.
	PushChangeTypeModified PushChangeType = "Modified"
	// PushChangeTypeDeleted: a record was deleted.
	PushChangeTypeDeleted PushChangeType = "Deleted"
	// PushChangeTypeAttachmentUploaded: an attachment was added.
	PushChangeTypeAttachmentUploaded PushChangeType = "AttachmentUploaded"
)

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

// ValidationItem is something that the service found in data.
type ValidationItem struct {
	// RuleID is the rule.
	RuleID string `json:"ruleId,omitzero"`
	// ItemID is the record or field.
	ItemID string `json:"itemId,omitzero"`
	// Message is what it is, in words.
	Message string `json:"message,omitzero"`
	// ValidatorName is which part of the service found it.
	ValidatorName string `json:"validatorName,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (v *ValidationItem) UnmarshalJSON(data []byte) error {
	return decodeModel(data, v)
}

// MarshalJSON also writes unknown fields.
func (v ValidationItem) MarshalJSON() ([]byte, error) {
	type plain ValidationItem
	return encodeModel(plain(v), v.Extra)
}

// ValidationResults is what the service found in data.
type ValidationResults struct {
	// Errors is what must be resolved before the data can be used.
	Errors []ValidationItem `json:"errors,omitzero"`
	// Warnings is what may need attention.
	Warnings []ValidationItem `json:"warnings,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (v *ValidationResults) UnmarshalJSON(data []byte) error {
	return decodeModel(data, v)
}

// MarshalJSON also writes unknown fields.
func (v ValidationResults) MarshalJSON() ([]byte, error) {
	type plain ValidationResults
	return encodeModel(plain(v), v.Extra)
}

// RecordRef names a record.
type RecordRef struct {
	// ID is its identifier.
	ID string `json:"id,omitzero"`
	// DataType is its data type.
	DataType string `json:"dataType,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (r *RecordRef) UnmarshalJSON(data []byte) error {
	return decodeModel(data, r)
}

// MarshalJSON also writes unknown fields.
func (r RecordRef) MarshalJSON() ([]byte, error) {
	type plain RecordRef
	return encodeModel(plain(r), r.Extra)
}

// PushChange is what a push operation changed.
type PushChange struct {
	// Type is the kind of change.
	Type PushChangeType `json:"type,omitzero"`
	// RecordRef is the record that changed.
	RecordRef *RecordRef `json:"recordRef,omitzero"`
	// AttachmentID is the attachment that was added.
	AttachmentID string `json:"attachmentId,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (p *PushChange) UnmarshalJSON(data []byte) error {
	return decodeModel(data, p)
}

// MarshalJSON also writes unknown fields.
func (p PushChange) MarshalJSON() ([]byte, error) {
	type plain PushChange
	return encodeModel(plain(p), p.Extra)
}

// PushOperation is an attempt to create, change or delete a record in the customer's software.
type PushOperation struct {
	// PushOperationKey is its identifier.
	PushOperationKey string `json:"pushOperationKey" required:"true"`
	// CompanyID is the company.
	CompanyID string `json:"companyId,omitzero"`
	// DataConnectionKey is the connection that was written to.
	DataConnectionKey string `json:"dataConnectionKey,omitzero"`
	// DataType is the data type of the record.
	DataType string `json:"dataType,omitzero"`
	// Status is how far it is.
	Status PushStatus `json:"status,omitzero"`
	// StatusCode is the status code of the customer's software; 0 if there is none.
	StatusCode int64 `json:"statusCode,omitzero"`
	// ErrorMessage is what went wrong.
	ErrorMessage string `json:"errorMessage,omitzero"`
	// RequestedOnUTC is when it was requested: ISO 8601, UTC.
	RequestedOnUTC string `json:"requestedOnUtc,omitzero"`
	// CompletedOnUTC is when it ended, written as RequestedOnUTC is.
	CompletedOnUTC string `json:"completedOnUtc,omitzero"`
	// TimeoutInMinutes is after how many minutes the service gives it up; 0 if it does not say.
	TimeoutInMinutes int64 `json:"timeoutInMinutes,omitzero"`
	// TimeoutInSeconds is after how many seconds the service gives it up; 0 if it does not say.
	TimeoutInSeconds int64 `json:"timeoutInSeconds,omitzero"`
	// Changes is what it changed.
	Changes []PushChange `json:"changes,omitzero"`
	// Validation is what the service found in the record.
	Validation *ValidationResults `json:"validation,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (p *PushOperation) UnmarshalJSON(data []byte) error {
	return decodeModel(data, p)
}

// MarshalJSON also writes unknown fields.
func (p PushOperation) MarshalJSON() ([]byte, error) {
	type plain PushOperation
	return encodeModel(plain(p), p.Extra)
}

// PushOptionChoice is a value to choose.
type PushOptionChoice struct {
	// Value is the value.
	Value string `json:"value,omitzero"`
	// Type is the type of the value.
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

// PushValidationItem is something to observe when a record is pushed.
type PushValidationItem struct {
	// Field is the field.
	Field string `json:"field,omitzero"`
	// Details is what to observe.
	Details string `json:"details,omitzero"`
	// Ref is the URL of an explanation.
	Ref string `json:"ref,omitzero"`
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

// PushOption is what a record, or a field of it, may hold.
type PushOption struct {
	// Type is the type of the value.
	Type PushOptionType `json:"type"`
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
