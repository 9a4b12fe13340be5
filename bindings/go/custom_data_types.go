package codat

import (
	"context"
	"iter"
)

// CustomDataTypes has the operations on custom data types: data that is none of the usual types; see [Client].
// Every method may fail with an [*Error].
type CustomDataTypes struct{ shared *caller }

func (c *CustomDataTypes) caller() *caller { return (*service)(c).caller() }

// Configure creates or changes a custom data type of an integration. This is the service's operation
// configure-custom-data-type.
// It has no idempotency key: if the outcome of a call is unknown, call again, the result is the same.
func (c *CustomDataTypes) Configure(
	ctx context.Context, platformKey, customDataIdentifier string, configuration CustomDataTypeConfiguration,
	options ...CallOption,
) (*CustomDataTypeConfiguration, error) {
	input := customConfigInput{
		customInput{platformKey, customDataIdentifier},
		configuration.DataSource, configuration.RequiredData, configuration.KeyBy, configuration.SourceModifiedDate,
	}
	return ask[CustomDataTypeConfiguration](ctx, c.caller(), "custom_data_types.configure", input, options)
}

// GetConfiguration gets the configuration of a custom data type. This is the service's operation
// get-custom-data-type-configuration.
func (c *CustomDataTypes) GetConfiguration(
	ctx context.Context, platformKey, customDataIdentifier string, options ...CallOption,
) (*CustomDataTypeConfiguration, error) {
	input := customInput{platformKey, customDataIdentifier}
	return ask[CustomDataTypeConfiguration](ctx, c.caller(), "custom_data_types.get_configuration", input, options)
}

// Refresh queues a pull of a custom data type from one connection. If one is running already, it fails with
// [ErrConflict]. This is the service's operation refresh-custom-data-type.
func (c *CustomDataTypes) Refresh(
	ctx context.Context, companyID, connectionID, customDataIdentifier string, options ...CallOption,
) (*PullOperation, error) {
	input := recordsInput{companyID, connectionID, customDataIdentifier}
	return ask[PullOperation](ctx, c.caller(), "custom_data_types.refresh", input, options)
}

// ListRecords lists the records of a custom data type that were pulled from a connection, a page at a time.
// [CustomDataTypes.AllRecords] goes through all pages. Pages are counted from 1, and have up to 5000 rows; 0 for
// the first page, or 100 rows. This is the service's operation list-custom-data-type-records.
func (c *CustomDataTypes) ListRecords(
	ctx context.Context, companyID, connectionID, customDataIdentifier string, page, pageSize int, options ...CallOption,
) (*Page[CustomDataTypeRecord], error) {
	input := recordListInput{recordsInput{companyID, connectionID, customDataIdentifier}, page, pageSize}
	return ask[Page[CustomDataTypeRecord]](ctx, c.caller(), "custom_data_types.list_records", input, options)
}

// AllRecords goes through the records of all pages, as [Companies.All] goes through companies. This is the
// service's operation list-custom-data-type-records.
func (c *CustomDataTypes) AllRecords(
	ctx context.Context, companyID, connectionID, customDataIdentifier string, pageSize int, options ...CallOption,
) iter.Seq2[*CustomDataTypeRecord, error] {
	input := recordListInput{recordsInput{companyID, connectionID, customDataIdentifier}, 0, pageSize}
	return pages[CustomDataTypeRecord](ctx, c.caller(), "custom_data_types.list_records", input, options)
}
