package codat

import "time"

// CompanyRequest is what a company is created or replaced with.
type CompanyRequest struct {
	// Name is required. The service removes characters other than letters, digits, white space and -',&@.?!
	Name string `json:"name"`
	// Description is further words about it.
	Description string `json:"description,omitzero"`
	// Tags are at most 10: keys of 1 to 27 characters, values of at most 100.
	Tags map[string]string `json:"tags,omitzero"`
	// Groups to put it in.
	Groups []GroupRef `json:"groups,omitzero"`
}

// GroupRef names a group in a request.
type GroupRef struct {
	// ID is the group's identifier.
	ID string `json:"id"`
}

// CompanyUpdate is what to change of a company; what is nil is kept as it is. See [Ptr].
type CompanyUpdate struct {
	// Name is its new name.
	Name *string `json:"name,omitzero"`
	// Description is its new description.
	Description *string `json:"description,omitzero"`
	// Tags are its new tags, instead of all it has: at most 10; none if the map is empty and not nil.
	Tags map[string]string `json:"tags,omitzero"`
}

// ListCompanies selects the companies to list; empty, it is the first page of all of them.
type ListCompanies struct {
	// Page is which page, from 1. Default: 1.
	Page int `json:"page,omitzero"`
	// PageSize is how many on a page, 1 to 5000. Default: 100.
	PageSize int `json:"pageSize,omitzero"`
	// Query is a filter in the service's query language, such as "name~bakery".
	Query string `json:"query,omitzero"`
	// OrderBy is a property to order by, such as "name", or "-name" for descending.
	OrderBy string `json:"orderBy,omitzero"`
	// Tags is a filter by tags, such as "region=uk && team=invoice-finance".
	Tags string `json:"tags,omitzero"`
}

// ListOptions selects a part of a list; empty, it is the first page of all of it.
type ListOptions struct {
	// Page is which page, from 1. Default: 1.
	Page int `json:"page,omitzero"`
	// PageSize is how many on a page, 1 to 5000. Default: 100.
	PageSize int `json:"pageSize,omitzero"`
	// Query is a filter in the service's query language, such as "status=Linked".
	Query string `json:"query,omitzero"`
	// OrderBy is a property to order by, "-created" for descending.
	OrderBy string `json:"orderBy,omitzero"`
}

// WaitUntilLinked selects the connection to wait for.
type WaitUntilLinked struct {
	// ConnectionID is the connection. Default: the first that is Linked.
	ConnectionID string `json:"connectionId,omitzero"`
	// PollInterval is the first pause between two looks, 10 ms to a minute; each is half as long again as the one
	// before, to 15 s. Default: a second.
	PollInterval time.Duration `json:"pollIntervalMs,omitzero"`
}

// WaitUntilComplete selects the data to wait for; empty, it is all data of the company.
type WaitUntilComplete struct {
	// PullOperationIDs are pull operations; prefer them: they are your own pulls. Not together with DataTypes.
	PullOperationIDs []string `json:"pullOperationIds,omitzero"`
	// DataTypes are types of data, such as "invoices": it waits until none of them is being pulled.
	DataTypes []string `json:"dataTypes,omitzero"`
	// PollInterval is as for [WaitUntilLinked].
	PollInterval time.Duration `json:"pollIntervalMs,omitzero"`
}

// WebhookConsumerRequest is what a webhook consumer is created with.
type WebhookConsumerRequest struct {
	// URL is the address that events are sent to: required.
	URL string `json:"url"`
	// EventTypes are those to be sent, such as "read.completed": required.
	EventTypes []string `json:"eventTypes"`
	// CompanyTags limit it to events of companies with these tags, each key:value; at most 10.
	CompanyTags []string `json:"companyTags,omitzero"`
	// Disabled says whether nothing is to be sent for now. Default: false.
	Disabled bool `json:"disabled,omitzero"`
}

// The inputs of operations: identifiers and a request's fields side by side in one flat object.

type companyInput struct {
	CompanyID string `json:"companyId"`
}

type createManyInput struct {
	Companies []CompanyRequest `json:"companies"`
	CreateMany
}

type replaceInput struct {
	companyInput
	CompanyRequest
}

type updateInput struct {
	companyInput
	CompanyUpdate
}

type productInput struct {
	CompanyID         string `json:"companyId"`
	ProductIdentifier string `json:"productIdentifier"`
}

type refreshInput struct {
	productInput
	DataTypes []string `json:"dataTypes,omitzero"`
}

