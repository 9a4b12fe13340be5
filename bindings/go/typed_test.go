package codat

import (
	"context"
	"encoding/json"
	"iter"
	"testing"
	"time"
)

// typed calls the typed method of an operation with a scenario's input.
func typed(
	t *testing.T, ctx context.Context, client *Client, operation string, input json.RawMessage, options []CallOption,
) (any, error) {
	companies, groups, connections := client.Companies, client.Groups, client.Connections
	refresh, integrations, webhooks := client.Refresh, client.Integrations, client.Webhooks
	settings, management, push := client.Settings, client.ConnectionManagement, client.Push
	supplemental, custom := client.SupplementalData, client.CustomDataTypes
	var given struct {
		CompanyID         string   `json:"companyId"`
		ProductIdentifier string   `json:"productIdentifier"`
		GroupID           string   `json:"groupId"`
		Name              string   `json:"name"`
		DataTypes         []string `json:"dataTypes"`

		ConnectionID     string            `json:"connectionId"`
		PlatformKey      string            `json:"platformKey"`
		DataType         string            `json:"dataType"`
		DatasetID        string            `json:"datasetId"`
		WebhookID        string            `json:"webhookId"`
		Authorization    map[string]string `json:"authorization"`
		Parameters       map[string]string `json:"parameters"`
		PullOperationIDs []string          `json:"pullOperationIds"`
		PollInterval     int64             `json:"pollIntervalMs"`

		CustomDataIdentifier string        `json:"customDataIdentifier"`
		PushOperationKey     string        `json:"pushOperationKey"`
		APIKeyID             string        `json:"apiKeyId"`
		ClientID             string        `json:"clientId"`
		AllowedOrigins       []string      `json:"allowedOrigins"`
		Settings             []SyncSetting `json:"settings"`
		OverridesDefaults    bool          `json:"overridesDefaults"`
		Page                 int           `json:"page"`
		PageSize             int           `json:"pageSize"`
	}
	check(t, json.Unmarshal(input, &given))
	company, product := given.CompanyID, given.ProductIdentifier
	switch operation {
	case "companies.list":
		return companies.List(ctx, request[ListCompanies](t, input), options...)
	case "companies.create":
		return companies.Create(ctx, request[CompanyRequest](t, input), options...)
	case "companies.create_many":
		input := request[createManyInput](t, input)
		return companies.CreateMany(ctx, input.Companies, input.CreateMany, options...)
	case "companies.get":
		return companies.Get(ctx, company, options...)
	case "companies.replace":
		return companies.Replace(ctx, company, request[CompanyRequest](t, input), options...)
	case "companies.update":
		return companies.Update(ctx, company, request[CompanyUpdate](t, input), options...)
	case "companies.delete":
		return nil, companies.Delete(ctx, company, options...)
	case "companies.add_product":
		return nil, companies.AddProduct(ctx, company, product, options...)
	case "companies.remove_product":
		return nil, companies.RemoveProduct(ctx, company, product, options...)
	case "companies.refresh_product_data":
		return nil, companies.RefreshProductData(ctx, company, product, given.DataTypes, options...)
	case "companies.get_access_token":
		return companies.GetAccessToken(ctx, company, options...)
	case "companies.link_url":
		return companies.LinkURL(ctx, company, given.Parameters, options...)
	case "connections.list":
		return connections.List(ctx, company, request[ListOptions](t, input), options...)
	case "connections.create":
		return connections.Create(ctx, company, given.PlatformKey, options...)
	case "connections.get":
		return connections.Get(ctx, company, given.ConnectionID, options...)
	case "connections.delete":
		return nil, connections.Delete(ctx, company, given.ConnectionID, options...)
	case "connections.unlink":
		return connections.Unlink(ctx, company, given.ConnectionID, options...)
	case "connections.update_authorization":
		return connections.UpdateAuthorization(ctx, company, given.ConnectionID, given.Authorization, options...)
	case "connections.wait_until_linked":
		wait := WaitUntilLinked{given.ConnectionID, time.Duration(given.PollInterval) * time.Millisecond}
		return connections.WaitUntilLinked(ctx, company, wait, options...)
	case "connections.needs_reauthorization":
		return connections.NeedsReauthorization(ctx, company, options...)
	case "refresh.all":
		return nil, refresh.All(ctx, company, options...)
	case "refresh.by_data_type":
		return refresh.ByDataType(ctx, company, given.DataType, given.ConnectionID, options...)
	case "refresh.queue_or_join":
		return refresh.QueueOrJoin(ctx, company, given.DataType, given.ConnectionID, options...)
	case "refresh.get_data_status":
		return refresh.GetDataStatus(ctx, company, options...)
	case "refresh.list_pull_operations":
		return refresh.ListPullOperations(ctx, company, request[ListOptions](t, input), options...)
	case "refresh.get_pull_operation":
		return refresh.GetPullOperation(ctx, company, given.DatasetID, options...)
	case "refresh.wait_until_complete":
		wait := WaitUntilComplete{given.PullOperationIDs, given.DataTypes, time.Duration(given.PollInterval) * time.Millisecond}
		return refresh.WaitUntilComplete(ctx, company, wait, options...)
	case "integrations.list":
		return integrations.List(ctx, request[ListOptions](t, input), options...)
	case "integrations.get":
		return integrations.Get(ctx, given.PlatformKey, options...)
	case "integrations.get_branding":
		return integrations.GetBranding(ctx, given.PlatformKey, options...)
	case "webhooks.list":
		return webhooks.List(ctx, options...)
	case "webhooks.create":
		return webhooks.Create(ctx, request[WebhookConsumerRequest](t, input), options...)
	case "webhooks.delete":
		return nil, webhooks.Delete(ctx, given.WebhookID, options...)
	case "groups.list":
		return groups.List(ctx, options...)
	case "groups.create":
		return groups.Create(ctx, given.Name, options...)
	case "groups.add_company":
		return groups.AddCompany(ctx, company, given.GroupID, options...)
	case "groups.remove_company":
		return nil, groups.RemoveCompany(ctx, company, given.GroupID, options...)
	case "webhooks.rotate_zapier_key":
		return webhooks.RotateZapierKey(ctx, options...)
	case "companies.get_sync_settings":
		return companies.GetSyncSettings(ctx, company, options...)
	case "companies.set_sync_settings":
		return nil, companies.SetSyncSettings(ctx, company, given.Settings, given.OverridesDefaults, options...)
	case "refresh.get_validation_results":
		return refresh.GetValidationResults(ctx, company, given.DatasetID, options...)
	case "settings.get_profile":
		return settings.GetProfile(ctx, options...)
	case "settings.update_profile":
		return settings.UpdateProfile(ctx, request[Profile](t, input), options...)
	case "settings.get_sync_settings":
		return settings.GetSyncSettings(ctx, options...)
	case "settings.update_sync_settings":
		return nil, settings.UpdateSyncSettings(ctx, given.ClientID, given.Settings, given.OverridesDefaults, options...)
	case "settings.get_cors_settings":
		return settings.GetCORSSettings(ctx, options...)
	case "settings.set_cors_settings":
		return settings.SetCORSSettings(ctx, given.AllowedOrigins, options...)
	case "settings.list_api_keys":
		return settings.ListAPIKeys(ctx, options...)
	case "settings.create_api_key":
		return settings.CreateAPIKey(ctx, given.Name, options...)
	case "settings.delete_api_key":
		return nil, settings.DeleteAPIKey(ctx, given.APIKeyID, options...)
	case "connection_management.get_access_token":
		return management.GetAccessToken(ctx, company, options...)
	case "connection_management.get_cors_settings":
		return management.GetCORSSettings(ctx, options...)
	case "connection_management.set_cors_settings":
		return management.SetCORSSettings(ctx, given.AllowedOrigins, options...)
	case "push.get_model_options":
		return push.GetModelOptions(ctx, company, given.ConnectionID, given.DataType, options...)
	case "push.list_operations":
		return push.ListOperations(ctx, company, request[ListOptions](t, input), options...)
	case "push.get_operation":
		return push.GetOperation(ctx, company, given.PushOperationKey, options...)
	case "supplemental_data.configure":
		configuration := request[SupplementalDataConfiguration](t, input)
		return nil, supplemental.Configure(ctx, given.PlatformKey, given.DataType, configuration, options...)
	case "supplemental_data.get_configuration":
		return supplemental.GetConfiguration(ctx, given.PlatformKey, given.DataType, options...)
	case "custom_data_types.configure":
		configuration := request[CustomDataTypeConfiguration](t, input)
		return custom.Configure(ctx, given.PlatformKey, given.CustomDataIdentifier, configuration, options...)
	case "custom_data_types.get_configuration":
		return custom.GetConfiguration(ctx, given.PlatformKey, given.CustomDataIdentifier, options...)
	case "custom_data_types.refresh":
		return custom.Refresh(ctx, company, given.ConnectionID, given.CustomDataIdentifier, options...)
	case "custom_data_types.list_records":
		return custom.ListRecords(
			ctx, company, given.ConnectionID, given.CustomDataIdentifier, given.Page, given.PageSize, options...)
	}
	t.Fatalf("the runner does not know %s", operation)
	return nil, nil
}

