package codat

import (
	"encoding/json"
	"strings"
	"time"
)

// ErrorKind is the kind of a failure: what a program decides by. The kinds below are errors themselves, to be
// matched with errors.Is:
//
//	if errors.Is(err, codat.ErrNotFound) { … }
//
// Later versions of the library may add kinds; match one that has no constant yet by its name, as in
// ErrorKind("…").
type ErrorKind string

// The kinds of failures.
const (
	// ErrInvalidArgument: the input or the configuration was refused here; nothing was sent.
	ErrInvalidArgument ErrorKind = "invalid_argument"
	// ErrBadRequest: the service refused the request as malformed (400, or another 4xx without a kind here).
	ErrBadRequest ErrorKind = "bad_request"
	// ErrUnauthorized: the API key is wrong (401).
	ErrUnauthorized ErrorKind = "unauthorized"
	// ErrPaymentRequired: the account's limit is reached, for example of companies on a free plan (402).
	ErrPaymentRequired ErrorKind = "payment_required"
	// ErrForbidden: the API key may not do this (403).
	ErrForbidden ErrorKind = "forbidden"
	// ErrNotFound: there is no such company, group or other resource (404).
	ErrNotFound ErrorKind = "not_found"
	// ErrConflict: the request conflicts with the present state, for example a group limit (409).
	ErrConflict ErrorKind = "conflict"
	// ErrUnprocessable: the idempotency key was used before with another request (422).
	ErrUnprocessable ErrorKind = "unprocessable"
	// ErrRateLimited: too many requests, or the daily quota is used up (429). See Error.RetryAfter.
	ErrRateLimited ErrorKind = "rate_limited"
	// ErrServer: the service failed or is in maintenance (5xx).
	ErrServer ErrorKind = "server"
	// ErrUnexpectedResponse: the answer is not what it should be: not JSON, cut short, too large, a redirect.
	ErrUnexpectedResponse ErrorKind = "unexpected_response"
	// ErrConnection: no connection, or it broke before the answer was complete.
	ErrConnection ErrorKind = "connection"
	// ErrTimeout: no answer within the time allowed. Where that was the deadline of the call's context, the
	// error matches context.DeadlineExceeded too.
	ErrTimeout ErrorKind = "timeout"
	// ErrCancelled: the call's context was cancelled; the error matches context.Canceled too.
	ErrCancelled ErrorKind = "cancelled"
	// ErrPanic: a defect of the library: please report it. The library remains usable.
	ErrPanic ErrorKind = "panic"
	// ErrOutOfMemory: there was not enough memory for the answer. The library remains usable.
	ErrOutOfMemory ErrorKind = "out_of_memory"
	// ErrInvalidHandle: the client or the sandbox was closed.
	ErrInvalidHandle ErrorKind = "invalid_handle"
	// ErrUnsupported: the library was built without the sandbox, or is of another version than this package.
	ErrUnsupported ErrorKind = "unsupported"
	// ErrSandbox: the sandbox could not be started, or failed.
	ErrSandbox ErrorKind = "sandbox"
	// ErrWebhookMissingHeader: a webhook lacks one of its three headers.
	ErrWebhookMissingHeader ErrorKind = "webhook_missing_header"
	// ErrWebhookStale: a webhook is genuine but older than the tolerance: late, or sent again by somebody else.
	ErrWebhookStale ErrorKind = "webhook_stale"
	// ErrWebhookFuture: a webhook is genuine but its time is ahead by more than the tolerance: a clock is wrong.
	ErrWebhookFuture ErrorKind = "webhook_future"
	// ErrWebhookBadSignature: no signature of a webhook fits: it is not the service's, or was changed.
	ErrWebhookBadSignature ErrorKind = "webhook_bad_signature"
	// ErrWebhookMalformed: a header of a webhook is no timestamp or signature, or its body is no object.
	ErrWebhookMalformed ErrorKind = "webhook_malformed"
)

// Error is the kind in words.
func (k ErrorKind) Error() string { return "codat: " + strings.ReplaceAll(string(k), "_", " ") }

