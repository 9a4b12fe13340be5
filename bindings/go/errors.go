package codat

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strconv"
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
	// ErrUnexpectedResponse: the response is not what it should be: not JSON, cut short, too large, a redirect.
	ErrUnexpectedResponse ErrorKind = "unexpected_response"
	// ErrConnection: the client could not connect, or the connection broke before the response was complete.
	ErrConnection ErrorKind = "connection"
	// ErrTimeout: no response within the time allowed. If that was the deadline of the call's context, the
	// error matches context.DeadlineExceeded too.
	ErrTimeout ErrorKind = "timeout"
	// ErrCancelled: the call's context was cancelled; the error matches context.Canceled too.
	ErrCancelled ErrorKind = "cancelled"
	// ErrPanic: a defect of the library: please report it. The library remains usable.
	ErrPanic ErrorKind = "panic"
	// ErrOutOfMemory: there was not enough memory for the response. The library remains usable.
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
	// Message says what happened.
	Message string `json:"message"`
	// Operation that was called, such as "companies.create"; empty outside of calls and if there is no such operation.
	Operation string `json:"operation,omitzero"`
	// Member is the field of the input or configuration that was refused, such as "name" or "tags.region".
	Member string `json:"member,omitzero"`
	// HTTPStatus is the HTTP status of the response; 0 if there was none.
	HTTPStatus int `json:"httpStatus,omitzero"`
	// CorrelationID is the service's identifier of this failure: quote it to support.
	CorrelationID string `json:"correlationId,omitzero"`
	// DetailedErrorCode is the service's machine-readable code of the failure; 0 if it sent none.
	DetailedErrorCode int64 `json:"detailedErrorCode,omitzero"`
	// Validation has the service's validation errors and warnings, as it sent them.
	Validation json.RawMessage `json:"validation,omitzero"`
	// Retryable says whether the library itself would have repeated the request, had it retries and time left.
	Retryable bool `json:"retryable"`
	// OutcomeUnknown says whether the service may have done the work although the call failed. If it is true and
	// IdempotencyKey is not empty, repeat the same call with the option [IdempotencyKey] and this key: the work is not
	// done twice. DELETE and PUT have no key and need none: the same call again has the same result, and [ErrNotFound]
	// from a repeated DELETE means that it is done. After [Companies.CreateMany] see its results.
	OutcomeUnknown bool `json:"outcomeUnknown"`
	// RetryAfter is how long to wait before the next request, as the service demands; 0 if it sent no time.
	RetryAfter time.Duration `json:"-"`
	// IdempotencyKey is the key to repeat the call with. It is set exactly if OutcomeUnknown is true and the operation
	// takes a key (POST and PATCH). Meta.IdempotencyKey has the key that was sent, for every outcome.
	IdempotencyKey string `json:"idempotencyKey,omitzero"`
	// ResponseBody is the start of the body of the response that made the call fail, at most 2 KiB of it, with the client's
	// Authorization value replaced by "***"; empty if there was none. It is for people who look into a failure, and may
	// hold data of customers: only its Reveal shows it. It is also empty if only a field of a successful response does not
	// fit its model: [Client.Call] returns such a response verbatim.
	ResponseBody Hidden `json:"responseBody,omitzero"`
	// ResourceID is the id in the response of a call that succeeded, if another field of the response does not fit its model
	// ([ErrUnexpectedResponse]); else empty. After a create it is the id of what was created: keep it, and get the resource
	// with [Client.Call], which returns a response verbatim. The resource is there although OutcomeUnknown is true.
	ResourceID string `json:"resourceId,omitzero"`
	// Meta is what is known about the call itself.
	Meta Meta `json:"-"`

	// causes are the errors of the context that ended the call, if one did.
	causes []error
}

// Error returns the operation, what happened, the correlation id and the id of the resource if they are known, and what
// to do if the outcome is unknown.
func (e *Error) Error() string {
	message := "codat: "
	if e.Operation != "" {
		message += e.Operation + ": "
	}
	message += e.Message
	if e.CorrelationID != "" {
		message += " (correlation id " + e.CorrelationID + ")"
	}
	switch {
	case e.ResourceID != "":
		return message + "; the id in the response is " + strconv.Quote(e.ResourceID)
	case !e.OutcomeUnknown:
		return message
	}
	message += "; the outcome is unknown"
	switch method := methods()[e.Operation]; {
	case e.IdempotencyKey != "" && e.Kind == ErrUnprocessable:
		message += ": another request had the key: look whether the work was done, and only if it was not, " +
			"call again without the key"
	case e.IdempotencyKey != "" && e.HTTPStatus == 500 && e.Operation != "companies.create_many":
		message += ": the service repeats a 500 for the same key: look whether the work was done, and only if it was not, " +
			"call again without the key"
	case e.IdempotencyKey != "":
		message += ": within 80 minutes, repeat the call with the error's IdempotencyKey"
	case method == "PUT":
		message += ": repeat the call, the result is the same"
	case method == "DELETE":
		message += ": repeat the call, ErrNotFound then means that it is done"
	}
	return message
}

// Is reports whether target is the error's kind.
func (e *Error) Is(target error) bool {
	kind, ok := target.(ErrorKind)
	return ok && kind == e.Kind
}

// Unwrap is context.Canceled or context.DeadlineExceeded if the call's context ended the call, and with it the
// context's cause, if that is another. The cause matches what it matches itself, except for the kinds and the errors of
// this package: if the failure of one call cancels another, as in a group, the other's error is still [ErrCancelled] alone.
func (e *Error) Unwrap() []error { return e.causes }

