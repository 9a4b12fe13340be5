package codat

import (
	"encoding/json"
	"time"
)

// SandboxFault is something that goes wrong in a [Sandbox], and which requests it strikes.
type SandboxFault struct {
	// Effect is what the client gets to see: required.
	Effect FaultEffect `json:"effect"`
	// Method is the HTTP method that it strikes. Default: any.
	Method string `json:"method,omitzero"`
	// Path that it strikes; a segment in braces is any, "/companies/{companyId}". Default: any.
	Path string `json:"path,omitzero"`
	// Times is how many requests it strikes. Default: 1.
	Times int `json:"times,omitzero"`
	// When it strikes, before the service does the work or after. Default: before.
	When FaultMoment `json:"when,omitzero"`
	// Delay is how long it waits before it strikes, rounded up to milliseconds. Default: no time.
	Delay time.Duration `json:"-"`
	// Cached says whether the service stores the response under the request's idempotency key, as if it were its own.
	// Default: false.
	Cached bool `json:"cached,omitzero"`
	// Status is, with [FaultStatus], the HTTP status, 200 to 599.
	Status int `json:"status,omitzero"`
	// Headers are, with [FaultStatus], such as Retry-After.
	Headers map[string]string `json:"headers,omitzero"`
	// Body is, with [FaultStatus], the response's body. Default: the service's usual body for an error, else none.
	Body *string `json:"body,omitzero"`
	// ContentType is, with [FaultStatus], the body's. Default: "application/json".
	ContentType string `json:"contentType,omitzero"`
	// At is, with [FaultSplit], after how many bytes of the response, its head included. Default: half of them.
	At int64 `json:"at,omitzero"`
	// Pause is, with [FaultDuplicate] and [FaultSplit], how much later the second part comes, rounded up to
	// milliseconds. Default: no time, and 50 ms.
	Pause time.Duration `json:"-"`
	// Bytes is, with [FaultFlood], how long the response is.
	Bytes int64 `json:"bytes,omitzero"`
	// Announce says, with [FaultFlood], whether the response says at its start how long it is.
	Announce bool `json:"announce,omitzero"`
}

// MarshalJSON writes it as the sandbox takes it, with Delay as delayMs and Pause as pauseMs.
func (f SandboxFault) MarshalJSON() ([]byte, error) {
	type plain SandboxFault
	return json.Marshal(struct {
		plain
		Delay milliseconds `json:"delayMs,omitzero"`
		Pause milliseconds `json:"pauseMs,omitzero"`
	}{plain(f), milliseconds(f.Delay), milliseconds(f.Pause)})
}

// FaultEffect is what a client gets to see of a [SandboxFault].
type FaultEffect string

// The effects.
const (
	// FaultDelay: the true response, late by Delay.
	FaultDelay FaultEffect = "delay"
	// FaultStatus: a response of your choice, with Status.
	FaultStatus FaultEffect = "status"
	// FaultCut: no response, the connection is closed.
	FaultCut FaultEffect = "cut"
	// FaultGarbage: 200 with something that is said to be JSON, and is not.
	FaultGarbage FaultEffect = "garbage"
	// FaultHTML: 502 with a proxy's error page.
	FaultHTML FaultEffect = "html"
	// FaultEmpty: 200 without a body.
	FaultEmpty FaultEffect = "empty"
	// FaultTruncate: half of the true response, then the connection is closed.
	FaultTruncate FaultEffect = "truncate"
	// FaultDuplicate: the true response twice, as if the second were the next request's.
	FaultDuplicate FaultEffect = "duplicate"
	// FaultSplit: the true response in two pieces, with a Pause between them.
	FaultSplit FaultEffect = "split"
	// FaultFlood: a very long response, of Bytes.
	FaultFlood FaultEffect = "flood"
)

// FaultMoment is when a [SandboxFault] strikes.
type FaultMoment string

