package codat

import "encoding/json"

// PullOperation is one pull of one type of data from one connection.
type PullOperation struct {
	// ID is its identifier, which operations call datasetId.
	ID string `json:"id" required:"true"`
	// CompanyID is the company.
	CompanyID string `json:"companyId,omitzero"`
	// ConnectionID is the connection that data is pulled from.
	ConnectionID string `json:"connectionId,omitzero"`
	// DataType is what is pulled, such as invoices or banking-accounts.
	DataType string `json:"dataType"`
	// Status is how far it is.
	Status PullStatus `json:"status"`
	// StatusDescription is words about the status.
	StatusDescription string `json:"statusDescription,omitzero"`
	// ErrorMessage is what went wrong.
	ErrorMessage string `json:"errorMessage,omitzero"`
	// Requested is when it was requested: ISO 8601, UTC, sometimes without the trailing Z.
	Requested string `json:"requested,omitzero"`
	// Completed is when it ended, written as requested is.
	Completed string `json:"completed,omitzero"`
	// Progress is how far it is, in percent.
	Progress int64 `json:"progress"`
	// IsCompleted says whether it ended well.
	IsCompleted bool `json:"isCompleted"`
	// IsErrored says whether it ended badly.
	IsErrored bool `json:"isErrored"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (p *PullOperation) UnmarshalJSON(data []byte) error {
	return decodeModel(data, p)
}

// MarshalJSON also writes unknown fields.
func (p PullOperation) MarshalJSON() ([]byte, error) {
	type plain PullOperation
	return encodeModel(plain(p), p.Extra)
}

// DataStatus is how far a type of data is.
type DataStatus struct {
	// DataType is which type.
	DataType string `json:"dataType"`
	// CurrentStatus is how far its last pull is; empty for a type that was never pulled.
	CurrentStatus PullStatus `json:"currentStatus,omitzero"`
	// LastSuccessfulSync is when it was last pulled well: ISO 8601, UTC, sometimes without the trailing Z.
	LastSuccessfulSync string `json:"lastSuccessfulSync,omitzero"`
	// LatestSyncID is the last pull operation.
	LatestSyncID string `json:"latestSyncId,omitzero"`
	// LatestSuccessfulSyncID is the last pull operation that ended well.
	LatestSuccessfulSyncID string `json:"latestSuccessfulSyncId,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (d *DataStatus) UnmarshalJSON(data []byte) error {
	return decodeModel(data, d)
}

// MarshalJSON also writes unknown fields.
func (d DataStatus) MarshalJSON() ([]byte, error) {
	type plain DataStatus
	return encodeModel(plain(d), d.Extra)
}

// DataStatuses has the status of each type of data, such as "invoices"; what is missing was never pulled.
type DataStatuses map[string]*DataStatus

// RefreshOutcome is the outcome of pulling data; see [Refresh.WaitUntilComplete].
type RefreshOutcome struct {
	// Failed says whether any item failed.
	Failed bool `json:"failed"`
	// Items are the outcomes of each.
	Items []RefreshItem `json:"items"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (r *RefreshOutcome) UnmarshalJSON(data []byte) error {
	return decodeModel(data, r)
}

// MarshalJSON also writes unknown fields.
func (r RefreshOutcome) MarshalJSON() ([]byte, error) {
	type plain RefreshOutcome
	return encodeModel(plain(r), r.Extra)
}

// RefreshItem is the outcome of one pull operation or type of data.
type RefreshItem struct {
	// DataType is the type of data.
	DataType string `json:"dataType"`
	// Failed says whether it failed; also true if nothing was ever pulled for a data type that was named.
	Failed bool `json:"failed"`
	// PullOperation is the pull operation, if pull operations were named.
	PullOperation *PullOperation `json:"pullOperation,omitzero"`
	// DataStatus is the status of the data type, if no pull operations were named.
	DataStatus *DataStatus `json:"dataStatus,omitzero"`
	// Extra has the fields that this version does not know.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps unknown fields.
func (r *RefreshItem) UnmarshalJSON(data []byte) error {
	return decodeModel(data, r)
}

// MarshalJSON also writes unknown fields.
func (r RefreshItem) MarshalJSON() ([]byte, error) {
	type plain RefreshItem
	return encodeModel(plain(r), r.Extra)
}

// PullStatus is how far a pull of data is. A value that the service adds later is kept as it came.
type PullStatus string

// The values of [PullStatus] known to this version.
const (
	// PullStatusInitial: made, and not yet queued.
	PullStatusInitial PullStatus = "Initial"
	// PullStatusQueued: waiting for its turn.
	PullStatusQueued PullStatus = "Queued"
	// PullStatusFetching: being fetched from the software.
	PullStatusFetching PullStatus = "Fetching"
	// PullStatusMapQueued: waiting to be mapped.
	PullStatusMapQueued PullStatus = "MapQueued"
	// PullStatusMapping: being converted to the service's format.
	PullStatusMapping PullStatus = "Mapping"
	// PullStatusComplete: ended well.
	PullStatusComplete PullStatus = "Complete"
	// PullStatusFetchError: ended: it could not be fetched.
	PullStatusFetchError PullStatus = "FetchError"
	// PullStatusMapError: ended: it could not be converted to the service's format.
	PullStatusMapError PullStatus = "MapError"
	// PullStatusInternalError: ended: the service failed.
	PullStatusInternalError PullStatus = "InternalError"
	// PullStatusProcessingQueued: waiting to be processed.
	PullStatusProcessingQueued PullStatus = "ProcessingQueued"
	// PullStatusProcessing: being processed.
	PullStatusProcessing PullStatus = "Processing"
	// PullStatusProcessingError: ended: it could not be processed.
	PullStatusProcessingError PullStatus = "ProcessingError"
	// PullStatusValidationQueued: waiting to be validated.
	PullStatusValidationQueued PullStatus = "ValidationQueued"
	// PullStatusValidating: being validated.
	PullStatusValidating PullStatus = "Validating"
	// PullStatusValidationError: ended: it is not valid.
	PullStatusValidationError PullStatus = "ValidationError"
	// PullStatusAuthError: ended: the software refused access.
	PullStatusAuthError PullStatus = "AuthError"
	// PullStatusCancelled: ended: it was cancelled.
	PullStatusCancelled PullStatus = "Cancelled"
	// PullStatusNotSupported: ended: the software has no such data. Not a failure.
	PullStatusNotSupported PullStatus = "NotSupported"
	// PullStatusRateLimitError: ended: too many requests to the software.
	PullStatusRateLimitError PullStatus = "RateLimitError"
	// PullStatusPermissionsError: ended: the customer's user may not see it.
	PullStatusPermissionsError PullStatus = "PermissionsError"
	// PullStatusPrerequisiteNotMet: ended: data that it builds on is missing.
	PullStatusPrerequisiteNotMet PullStatus = "PrerequisiteNotMet"
)
