package codat

import "context"

// SupplementalData has the operations on supplemental data: further properties of the usual data types; see
// [Client]. Every method may fail with an [*Error].
type SupplementalData struct{ shared *caller }

func (s *SupplementalData) caller() *caller { return (*service)(s).caller() }

// Configure sets which further properties of a data type are pulled from an integration, and pushed to it. This is
// the service's operation configure-supplemental-data.
// It has no idempotency key: if the outcome of a call is unknown, call again, the result is the same.
func (s *SupplementalData) Configure(
	ctx context.Context, platformKey, dataType string, configuration SupplementalDataConfiguration, options ...CallOption,
) error {
	input := supplementalConfigInput{supplementalInput{platformKey, dataType}, configuration.SupplementalDataConfig}
	return s.caller().call(ctx, "supplemental_data.configure", input, options, nil)
}

// GetConfiguration gets which further properties of a data type are pulled and pushed. This is the service's
// operation get-supplemental-data-configuration.
func (s *SupplementalData) GetConfiguration(
	ctx context.Context, platformKey, dataType string, options ...CallOption,
) (*SupplementalDataConfiguration, error) {
	input := supplementalInput{platformKey, dataType}
	return ask[SupplementalDataConfiguration](ctx, s.caller(), "supplemental_data.get_configuration", input, options)
}
