package codat

import "encoding/json"

// Company is a customer who shares data.
type Company struct {
	// ID is its identifier: keep it.
	ID string `json:"id" required:"true"`
	// Name is as the service cleaned it. Names need not be unique.
	Name string `json:"name"`
	// Description is further words about it.
	Description string `json:"description,omitzero"`
	// Platform is the software it is connected to.
	Platform string `json:"platform,omitzero"`
	// Redirect is the Link URL: the page where the customer authorizes access.
	Redirect string `json:"redirect"`
	// Status is its state.
	Status string `json:"status,omitzero"`
	// LastSync is when data was last pulled: ISO 8601, UTC, sometimes without the trailing Z.
	LastSync string `json:"lastSync,omitzero"`
	// Created is when it was created, written as LastSync is.
	Created string `json:"created,omitzero"`
	// CreatedByUserName is who created it.
	CreatedByUserName string `json:"createdByUserName,omitzero"`
	// DataConnections are its connections.
	DataConnections []Connection `json:"dataConnections,omitzero"`
	// Groups that it is in.
	Groups []Group `json:"groups,omitzero"`
	// Products enabled for it.
	Products []string `json:"products,omitzero"`
	// Tags are pairs of strings that the client attached to it.
	Tags map[string]string `json:"tags,omitzero"`
	// OwnerUserIDs are the users who own it.
	OwnerUserIDs []string `json:"ownerUserIds,omitzero"`
	// ReferenceParentCompany controls it.
	ReferenceParentCompany *CompanyReference `json:"referenceParentCompany,omitzero"`
	// ReferenceSubsidiaryCompanies are those that it controls.
	ReferenceSubsidiaryCompanies []CompanyReference `json:"referenceSubsidiaryCompanies,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (c *Company) UnmarshalJSON(data []byte) error {
	return decodeModel(data, c)
}

// MarshalJSON also writes unknown fields.
func (c Company) MarshalJSON() ([]byte, error) {
	type plain Company
	return encodeModel(plain(c), c.Extra)
}

// CompanyReference is a company, as another one refers to it.
type CompanyReference struct {
	// ID is its identifier.
	ID string `json:"id,omitzero"`
	// Name is its name.
	Name string `json:"name,omitzero"`
	// Description is further words about it.
	Description string `json:"description,omitzero"`
	// Links to it, such as "portal".
	Links map[string]json.RawMessage `json:"links,omitzero"`
	// Tags are its tags.
	Tags map[string]string `json:"tags,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (c *CompanyReference) UnmarshalJSON(data []byte) error {
	return decodeModel(data, c)
}

// MarshalJSON also writes unknown fields.
func (c CompanyReference) MarshalJSON() ([]byte, error) {
	type plain CompanyReference
	return encodeModel(plain(c), c.Extra)
}

// AccessToken is a token for the service's embeddable user interfaces. The token does not show when it is printed, logged
// or encoded.
type AccessToken struct {
	// Token is the token, a secret: only its Reveal shows it.
	Token Hidden `json:"accessToken"`
	// ExpiresIn is how long it is valid, in seconds.
	ExpiresIn int64 `json:"expiresIn"`
	// TokenType is how to present it: "Bearer".
	TokenType string `json:"tokenType"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (a *AccessToken) UnmarshalJSON(data []byte) error {
	return decodeModel(data, a)
}

// MarshalJSON also writes unknown fields.
func (a AccessToken) MarshalJSON() ([]byte, error) {
	type plain AccessToken
	return encodeModel(plain(a), a.Extra)
}

// LinkURL is the URL to send a customer to.
type LinkURL struct {
	// URL is the company's Link URL, with the parameters of the call.
	URL string `json:"url"`
}