// cause is the cause of a context that ended. It may hold the error of another call, which is not that of this one.
type cause struct{ error }

func (c cause) Is(target error) bool {
	switch target.(type) {
	case ErrorKind, *Error:
		return false
	}
	return errors.Is(c.error, target)
}

func (c cause) As(target any) bool {
	switch target.(type) {
	case *ErrorKind, **Error:
		return false
	}
	return errors.As(c.error, target)
}

// Timeout reports whether the time ran out, as for [net.Error] and [os.IsTimeout].
func (e *Error) Timeout() bool { return e.Kind == ErrTimeout }

// Temporary is Retryable, as for [net.Error].
func (e *Error) Temporary() bool { return e.Retryable }

// GoString is Error, in quotes: it leaves out ResponseBody.
func (e *Error) GoString() string { return "&codat.Error(" + strconv.Quote(e.Error()) + ")" }

// LogValue has what is needed to find and to repeat a failed call, and no body.
func (e *Error) LogValue() slog.Value {
	attributes := []slog.Attr{
		slog.String("message", e.Error()),
		slog.String("kind", string(e.Kind)),
		slog.Int("status", e.Meta.Status),
		slog.Int("attempts", e.Meta.Attempts),
		slog.Bool("outcomeUnknown", e.OutcomeUnknown),
	}
	for _, known := range []slog.Attr{
		slog.String("correlationId", e.CorrelationID),
		slog.String("idempotencyKey", e.IdempotencyKey),
		slog.String("resourceId", e.ResourceID),
	} {
		if known.Value.String() != "" {
			attributes = append(attributes, known)
		}
	}
	return slog.GroupValue(attributes...)
}

// endedBy notes the errors of a context that ended the call.
func (e *Error) endedBy(ctx context.Context) {
	e.causes = nil
	if e.Kind != ErrCancelled && e.Kind != ErrTimeout {
		return
	}
	ended := ctx.Err()
	if deadline, limited := ctx.Deadline(); ended == nil && limited && !time.Now().Before(deadline) {
		ended = overdue(ctx)
	}
	switch why := context.Cause(ctx); {
	case ended == nil, e.Kind == ErrTimeout && ended != context.DeadlineExceeded:
	case why == nil, why == ended:
		e.causes = []error{ended}
	default:
		e.causes = []error{ended, cause{why}}
	}
}

// overdue is the error of a context whose deadline has passed. The library may be ahead of the context's own timer, and
// only the end of the context has its cause; one of another make may never end.
func overdue(ctx context.Context) error {
	if ctx.Done() == nil {
		return context.DeadlineExceeded
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(5 * time.Second):
		return context.DeadlineExceeded
	}
}

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
		RetryAfter *int64 `json:"retryAfterMs"`
	}{plain: (*plain)(e)}
	err := json.Unmarshal(data, &read)
	e.RetryAfter = fromMilliseconds(read.RetryAfter, e.RetryAfter)
	return err
}

// Meta is what is known about a call besides its result.
type Meta struct {
	// Status is the HTTP status of the last response; 0 if there was none.
	Status int `json:"status,omitzero"`
	// Attempts is how many times the request was sent, or tried to be.
	Attempts int `json:"attempts"`
	// IdempotencyKey was sent in every attempt; only POST and PATCH have one.
	IdempotencyKey string `json:"idempotencyKey,omitzero"`
	// RateLimit is the request quota in the last response; nil if it had none.
	RateLimit *RateLimit `json:"rateLimit,omitzero"`
	// Elapsed is how long the call took, waiting included, in whole milliseconds.
	Elapsed time.Duration `json:"-"`
	// Queued is how much of that the call waited for its turn, in whole milliseconds.
	Queued time.Duration `json:"-"`
}

// wait adds the time that a call waited for its turn before the library knew of it.
func (m *Meta) wait(queued time.Duration) {
	m.Elapsed += queued.Truncate(time.Millisecond)
	m.Queued += queued.Truncate(time.Millisecond)
}

// MarshalJSON writes it as the library does, with Elapsed as elapsedMs and Queued as queuedMs.
func (m Meta) MarshalJSON() ([]byte, error) {
	type plain Meta
	return json.Marshal(struct {
		plain
		Elapsed milliseconds `json:"elapsedMs"`
		Queued  milliseconds `json:"queuedMs,omitzero"`
	}{plain(m), milliseconds(m.Elapsed), milliseconds(m.Queued)})
}

// UnmarshalJSON reads it as the library writes it.
func (m *Meta) UnmarshalJSON(data []byte) error {
	type plain Meta
	read := struct {
		*plain
		Elapsed *int64 `json:"elapsedMs"`
		Queued  *int64 `json:"queuedMs"`
	}{plain: (*plain)(m)}
	err := json.Unmarshal(data, &read)
	m.Elapsed = fromMilliseconds(read.Elapsed, m.Elapsed)
	m.Queued = fromMilliseconds(read.Queued, m.Queued)
	return err
}

// RateLimit is the client's request quota, as the service sends it with each response. What it did not send is
// nil or empty.
type RateLimit struct {
	// Limit is how many requests are allowed in the quota period.
	Limit *int64 `json:"limit,omitzero"`
	// Remaining is how many are left in it.
	Remaining *int64 `json:"remaining,omitzero"`
	// Reset is when the quota is renewed, as the service wrote it.
	Reset string `json:"reset,omitzero"`
}
