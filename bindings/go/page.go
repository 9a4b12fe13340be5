package codat

import "encoding/json"

// Page is one page of a list.
type Page[T any] struct {
	// Results are what is on this page.
	Results []T `json:"results" required:"true"`
	// PageNumber is which page this is, from 1.
	PageNumber int64 `json:"pageNumber"`
	// PageSize is how many results a full page has, as the service counted it.
	PageSize int64 `json:"pageSize"`
	// TotalResults is how many results there are on all pages.
	TotalResults int64 `json:"totalResults"`
	// Links are the addresses of the other pages.
	Links Links `json:"_links"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (p *Page[T]) UnmarshalJSON(data []byte) error {
	return decodeModel(data, p)
}

// MarshalJSON also writes unknown fields.
func (p Page[T]) MarshalJSON() ([]byte, error) {
	type plain Page[T]
	if p.Results == nil {
		p.Results = []T{}
	}
	return encodeModel(plain(p), p.Extra)
}

// Links lead from one page to others.
type Links struct {
	// Self is the list.
	Self *Link `json:"self,omitzero"`
	// Current is this page.
	Current *Link `json:"current,omitzero"`
	// Next is the page after; nil on the last.
	Next *Link `json:"next,omitzero"`
	// Previous is the page before; nil on the first.
	Previous *Link `json:"previous,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (l *Links) UnmarshalJSON(data []byte) error {
	return decodeModel(data, l)
}

// MarshalJSON also writes unknown fields.
func (l Links) MarshalJSON() ([]byte, error) {
	type plain Links
	return encodeModel(plain(l), l.Extra)
}

// Link is a link.
type Link struct {
	// Href is the address, relative to the base URL.
	Href string `json:"href"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (l *Link) UnmarshalJSON(data []byte) error {
	return decodeModel(data, l)
}

// MarshalJSON also writes unknown fields.
func (l Link) MarshalJSON() ([]byte, error) {
	type plain Link
	return encodeModel(plain(l), l.Extra)
}
