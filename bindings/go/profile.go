package codat

import "encoding/json"

// Profile is the profile of your account: what customers see on the Link page. The API key does not show when it is
// printed, logged or encoded.
type Profile struct {
	// Name is the name that customers see: required.
	Name string `json:"name,omitzero"`
	// RedirectURL is the URL to which customers return after Link: required. The service replaces {companyId} and other
	// names in braces.
	RedirectURL string `json:"redirectUrl" required:"true"`
	// LogoURL is the URL of the logo.
	LogoURL string `json:"logoUrl,omitzero"`
	// IconURL is the URL of the icon.
	IconURL string `json:"iconUrl,omitzero"`
	// WhiteListURLs are the URLs that may call the service; if there are none, all may.
	WhiteListURLs []string `json:"whiteListUrls,omitzero"`
	// APIKey is the account's API key, a secret: only its Reveal shows it. [Settings.UpdateProfile] sends it; do not pass it a
	// profile that was read from the JSON of another, whose key is "***".
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
	// ID is its identifier, which is not secret.
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

// APIKeyList has all API keys of your account, at most 10.
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

// ZapierKey is an integration key for Zapier. The key does not show when it is printed, logged or encoded.
type ZapierKey struct {
	// Key is the key, a secret: only its Reveal shows it.
	Key Hidden `json:"key" required:"true"`
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