// anyRequest sends any request with the fields of a scenario's input.
func anyRequest(
	ctx context.Context, client *Client, method string, input json.RawMessage, options []CallOption,
) (any, error) {
	var given anyInput
	if err := json.Unmarshal(input, &given); err != nil {
		return nil, err
	}
	if given.Page > 0 {
		given.Query["page"] = given.Page
	}
	if method == "LIST" {
		method = "GET"
	}
	var result json.RawMessage
	err := client.Request(ctx, method, given.Path, Request{Query: given.Query, Body: given.Body}, &result, options...)
	return result, err
}

// iterateAny goes through any list.
func iterateAny(
	ctx context.Context, client *Client, input json.RawMessage, options []CallOption,
) (any, error) {
	var given anyInput
	if err := json.Unmarshal(input, &given); err != nil {
		return nil, err
	}
	all := []any{}
	request := ListRequest{Path: given.Path, Query: given.Query, Page: given.Page}
	for row, err := range All[any](ctx, client, request, options...) {
		if err != nil {
			return nil, err
		}
		all = append(all, *row)
	}
	return all, nil
}

// iterate goes through all pages of a list operation.
func iterate(
	t *testing.T, ctx context.Context, client *Client, operation string, input json.RawMessage, options []CallOption,
) (any, error) {
	var given recordListInput
	check(t, json.Unmarshal(input, &given))
	company, connection, custom := given.CompanyID, given.ConnectionID, given.CustomDataIdentifier
	switch operation {
	case "companies.list":
		return collected(client.Companies.All(ctx, request[ListCompanies](t, input), options...))
	case "connections.list":
		return collected(client.Connections.All(ctx, company, request[ListOptions](t, input), options...))
	case "refresh.list_pull_operations":
		return collected(client.Refresh.AllPullOperations(ctx, company, request[ListOptions](t, input), options...))
	case "integrations.list":
		return collected(client.Integrations.All(ctx, request[ListOptions](t, input), options...))
	case "push.list_operations":
		return collected(client.Push.AllOperations(ctx, company, request[ListOptions](t, input), options...))
	case "custom_data_types.list_records":
		return collected(client.CustomDataTypes.AllRecords(ctx, company, connection, custom, given.PageSize, options...))
	}
	t.Fatalf("the runner cannot iterate %s", operation)
	return nil, nil
}