// The moments.
const (
	// FaultBefore: before the service does the work, which is then not done.
	FaultBefore FaultMoment = "before"
	// FaultAfter: after the work is done, so that only the response is lost.
	FaultAfter FaultMoment = "after"
)

// SandboxLimits are what a [Sandbox] allows; nil leaves a limit as it is. See [Ptr].
type SandboxLimits struct {
	// RequestsPerDay are at first 1,000.
	RequestsPerDay *int `json:"requestsPerDay,omitzero"`
	// ConcurrentRequests are at first 10.
	ConcurrentRequests *int `json:"concurrentRequests,omitzero"`
	// Companies are at first any number.
	Companies *int `json:"companies,omitzero"`
	// Groups are at first 20.
	Groups *int `json:"groups,omitzero"`
}

// SandboxRequest is a request that a [Sandbox] saw.
type SandboxRequest struct {
	// ID is its number, rising.
	ID int64 `json:"id"`
	// Method is the HTTP method.
	Method string `json:"method"`
	// Path without the query.
	Path string `json:"path"`
	// Query as it came.
	Query string `json:"query"`
	// Headers have names in lower case; the key is not among them.
	Headers map[string]string `json:"headers"`
	// Body has its first 64 KiB.
	Body string `json:"body"`
	// Status is the HTTP status of the response; 0 if none was sent.
	Status int `json:"status"`
	// Answer is the body of the response, its first 64 KiB; nil if none was sent.
	Answer *string `json:"answer"`
}

// SandboxPullFailure is how a pull of data is to end in a [Sandbox], and which one.
type SandboxPullFailure struct {
	// CompanyID is whose. Default: any.
	CompanyID string `json:"companyId,omitzero"`
	// DataType is which. Default: any.
	DataType string `json:"dataType,omitzero"`
	// Status that it ends with. Default: [PullStatusFetchError].
	Status PullStatus `json:"status,omitzero"`
	// Message says what went wrong.
	Message string `json:"message,omitzero"`
}

// SandboxWebhook is a webhook that a [Sandbox] delivers to one consumer.
type SandboxWebhook struct {
	// Number is rising.
	Number int64 `json:"number"`
	// ID is the event's: the webhook-id of all attempts.
	ID string `json:"id"`
	// EventType is what happened.
	EventType string `json:"eventType"`
	// CompanyID is whom it happened to.
	CompanyID string `json:"companyId"`
	// ConsumerID is the consumer that it is sent to.
	ConsumerID string `json:"consumerId"`
	// URL is the consumer's address.
	URL string `json:"url"`
	// Status is pending, delivered, failed, refused (it would leave this machine) or cancelled.
	Status string `json:"status"`
	// Attempts made so far.
	Attempts []SandboxAttempt `json:"attempts"`
	// Headers of the last attempt that sign it.
	Headers map[string]string `json:"headers"`
	// NextAttemptAt is when it is sent next; empty if it is not sent again.
	NextAttemptAt string `json:"nextAttemptAt"`
	// Body that is sent.
	Body string `json:"body"`
}

// SandboxAttempt is an attempt to deliver a [SandboxWebhook].
type SandboxAttempt struct {
	// At is when it ended.
	At string `json:"at"`
	// Status is the HTTP status of the response; 0 if there was none.
	Status int `json:"status"`
	// Error says why there was none.
	Error string `json:"error"`
}

// SandboxStats are what a [Sandbox] counts.
type SandboxStats struct {
	// Companies there are.
	Companies int64 `json:"companies"`
	// DataConnections of all companies.
	DataConnections int64 `json:"dataConnections"`
	// Groups there are.
	Groups int64 `json:"groups"`
	// Requests seen since the start or the last reset.
	Requests int64 `json:"requests"`
	// ConnectionsAccepted since the start.
	ConnectionsAccepted int64 `json:"connectionsAccepted"`
	// ConnectionsOpen now.
	ConnectionsOpen int64 `json:"connectionsOpen"`
}
