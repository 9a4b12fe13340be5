package codat

import "encoding/json"

// Group is a group of companies, for sorting them. It can be neither renamed nor deleted.
type Group struct {
	// ID is its identifier.
	ID string `json:"id" required:"true"`
	// Name is its name; within a company, the service may leave it out.
	Name string `json:"name,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (g *Group) UnmarshalJSON(data []byte) error {
	return decodeModel(data, g)
}

// MarshalJSON also writes unknown fields.
func (g Group) MarshalJSON() ([]byte, error) {
	type plain Group
	return encodeModel(plain(g), g.Extra)
}

// GroupList has all groups of the client.
type GroupList struct {
	// Results are the groups.
	Results []Group `json:"results" required:"true"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (g *GroupList) UnmarshalJSON(data []byte) error {
	return decodeModel(data, g)
}

// MarshalJSON also writes unknown fields.
func (g GroupList) MarshalJSON() ([]byte, error) {
	type plain GroupList
	if g.Results == nil {
		g.Results = []Group{}
	}
	return encodeModel(plain(g), g.Extra)
}
