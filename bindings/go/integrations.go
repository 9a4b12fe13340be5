package codat

import (
	"context"
	"iter"
)

// Integrations has the operations on integrations, the software that customers can connect; see [Client]. Every
// method may fail with an [*Error].
type Integrations struct{ shared *caller }

func (i *Integrations) caller() *caller { return (*service)(i).caller() }

// List lists integrations, a page at a time. [Integrations.All] goes through all pages. This is the service's
// operation list-integrations.
func (i *Integrations) List(
	ctx context.Context, request ListOptions, options ...CallOption,
) (*Page[Integration], error) {
	return ask[Page[Integration]](ctx, i.caller(), "integrations.list", request, options)
}

// All goes through all integrations, as [Companies.All] goes through companies. This is the service's operation
// list-integrations.
func (i *Integrations) All(
	ctx context.Context, request ListOptions, options ...CallOption,
) iter.Seq2[*Integration, error] {
	return pages[Integration](ctx, i.caller(), "integrations.list", request, options)
}

// Get gets an integration by its key of four letters. This is the service's operation get-integration.
func (i *Integrations) Get(ctx context.Context, platformKey string, options ...CallOption) (*Integration, error) {
	return ask[Integration](ctx, i.caller(), "integrations.get", keyInput{platformKey}, options)
}

// GetBranding gets an integration's logo and button. This is the service's operation get-integrations-branding.
func (i *Integrations) GetBranding(
	ctx context.Context, platformKey string, options ...CallOption,
) (*Branding, error) {
	return ask[Branding](ctx, i.caller(), "integrations.get_branding", keyInput{platformKey}, options)
}
