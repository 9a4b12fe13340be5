package codat

import "encoding/json"

// SupplementalDataSource is a source of further properties.
type SupplementalDataSource struct {
	// DataSource is the path in the source, such as /Invoices.
	DataSource string `json:"dataSource,omitzero"`
	// PullData are the properties of the source that are pulled, by the names that you chose.
	PullData map[string]string `json:"pullData,omitzero"`
	// PushData are the properties of the source that are pushed, by the names that you chose.
	PushData map[string]string `json:"pushData,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (s *SupplementalDataSource) UnmarshalJSON(data []byte) error {
	return decodeModel(data, s)
}

// MarshalJSON also writes unknown fields.
func (s SupplementalDataSource) MarshalJSON() ([]byte, error) {
	type plain SupplementalDataSource
	return encodeModel(plain(s), s.Extra)
}

// SupplementalDataConfiguration is which further properties of a data type are pulled and pushed.
type SupplementalDataConfiguration struct {
	// SupplementalDataConfig are the sources, by the names that you chose.
	SupplementalDataConfig map[string]SupplementalDataSource `json:"supplementalDataConfig,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (s *SupplementalDataConfiguration) UnmarshalJSON(data []byte) error {
	return decodeModel(data, s)
}

// MarshalJSON also writes unknown fields.
func (s SupplementalDataConfiguration) MarshalJSON() ([]byte, error) {
	type plain SupplementalDataConfiguration
	return encodeModel(plain(s), s.Extra)
}

// CustomDataTypeConfiguration is the definition of a custom data type.
type CustomDataTypeConfiguration struct {
	// DataSource is the path in the source, such as api/purchaseOrders.
	DataSource string `json:"dataSource,omitzero"`
	// RequiredData are JSONPaths of the properties in the source, by the names that you chose.
	RequiredData map[string]string `json:"requiredData,omitzero"`
	// KeyBy are JSONPaths of the properties that identify a record.
	KeyBy []string `json:"keyBy,omitzero"`
	// SourceModifiedDate are JSONPaths of the property with the date of the last change.
	SourceModifiedDate []string `json:"sourceModifiedDate,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (c *CustomDataTypeConfiguration) UnmarshalJSON(data []byte) error {
	return decodeModel(data, c)
}

// MarshalJSON also writes unknown fields.
func (c CustomDataTypeConfiguration) MarshalJSON() ([]byte, error) {
	type plain CustomDataTypeConfiguration
	return encodeModel(plain(c), c.Extra)
}

// CustomDataTypeRecord is a record of a custom data type.
type CustomDataTypeRecord struct {
	// ID is its identifier.
	ID string `json:"id,omitzero"`
	// Content are its properties, by the names that you chose.
	Content map[string]json.RawMessage `json:"content,omitzero"`
	// ModifiedDate is when it was last changed: a string, or a map[string]any with "modifiedDate"; nil if it is not known.
	ModifiedDate any `json:"modifiedDate,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (c *CustomDataTypeRecord) UnmarshalJSON(data []byte) error {
	return decodeModel(data, c)
}

// MarshalJSON also writes unknown fields.
func (c CustomDataTypeRecord) MarshalJSON() ([]byte, error) {
	type plain CustomDataTypeRecord
	return encodeModel(plain(c), c.Extra)
}
