package codat

import "encoding/json"

// WebhookConsumer is a receiver of events.
type WebhookConsumer struct {
	// ID is its identifier.
	ID string `json:"id" required:"true"`
	// URL is the address that events are sent to.
	URL string `json:"url,omitzero"`
	// Disabled says whether nothing is sent for now.
	Disabled bool `json:"disabled"`
	// EventTypes are which events are sent.
	EventTypes []string `json:"eventTypes,omitzero"`
	// CompanyTags are events of companies with these tags only, each key:value.
	CompanyTags []string `json:"companyTags,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (w *WebhookConsumer) UnmarshalJSON(data []byte) error {
	return decodeModel(data, w)
}

// MarshalJSON also writes unknown fields.
func (w WebhookConsumer) MarshalJSON() ([]byte, error) {
	type plain WebhookConsumer
	return encodeModel(plain(w), w.Extra)
}

// WebhookConsumerList has all webhook consumers of the client, at most 50.
type WebhookConsumerList struct {
	// Results are the consumers.
	Results []WebhookConsumer `json:"results" required:"true"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (w *WebhookConsumerList) UnmarshalJSON(data []byte) error {
	return decodeModel(data, w)
}

// MarshalJSON also writes unknown fields.
func (w WebhookConsumerList) MarshalJSON() ([]byte, error) {
	type plain WebhookConsumerList
	if w.Results == nil {
		w.Results = []WebhookConsumer{}
	}
	return encodeModel(plain(w), w.Extra)
}

// WebhookBody is what a webhook says. What its payload holds depends on the type of the event.
type WebhookBody struct {
	// ID is the identifier of what happened.
	ID string `json:"id,omitzero"`
	// EventType is what happened, such as read.completed.
	EventType string `json:"eventType,omitzero"`
	// GeneratedDate is when it happened: ISO 8601, UTC, sometimes without the trailing Z.
	GeneratedDate string `json:"generatedDate,omitzero"`
	// Payload is what it happened to.
	Payload *WebhookPayload `json:"payload,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (w *WebhookBody) UnmarshalJSON(data []byte) error {
	return decodeModel(data, w)
}

// MarshalJSON also writes unknown fields.
func (w WebhookBody) MarshalJSON() ([]byte, error) {
	type plain WebhookBody
	return encodeModel(plain(w), w.Extra)
}

// WebhookPayload is what an event happened to.
type WebhookPayload struct {
	// ID is the company itself, by its identifier: company.….
	ID string `json:"id,omitzero"`
	// Name is the company's name: company.….
	Name string `json:"name,omitzero"`
	// ReferenceCompany is the company that it happened in: connection.…, read.….
	ReferenceCompany *CompanyReference `json:"referenceCompany,omitzero"`
	// Connection is the connection: connection.….
	Connection *Connection `json:"connection,omitzero"`
	// DataTypes are what was pulled: read.….
	DataTypes []DataTypeRead `json:"dataTypes,omitzero"`
	// ProductID is the product that was added or removed: company.product.….
	ProductID string `json:"productId,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (w *WebhookPayload) UnmarshalJSON(data []byte) error {
	return decodeModel(data, w)
}

// MarshalJSON also writes unknown fields.
func (w WebhookPayload) MarshalJSON() ([]byte, error) {
	type plain WebhookPayload
	return encodeModel(plain(w), w.Extra)
}

// DataTypeRead is how the pulling of a type of data ended.
type DataTypeRead struct {
	// DataType is the type of data, such as invoices.
	DataType string `json:"dataType"`
	// ConnectionID is the connection that it was pulled from.
	ConnectionID string `json:"connectionId,omitzero"`
	// Status is how the pull ended.
	Status PullStatus `json:"status,omitzero"`
	// RecordsModified says whether anything is new or changed.
	RecordsModified bool `json:"recordsModified"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (d *DataTypeRead) UnmarshalJSON(data []byte) error {
	return decodeModel(data, d)
}

// MarshalJSON also writes unknown fields.
func (d DataTypeRead) MarshalJSON() ([]byte, error) {
	type plain DataTypeRead
	return encodeModel(plain(d), d.Extra)
}

// ZapierKey is an integration key for Zapier. The key does not show when it is printed, logged or encoded.
type ZapierKey struct {
	// Key is the key, a secret: only its Reveal shows it.
	Key Hidden `json:"key"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (z *ZapierKey) UnmarshalJSON(data []byte) error {
	return decodeModel(data, z)
}

// MarshalJSON also writes unknown fields.
func (z ZapierKey) MarshalJSON() ([]byte, error) {
	type plain ZapierKey
	return encodeModel(plain(z), z.Extra)
}
