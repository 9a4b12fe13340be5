package codat

import (
	"context"
	"iter"
)

// Refresh has the operations that pull data; see [Client]. Every method may fail with an [*Error].
type Refresh struct{ shared *caller }

func (r *Refresh) caller() *caller { return (*service)(r).caller() }

// All queues a pull of all data that is set up for a company. This is the service's operation refresh-company-data.
func (r *Refresh) All(ctx context.Context, companyID string, options ...CallOption) error {
	return r.caller().call(ctx, "refresh.all", companyInput{companyID}, options, nil)
}

// ByDataType queues a pull of one type of data, such as "invoices" or "banking-accounts": from this connection, or
// from one that the service chooses if connectionID is empty. If one is running already, it fails with [ErrConflict].
// This is the service's operation refresh-data-type.
func (r *Refresh) ByDataType(
	ctx context.Context, companyID, dataType, connectionID string, options ...CallOption,
) (*PullOperation, error) {
	input := dataTypeInput{companyID, dataType, connectionID}
	return ask[PullOperation](ctx, r.caller(), "refresh.by_data_type", input, options)
}

// QueueOrJoin queues a pull of one type of data, as [Refresh.ByDataType] does, or returns the one that is running. The
// service pulls data by itself when a customer has linked, so use this method after linking. If its outcome is unknown,
// call it again: it finds the pull.
func (r *Refresh) QueueOrJoin(
	ctx context.Context, companyID, dataType, connectionID string, options ...CallOption,
) (*PullOperation, error) {
	input := dataTypeInput{companyID, dataType, connectionID}
	return ask[PullOperation](ctx, r.caller(), queueOrJoin, input, options)
}

// GetDataStatus returns how far each type of data of a company is. This is the service's operation
// get-company-data-status.
func (r *Refresh) GetDataStatus(
	ctx context.Context, companyID string, options ...CallOption,
) (DataStatuses, error) {
	var statuses DataStatuses
	err := r.caller().call(ctx, "refresh.get_data_status", companyInput{companyID}, options, &statuses)
	return statuses, err
}

// ListPullOperations lists a company's pull operations, a page at a time. [Refresh.AllPullOperations] goes through
// all pages. This is the service's operation list-pull-operations.
func (r *Refresh) ListPullOperations(
	ctx context.Context, companyID string, request ListOptions, options ...CallOption,
) (*Page[PullOperation], error) {
	input := listInput{companyInput{companyID}, request}
	return ask[Page[PullOperation]](ctx, r.caller(), "refresh.list_pull_operations", input, options)
}

// AllPullOperations goes through a company's pull operations, as [Companies.All] goes through companies. This is the
// service's operation list-pull-operations.
func (r *Refresh) AllPullOperations(
	ctx context.Context, companyID string, request ListOptions, options ...CallOption,
) iter.Seq2[*PullOperation, error] {
	input := listInput{companyInput{companyID}, request}
	return pages[PullOperation](ctx, r.caller(), "refresh.list_pull_operations", input, options)
}

// GetPullOperation gets a pull operation, by its ID. This is the service's operation get-pull-operation.
func (r *Refresh) GetPullOperation(
	ctx context.Context, companyID, datasetID string, options ...CallOption,
) (*PullOperation, error) {
	input := datasetInput{companyID, datasetID}
	return ask[PullOperation](ctx, r.caller(), "refresh.get_pull_operation", input, options)
}

// WaitUntilComplete waits until data has been pulled, well or badly: the pull operations that the request names,
// or the types of data, or all of it. It waits until the deadline of ctx, 30 minutes if ctx has none.
func (r *Refresh) WaitUntilComplete(
	ctx context.Context, companyID string, request WaitUntilComplete, options ...CallOption,
) (*RefreshOutcome, error) {
	interval := milliseconds(request.PollInterval)
	input := completeInput{companyID, request.PullOperationIDs, request.DataTypes, interval}
	return ask[RefreshOutcome](ctx, r.caller(), "refresh.wait_until_complete", input, options)
}

// GetValidationResults gets the warnings and errors that the service found in the data of a pull operation. This is
// the service's operation get-read-validation-results.
func (r *Refresh) GetValidationResults(
	ctx context.Context, companyID, datasetID string, options ...CallOption,
) (*ValidationResults, error) {
	input := datasetInput{companyID, datasetID}
	return ask[ValidationResults](ctx, r.caller(), "refresh.get_validation_results", input, options)
}
