package codat

import (
	"context"
	"iter"
)

// Push has the operations on pushes: records that were written to the customer's software; see [Client]. Every
// method may fail with an [*Error].
type Push struct{ shared *caller }

func (p *Push) caller() *caller { return (*service)(p).caller() }

// GetModelOptions gets what a record of a data type may hold in the customer's software. This is the service's
// operation get-create-update-model-options-by-data-type.
func (p *Push) GetModelOptions(
	ctx context.Context, companyID, connectionID, dataType string, options ...CallOption,
) (*PushOption, error) {
	input := optionsInput{companyID, connectionID, dataType}
	return ask[PushOption](ctx, p.caller(), "push.get_model_options", input, options)
}

// ListOperations lists a company's push operations, a page at a time. [Push.AllOperations] goes through all pages.
// This is the service's operation get-company-push-history.
func (p *Push) ListOperations(
	ctx context.Context, companyID string, request ListOptions, options ...CallOption,
) (*Page[PushOperation], error) {
	input := listInput{companyInput{companyID}, request}
	return ask[Page[PushOperation]](ctx, p.caller(), "push.list_operations", input, options)
}

// AllOperations goes through a company's push operations, as [Companies.All] goes through companies. This is the
// service's operation get-company-push-history.
func (p *Push) AllOperations(
	ctx context.Context, companyID string, request ListOptions, options ...CallOption,
) iter.Seq2[*PushOperation, error] {
	input := listInput{companyInput{companyID}, request}
	return pages[PushOperation](ctx, p.caller(), "push.list_operations", input, options)
}

// GetOperation gets a push operation. This is the service's operation get-push-operation.
func (p *Push) GetOperation(
	ctx context.Context, companyID, pushOperationKey string, options ...CallOption,
) (*PushOperation, error) {
	input := pushInput{companyID, pushOperationKey}
	return ask[PushOperation](ctx, p.caller(), "push.get_operation", input, options)
}