type groupInput struct {
	Name string `json:"name"`
}

type memberInput struct {
	CompanyID string `json:"companyId"`
	GroupID   string `json:"groupId"`
}

type linkInput struct {
	companyInput
	Parameters map[string]string `json:"parameters,omitzero"`
}

type listInput struct {
	companyInput
	ListOptions
}

type platformInput struct {
	CompanyID   string `json:"companyId"`
	PlatformKey string `json:"platformKey"`
}

type connectionInput struct {
	CompanyID    string `json:"companyId"`
	ConnectionID string `json:"connectionId"`
}

type authorizationInput struct {
	connectionInput
	Authorization map[string]string `json:"authorization"`
}

type linkedInput struct {
	CompanyID    string       `json:"companyId"`
	ConnectionID string       `json:"connectionId,omitzero"`
	PollInterval milliseconds `json:"pollIntervalMs,omitzero"`
}

type dataTypeInput struct {
	CompanyID    string `json:"companyId"`
	DataType     string `json:"dataType"`
	ConnectionID string `json:"connectionId,omitzero"`
}

type datasetInput struct {
	CompanyID string `json:"companyId"`
	DatasetID string `json:"datasetId"`
}

type completeInput struct {
	CompanyID        string       `json:"companyId"`
	PullOperationIDs []string     `json:"pullOperationIds,omitzero"`
	DataTypes        []string     `json:"dataTypes,omitzero"`
	PollInterval     milliseconds `json:"pollIntervalMs,omitzero"`
}

type keyInput struct {
	PlatformKey string `json:"platformKey"`
}

type webhookInput struct {
	WebhookID string `json:"webhookId"`
}

type optionsInput struct {
	CompanyID    string `json:"companyId"`
	ConnectionID string `json:"connectionId"`
	DataType     string `json:"dataType"`
}

type pushInput struct {
	CompanyID        string `json:"companyId"`
	PushOperationKey string `json:"pushOperationKey"`
}

type originsInput struct {
	AllowedOrigins []string `json:"allowedOrigins"`
}

type syncInput struct {
	Settings          []SyncSetting `json:"settings"`
	OverridesDefaults bool          `json:"overridesDefaults"`
}

type companySyncInput struct {
	CompanyID string `json:"companyId"`
	syncInput
}

type accountSyncInput struct {
	ClientID string `json:"clientId"`
	syncInput
}

type profileInput struct {
	Name               string   `json:"name"`
	RedirectURL        string   `json:"redirectUrl"`
	LogoURL            string   `json:"logoUrl,omitzero"`
	IconURL            string   `json:"iconUrl,omitzero"`
	WhiteListURLs      []string `json:"whiteListUrls,omitzero"`
	APIKey             string   `json:"apiKey,omitzero"`
	ConfirmCompanyName *bool    `json:"confirmCompanyName,omitzero"`
}

// input is the profile as it is sent, with its key.
func (p Profile) input() profileInput {
	return profileInput{
		p.Name, p.RedirectURL, p.LogoURL, p.IconURL, p.WhiteListURLs, p.APIKey.Reveal(), p.ConfirmCompanyName,
	}
}

type apiKeyInput struct {
	Name string `json:"name,omitzero"`
}

type deleteKeyInput struct {
	APIKeyID string `json:"apiKeyId"`
}

type supplementalInput struct {
	PlatformKey string `json:"platformKey"`
	DataType    string `json:"dataType"`
}

type supplementalConfigInput struct {
	supplementalInput
	SupplementalDataConfig map[string]SupplementalDataSource `json:"supplementalDataConfig"`
}

type customInput struct {
	PlatformKey          string `json:"platformKey"`
	CustomDataIdentifier string `json:"customDataIdentifier"`
}

type customConfigInput struct {
	customInput
	DataSource         string            `json:"dataSource"`
	RequiredData       map[string]string `json:"requiredData"`
	KeyBy              []string          `json:"keyBy"`
	SourceModifiedDate []string          `json:"sourceModifiedDate,omitzero"`
}

type recordsInput struct {
	CompanyID            string `json:"companyId"`
	ConnectionID         string `json:"connectionId"`
	CustomDataIdentifier string `json:"customDataIdentifier"`
}

type recordListInput struct {
	recordsInput
	Page     int `json:"page,omitzero"`
	PageSize int `json:"pageSize,omitzero"`
}

// orEmpty is an empty list instead of nil, which would count as not given.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
