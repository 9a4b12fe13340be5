package codat

import "encoding/json"

// SyncSetting is how one data type is pulled. What is nil or empty of it is not set; see [Ptr].
type SyncSetting struct {
	// DataType is the data type, such as invoices: required.
	DataType string `json:"dataType,omitzero"`
	// FetchOnFirstLink says whether it is pulled when the customer has authorized a connection.
	FetchOnFirstLink bool `json:"fetchOnFirstLink"`
	// SyncSchedule is the hours between pulls; 0 for no schedule.
	SyncSchedule int `json:"syncSchedule"`
	// SyncOrder is its place in the order: the data types with the lowest number are pulled first.
	SyncOrder int `json:"syncOrder"`
	// SyncFromUTC is the date and time from which data is pulled, if SyncFromWindow is nil.
	SyncFromUTC string `json:"syncFromUtc,omitzero"`
	// SyncFromWindow is the months of data that are pulled, if SyncFromUTC is empty.
	SyncFromWindow *int `json:"syncFromWindow,omitzero"`
	// MonthsToSync is the months of data of a balance sheet, or of a profit and loss statement.
	MonthsToSync *int `json:"monthsToSync,omitzero"`
	// IsLocked says whether the setting is locked.
	IsLocked *bool `json:"isLocked,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (s *SyncSetting) UnmarshalJSON(data []byte) error {
	return decodeModel(data, s)
}

// MarshalJSON also writes unknown fields.
func (s SyncSetting) MarshalJSON() ([]byte, error) {
	type plain SyncSetting
	return encodeModel(plain(s), s.Extra)
}

// SyncSettings are which data types are pulled, how often, and how far back.
type SyncSettings struct {
	// CompanyID is the company, if these are the settings of one.
	CompanyID string `json:"companyId,omitzero"`
	// ClientID is your account, if these are the settings of all companies.
	ClientID string `json:"clientId,omitzero"`
	// Settings are one setting per data type.
	Settings []SyncSetting `json:"settings" required:"true"`
	// OverridesDefaults says whether these settings are used instead of the service's defaults.
	OverridesDefaults bool `json:"overridesDefaults"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (s *SyncSettings) UnmarshalJSON(data []byte) error {
	return decodeModel(data, s)
}

// MarshalJSON also writes unknown fields.
func (s SyncSettings) MarshalJSON() ([]byte, error) {
	type plain SyncSettings
	if s.Settings == nil {
		s.Settings = []SyncSetting{}
	}
	return encodeModel(plain(s), s.Extra)
}

// CORSSettings are the web origins that may call the service.
type CORSSettings struct {
	// AllowedOrigins are the origins, such as https://example.com.
	AllowedOrigins []string `json:"allowedOrigins" required:"true"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (c *CORSSettings) UnmarshalJSON(data []byte) error {
	return decodeModel(data, c)
}

// MarshalJSON also writes unknown fields.
func (c CORSSettings) MarshalJSON() ([]byte, error) {
	type plain CORSSettings
	if c.AllowedOrigins == nil {
		c.AllowedOrigins = []string{}
	}
	return encodeModel(plain(c), c.Extra)
}
