package main

import "encoding/json"

// The service's responses as plain structs, as a program without a library declares them.

type companyRequest struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

type page struct {
	Results      []company `json:"results"`
	PageNumber   int       `json:"pageNumber"`
	PageSize     int       `json:"pageSize"`
	TotalResults int       `json:"totalResults"`
	Links        struct {
		Self     *link `json:"self"`
		Current  *link `json:"current"`
		Next     *link `json:"next"`
		Previous *link `json:"previous"`
	} `json:"_links"`
}

type link struct {
	Href string `json:"href"`
}

type company struct {
	ID                           string             `json:"id"`
	Name                         string             `json:"name"`
	Description                  string             `json:"description"`
	Platform                     string             `json:"platform"`
	Redirect                     string             `json:"redirect"`
	Status                       string             `json:"status"`
	LastSync                     string             `json:"lastSync"`
	Created                      string             `json:"created"`
	CreatedByUserName            string             `json:"createdByUserName"`
	DataConnections              []connection       `json:"dataConnections"`
	Groups                       []group            `json:"groups"`
	Products                     []string           `json:"products"`
	Tags                         map[string]string  `json:"tags"`
	OwnerUserIDs                 []string           `json:"ownerUserIds"`
	ReferenceParentCompany       *companyReference  `json:"referenceParentCompany"`
	ReferenceSubsidiaryCompanies []companyReference `json:"referenceSubsidiaryCompanies"`
}

type connection struct {
	ID                   string                     `json:"id"`
	IntegrationID        string                     `json:"integrationId"`
	IntegrationKey       string                     `json:"integrationKey"`
	SourceID             string                     `json:"sourceId"`
	SourceType           string                     `json:"sourceType"`
	PlatformName         string                     `json:"platformName"`
	LinkURL              string                     `json:"linkUrl"`
	Status               string                     `json:"status"`
	LastSync             string                     `json:"lastSync"`
	Created              string                     `json:"created"`
	DataConnectionErrors []connectionError          `json:"dataConnectionErrors"`
	ConnectionInfo       map[string]json.RawMessage `json:"connectionInfo"`
	AdditionalProperties map[string]json.RawMessage `json:"additionalProperties"`
}

type connectionError struct {
	StatusCode    string `json:"statusCode"`
	StatusText    string `json:"statusText"`
	ErrorMessage  string `json:"errorMessage"`
	ErroredOnUTC  string `json:"erroredOnUtc"`
	Status        string `json:"status"`
	ResolvedOnUTC string `json:"resolvedOnUtc"`
}

type group struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type companyReference struct {
	ID          string                     `json:"id"`
	Name        string                     `json:"name"`
	Description string                     `json:"description"`
	Links       map[string]json.RawMessage `json:"links"`
	Tags        map[string]string          `json:"tags"`
}
