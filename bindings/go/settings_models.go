package codat

import "encoding/json"

// SyncSetting is how a data type is pulled. What is nil or empty of it is not set; see [Ptr].
type SyncSetting struct {
	// DataType is the data type, such as invoices.
	DataType string `json:"dataType"`
	// FetchOnFirstLink says whether it is pulled when the customer has authorized a connection.
	FetchOnFirstLink bool `json:"fetchOnFirstLink"`
	// SyncSchedule is the hours between pulls; 0 for no schedule.
	SyncSchedule int64 `json:"syncSchedule"`
	// SyncOrder is its place in the order: the data types with the lowest number are pulled first.
	SyncOrder int64 `json:"syncOrder"`
	// SyncFromUTC is the date and time from which data is pulled, if SyncFromWindow is not set.
	SyncFromUTC string `json:"syncFromUtc,omitzero"`
	// SyncFromWindow is the months of data that are pulled, if SyncFromUTC is not set.
	SyncFromWindow *int64 `json:"syncFromWindow,omitzero"`
	// MonthsToSync is the months of data of a balance sheet, or of a profit and loss statement.
	MonthsToSync *int64 `json:"monthsToSync,omitzero"`
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

// SyncSettings is which data types are pulled, how often, and how far back.
type SyncSettings struct {
	// Settings are one setting per data type.
	Settings []SyncSetting `json:"settings"`
	// CompanyID is the company, if these are the settings of one.
	CompanyID string `json:"companyId,omitzero"`
	// ClientID is your account, if these are the settings of all companies.
	ClientID string `json:"clientId,omitzero"`
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

// CORSSettings is the web origins that may call the service.
type CORSSettings struct {
	// AllowedOrigins are the origins, such as https://example.com.
	AllowedOrigins []string `json:"allowedOrigins"`
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

// Profile is the profile of your account: what customers see on the Link page. The key does not show when it is
// printed, logged or encoded.
type Profile struct {
	// RedirectURL is the URL to which customers return after Link.
	RedirectURL string `json:"redirectUrl"`
	// Name is the name that customers see.
	Name string `json:"name"`
	// LogoURL is the URL of the logo.
	LogoURL string `json:"logoUrl,omitzero"`
	// IconURL is the URL of the icon.
	IconURL string `json:"iconUrl,omitzero"`
	// WhiteListURLs are the URLs that may call the service; if there are none, all may.
	WhiteListURLs []string `json:"whiteListUrls,omitzero"`
	// APIKey is the account's API key, a secret: only its Reveal shows it. [Settings.UpdateProfile] sends it. In the
	// profile's JSON it is "***": do not pass a profile that was read from there.
	APIKey Hidden `json:"apiKey,omitzero"`
	// ConfirmCompanyName says whether customers are asked to confirm their company's name; nil if it is not set.
	ConfirmCompanyName *bool `json:"confirmCompanyName,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (p *Profile) UnmarshalJSON(data []byte) error {
	return decodeModel(data, p)
}

// MarshalJSON also writes unknown fields.
func (p Profile) MarshalJSON() ([]byte, error) {
	type plain Profile
	return encodeModel(plain(p), p.Extra)
}

// APIKey is an API key. The key does not show when it is printed, logged or encoded.
type APIKey struct {
	// ID is its identifier.
	ID string `json:"id" required:"true"`
	// Name is its name.
	Name string `json:"name,omitzero"`
	// APIKey is the key, a secret: only its Reveal shows it.
	APIKey Hidden `json:"apiKey,omitzero"`
	// CreatedDate is when it was created: ISO 8601, UTC.
	CreatedDate string `json:"createdDate,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (a *APIKey) UnmarshalJSON(data []byte) error {
	return decodeModel(data, a)
}

// MarshalJSON also writes unknown fields.
func (a APIKey) MarshalJSON() ([]byte, error) {
	type plain APIKey
	return encodeModel(plain(a), a.Extra)
}

// APIKeyList has all API keys of the account, at most 10.
type APIKeyList struct {
	// Results are the keys.
	Results []APIKey `json:"results" required:"true"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (a *APIKeyList) UnmarshalJSON(data []byte) error {
	return decodeModel(data, a)
}

// MarshalJSON also writes unknown fields.
func (a APIKeyList) MarshalJSON() ([]byte, error) {
	type plain APIKeyList
	if a.Results == nil {
		a.Results = []APIKey{}
	}
	return encodeModel(plain(a), a.Extra)
}
