package codat

import "encoding/json"

// Connection is a company's connection to one source of data, such as its accounting software.
type Connection struct {
	// ID is its identifier.
	ID string `json:"id"`
	// IntegrationID is the integration behind it.
	IntegrationID string `json:"integrationId,omitzero"`
	// IntegrationKey is the integration's key of four letters, which remains the same when its name changes.
	IntegrationKey string `json:"integrationKey,omitzero"`
	// SourceID is the source within the integration.
	SourceID string `json:"sourceId,omitzero"`
	// SourceType is what kind of data it gives.
	SourceType SourceType `json:"sourceType,omitzero"`
	// PlatformName is the software's name.
	PlatformName string `json:"platformName,omitzero"`
	// LinkURL is the page where the customer authorizes this connection.
	LinkURL string `json:"linkUrl,omitzero"`
	// Status says whether it is authorized.
	Status ConnectionStatus `json:"status,omitzero"`
	// LastSync is when data was last pulled: ISO 8601, UTC, sometimes without the trailing Z.
	LastSync string `json:"lastSync,omitzero"`
	// Created is when it was created, written as LastSync is.
	Created string `json:"created,omitzero"`
	// DataConnectionErrors are what went wrong with it.
	DataConnectionErrors []ConnectionError `json:"dataConnectionErrors,omitzero"`
	// ConnectionInfo has further facts about it, which depend on the software.
	ConnectionInfo map[string]json.RawMessage `json:"connectionInfo,omitzero"`
	// AdditionalProperties depend on the software.
	AdditionalProperties map[string]json.RawMessage `json:"additionalProperties,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (c *Connection) UnmarshalJSON(data []byte) error {
	return decodeModel(data, c)
}

// MarshalJSON also writes unknown fields.
func (c Connection) MarshalJSON() ([]byte, error) {
	type plain Connection
	return encodeModel(plain(c), c.Extra)
}

// Reauthorization lists the connections that have to be authorized again.
type Reauthorization struct {
	// Needed says whether there are any.
	Needed bool `json:"needed"`
	// Connections are those that are Deauthorized.
	Connections []Connection `json:"connections"`
	// LinkURL is the page to send the customer to: the company's Link URL.
	LinkURL string `json:"linkUrl"`
}

// ConnectionError is something that went wrong with a connection.
type ConnectionError struct {
	// StatusCode is the HTTP status that the software responded with. The service writes it as a string or as a number.
	StatusCode string `json:"statusCode,omitzero" numbers:"true"`
	// StatusText is the meaning of that status.
	StatusText string `json:"statusText,omitzero"`
	// ErrorMessage is what the software said.
	ErrorMessage string `json:"errorMessage,omitzero"`
	// ErroredOnUTC is when it happened.
	ErroredOnUTC string `json:"erroredOnUtc,omitzero"`
	// Status says whether a passing error is over: "Active" or "Resolved"; empty for one that does not pass.
	Status string `json:"status,omitzero"`
	// ResolvedOnUTC is when it was over.
	ResolvedOnUTC string `json:"resolvedOnUtc,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (c *ConnectionError) UnmarshalJSON(data []byte) error {
	return decodeModel(data, c)
}

// MarshalJSON also writes unknown fields.
func (c ConnectionError) MarshalJSON() ([]byte, error) {
	type plain ConnectionError
	return encodeModel(plain(c), c.Extra)
}

// ConnectionStatus says whether a connection is authorized. A value that the service adds later is kept as it
// came.
type ConnectionStatus string

// The values of [ConnectionStatus] known to this version.
const (
	// ConnectionStatusPendingAuth: created, and not yet authorized.
	ConnectionStatusPendingAuth ConnectionStatus = "PendingAuth"
	// ConnectionStatusLinked: authorized, data can be pulled.
	ConnectionStatusLinked ConnectionStatus = "Linked"
	// ConnectionStatusUnlinked: the client withdrew.
	ConnectionStatusUnlinked ConnectionStatus = "Unlinked"
	// ConnectionStatusDeauthorized: the customer or the software withdrew.
	ConnectionStatusDeauthorized ConnectionStatus = "Deauthorized"
)

// SourceType is what kind of data a connection gives. A value that the service adds later is kept as it came.
type SourceType string

// The values of [SourceType] known to this version.
const (
	// SourceTypeAccounting: accounting software.
	SourceTypeAccounting SourceType = "Accounting"
	// SourceTypeBanking: banks.
	SourceTypeBanking SourceType = "Banking"
	// SourceTypeBankFeed: banks, through accounting software.
	SourceTypeBankFeed SourceType = "BankFeed"
	// SourceTypeCommerce: shops and points of sale.
	SourceTypeCommerce SourceType = "Commerce"
	// SourceTypeExpense: expense management.
	SourceTypeExpense SourceType = "Expense"
	// SourceTypeOther: another kind.
	SourceTypeOther SourceType = "Other"
	// SourceTypeUnknown: not known to the service.
	SourceTypeUnknown SourceType = "Unknown"
)