// Error is a failure of anything in this package. Get at it with errors.As. It never holds secrets.
type Error struct {
	// Kind of the failure; errors.Is(err, codat.ErrNotFound) compares with it.
	Kind ErrorKind `json:"kind"`
	// Message tells people what happened.
	Message string `json:"message"`
	// Operation that was called, such as "companies.create"; empty outside of calls.
	Operation string `json:"operation,omitzero"`
	// Member of the input or configuration that was refused, such as "name" or "tags.region".
	Member string `json:"member,omitzero"`
	// HTTPStatus of the answer; 0 where there was none.
	HTTPStatus int `json:"httpStatus,omitzero"`
	// CorrelationID is the service's identifier of this failure: quote it to support.
	CorrelationID string `json:"correlationId,omitzero"`
	// DetailedErrorCode is the service's machine-readable code of the failure; 0 where it told none.
	DetailedErrorCode int64 `json:"detailedErrorCode,omitzero"`
	// Validation has the service's validation errors and warnings, as it sent them.
	Validation json.RawMessage `json:"validation,omitzero"`
	// Retryable tells whether the same call may succeed later.
	Retryable bool `json:"retryable"`
	// OutcomeUnknown tells whether the service may have done the work although the call failed. Repeat such a
	// call only with IdempotencyKey(err.Meta.IdempotencyKey), so that the work is not done twice.
	OutcomeUnknown bool `json:"outcomeUnknown"`
	// RetryAfter is how long the service asked to wait before the next request; 0 where it did not.
	RetryAfter time.Duration `json:"-"`
	// Meta is what is known about the call itself.
	Meta Meta `json:"-"`

	// cause is the error of the context that ended the call, if one did.
	cause error
}

// Error tells the operation, what happened, and the correlation id if there is one.
func (e *Error) Error() string {
	message := "codat: "
	if e.Operation != "" {
		message += e.Operation + ": "
	}
	message += e.Message
	if e.CorrelationID != "" {
		message += " (correlation id " + e.CorrelationID + ")"
	}
	return message
}

// Is reports whether target is the error's kind.
func (e *Error) Is(target error) bool {
	kind, ok := target.(ErrorKind)
	return ok && kind == e.Kind
}

// Unwrap is context.Canceled or context.DeadlineExceeded where the call's context ended the call, else nil.
func (e *Error) Unwrap() error { return e.cause }

// MarshalJSON writes the error as the library does, with RetryAfter as retryAfterMs, and without Meta.
func (e *Error) MarshalJSON() ([]byte, error) {
	type plain Error
	return json.Marshal(struct {
		*plain
		RetryAfter milliseconds `json:"retryAfterMs,omitzero"`
	}{(*plain)(e), milliseconds(e.RetryAfter)})
}

// UnmarshalJSON reads the error as the library writes it.
func (e *Error) UnmarshalJSON(data []byte) error {
	type plain Error
	read := struct {
		*plain
		RetryAfter *milliseconds `json:"retryAfterMs"`
	}{(*plain)(e), (*milliseconds)(&e.RetryAfter)}
	return json.Unmarshal(data, &read)
}

// Meta is what is known about a call besides its result.
type Meta struct {
	// Status is the HTTP status of the last answer; 0 where there was none.
	Status int `json:"status,omitzero"`
	// Attempts is how many times the request was sent, or tried to be.
	Attempts int `json:"attempts"`
	// IdempotencyKey was sent in every attempt; only POST and PATCH have one.
	IdempotencyKey string `json:"idempotencyKey,omitzero"`
	// RateLimit is the request quota as of the last answer; nil where it told none.
	RateLimit *RateLimit `json:"rateLimit,omitzero"`
	// Elapsed is how long the call took, waiting included, in whole milliseconds.
	Elapsed time.Duration `json:"-"`
}

// MarshalJSON writes it as the library does, with Elapsed as elapsedMs.
func (m Meta) MarshalJSON() ([]byte, error) {
	type plain Meta
	return json.Marshal(struct {
		plain
		Elapsed milliseconds `json:"elapsedMs"`
	}{plain(m), milliseconds(m.Elapsed)})
}

// UnmarshalJSON reads it as the library writes it.
func (m *Meta) UnmarshalJSON(data []byte) error {
	type plain Meta
	read := struct {
		*plain
		Elapsed *milliseconds `json:"elapsedMs"`
	}{(*plain)(m), (*milliseconds)(&m.Elapsed)}
	return json.Unmarshal(data, &read)
}

// RateLimit is the client's request quota, as the service tells it with each answer. What it did not tell is
// nil or empty.
type RateLimit struct {
	// Limit is how many requests are allowed in the quota period.
	Limit *int64 `json:"limit,omitzero"`
	// Remaining is how many are left in it.
	Remaining *int64 `json:"remaining,omitzero"`
	// Reset is when the quota is renewed, as the service wrote it.
	Reset string `json:"reset,omitzero"`
}