// collected are all rows, or the error that ended them.
func collected[T any](rows iter.Seq2[*T, error]) ([]*T, error) {
	all := []*T{}
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// request reads a scenario's input, which has identifiers beside the request's fields.
func request[T any](t *testing.T, input json.RawMessage) T {
	var members map[string]json.RawMessage
	check(t, json.Unmarshal(input, &members))
	delete(members, "companyId")
	var read T
	strictly(t, must(json.Marshal(members)), &read)
	return read
}

// memberOptions has the option for each field of a client's configuration.
var memberOptions = map[string]func(json.RawMessage) Option{
	"apiKey":            member(WithAPIKey),
	"authHeader":        member(WithAuthHeader),
	"baseUrl":           member(WithBaseURL),
	"allowHttp":         member(WithAllowHTTP),
	"timeoutMs":         duration(WithTimeout),
	"attemptTimeoutMs":  duration(WithAttemptTimeout),
	"connectTimeoutMs":  duration(WithConnectTimeout),
	"maxRetries":        member(WithMaxRetries),
	"retryDelayMs":      duration(WithRetryDelay),
	"maxConnections":    member(WithMaxConnections),
	"requestsPerMinute": member(WithRequestsPerMinute),
	"maxResponseBytes":  member(WithMaxResponseBytes),
	"proxy":             member(WithProxy),
	"userAgent":         member(WithUserAgent),
	"rootCertificates":  member(WithRootCertificates),
}

func configured(t *testing.T, members map[string]json.RawMessage) []Option {
	var options []Option
	for name, value := range members {
		option, ok := memberOptions[name]
		if !ok {
			t.Fatalf("there is no option for %s", name)
		}
		options = append(options, option(value))
	}
	return options
}

func member[T any](with func(T) Option) func(json.RawMessage) Option {
	return func(raw json.RawMessage) Option {
		var value T
		if err := json.Unmarshal(raw, &value); err != nil {
			panic(err)
		}
		return with(value)
	}
}

func duration(with func(time.Duration) Option) func(json.RawMessage) Option {
	return member(func(ms int64) Option { return with(time.Duration(ms) * time.Millisecond) })
}
