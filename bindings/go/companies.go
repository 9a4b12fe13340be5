package codat

import (
	"context"
	"iter"
	"slices"
)

// Companies has the operations on companies; see [Client]. Every method may fail with an [*Error].
type Companies struct{ shared *caller }

func (c *Companies) caller() *caller { return (*service)(c).caller() }

// List lists companies, a page at a time: the first page of all of them if the request is empty. [Companies.All] goes
// through all pages. This is the service's operation list-companies.
func (c *Companies) List(
	ctx context.Context, request ListCompanies, options ...CallOption,
) (*Page[Company], error) {
	return ask[Page[Company]](ctx, c.caller(), "companies.list", request, options)
}

// All goes through the companies of all pages, from the request's page on. While the loop works on one page the next
// is fetched, and never more than that one. After an error it ends; so does what is fetched ahead when the loop is
// left. The options are those of the call for each page, a deadline of ctx is for all of them together. This is the
// service's operation list-companies.
func (c *Companies) All(
	ctx context.Context, request ListCompanies, options ...CallOption,
) iter.Seq2[*Company, error] {
	return pages[Company](ctx, c.caller(), "companies.list", request, options)
}

// Create creates a company. A lost response never makes a second one: if the error has OutcomeUnknown, repeat the
// call with [IdempotencyKey] and the error's key. Keep the company's ID; send the customer to its Redirect. This is
// the service's operation create-company.
func (c *Companies) Create(
	ctx context.Context, request CompanyRequest, options ...CallOption,
) (*Company, error) {
	return ask[Company](ctx, c.caller(), "companies.create", request, options)
}

// CreateMany creates many companies, each exactly once, several at a time. If the run is interrupted at any point, even
// by the end of the process, start it again with the same list and the same journal: it resumes, and creates
// no company twice.
//
// It succeeds even if companies failed, or the run was stopped by a failure that all others would share: see the
// outcome. If ctx ends while it runs, or Progress ends it, there is an error and an outcome too: nothing further is
// begun, and the ended context leaves the companies in flight of unknown fate, which the journal knows. A deadline of ctx
// is for the whole run; without one it has a day. Retries and timeouts of each create are the client's.
func (c *Companies) CreateMany(
	ctx context.Context, companies []CompanyRequest, request CreateMany, options ...CallOption,
) (*CreateManyOutcome, error) {
	input := createManyInput{append([]CompanyRequest{}, companies...), request}
	heard := &listener{report: func(event []byte) error { return request.report(ctx, event) }}
	if request.Progress != nil {
		options = slices.Concat(options, []CallOption{func(o *callOptions) { o.listener = heard }})
	}
	outcome, err := ask[CreateManyOutcome](ctx, c.caller(), createMany, input, options)
	raised := heard.raise()
	switch {
	case err != nil:
		return nil, err
	case raised != nil:
		return outcome, raised
	default:
		return outcome, outcome.stopped(ctx)
	}
}

// Get gets a company. This is the service's operation get-company.
func (c *Companies) Get(ctx context.Context, companyID string, options ...CallOption) (*Company, error) {
	return ask[Company](ctx, c.caller(), "companies.get", companyInput{companyID}, options)
}

// Replace replaces a company's name, description and tags: what is not given is cleared. Groups are replaced if
// given, and kept otherwise. This is the service's operation replace-company. It has no idempotency key: if the
// outcome of a call is unknown, call again, the result is the same.
func (c *Companies) Replace(
	ctx context.Context, companyID string, request CompanyRequest, options ...CallOption,
) (*Company, error) {
	input := replaceInput{companyInput{companyID}, request}
	return ask[Company](ctx, c.caller(), "companies.replace", input, options)
}

// Update changes what is given of a company's name, description and tags, and leaves the rest. This is the service's
// operation update-company.
func (c *Companies) Update(
	ctx context.Context, companyID string, request CompanyUpdate, options ...CallOption,
) (*Company, error) {
	input := updateInput{companyInput{companyID}, request}
	return ask[Company](ctx, c.caller(), "companies.update", input, options)
}

// Delete deletes a company with its connections and data, for good. This is the service's operation delete-company.
// It has no idempotency key: if the outcome of a call is unknown, call again; [ErrNotFound] then means that it is
// done.
func (c *Companies) Delete(ctx context.Context, companyID string, options ...CallOption) error {
	return c.caller().call(ctx, "companies.delete", companyInput{companyID}, options, nil)
}

// AddProduct enables a product, such as "lending", for a company. This is the service's operation add-product. It has
// no idempotency key: if the outcome of a call is unknown, call again, the result is the same.
func (c *Companies) AddProduct(
	ctx context.Context, companyID, productIdentifier string, options ...CallOption,
) error {
	input := productInput{companyID, productIdentifier}
	return c.caller().call(ctx, "companies.add_product", input, options, nil)
}

// RemoveProduct disables a product for a company. This is the service's operation remove-product. It has no
// idempotency key: if the outcome of a call is unknown, call again; [ErrNotFound] then means that it is done.
func (c *Companies) RemoveProduct(
	ctx context.Context, companyID, productIdentifier string, options ...CallOption,
) error {
	input := productInput{companyID, productIdentifier}
	return c.caller().call(ctx, "companies.remove_product", input, options, nil)
}

// RefreshProductData queues a refresh of a custom product's data for a company: of these types of data, or of all if
// dataTypes is nil. This is the service's operation refresh-product-data.
func (c *Companies) RefreshProductData(
	ctx context.Context, companyID, productIdentifier string, dataTypes []string, options ...CallOption,
) error {
	input := refreshInput{productInput{companyID, productIdentifier}, dataTypes}
	return c.caller().call(ctx, "companies.refresh_product_data", input, options, nil)
}

// GetAccessToken gets a token, valid for a day, for the service's embeddable user interfaces. It is a secret. This is
// the service's operation get-company-access-token.
func (c *Companies) GetAccessToken(
	ctx context.Context, companyID string, options ...CallOption,
) (*AccessToken, error) {
	return ask[AccessToken](ctx, c.caller(), "companies.get_access_token", companyInput{companyID}, options)
}

// LinkURL makes the URL to send a customer to: the company's Redirect with parameters added, which are encoded
// here and may be nil. The redirect URL set up in the portal passes on those that it names in braces. One call of
// get-company.
func (c *Companies) LinkURL(
	ctx context.Context, companyID string, parameters map[string]string, options ...CallOption,
) (*LinkURL, error) {
	return ask[LinkURL](ctx, c.caller(), "companies.link_url", linkInput{companyInput{companyID}, parameters}, options)
}

// GetSyncSettings gets a company's sync settings: which data types are pulled, how often, and how far back. This is
// the service's operation get-company-syncSettings.
func (c *Companies) GetSyncSettings(
	ctx context.Context, companyID string, options ...CallOption,
) (*SyncSettings, error) {
	return ask[SyncSettings](ctx, c.caller(), "companies.get_sync_settings", companyInput{companyID}, options)
}

// SetSyncSettings replaces a company's sync settings. With overridesDefaults these settings are used instead of the
// service's defaults. This is the service's operation set-company-syncSettings.
func (c *Companies) SetSyncSettings(
	ctx context.Context, companyID string, settings []SyncSetting, overridesDefaults bool, options ...CallOption,
) error {
	input := companySyncInput{companyID, syncInput{orEmpty(settings), overridesDefaults}}
	return c.caller().call(ctx, "companies.set_sync_settings", input, options, nil)
}
