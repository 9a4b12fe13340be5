package codat

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"time"
)

// Option is a setting of a client's configuration, for [New].
type Option func(*config)

// config is a configuration as the library takes it. What is nil is left to the library's defaults.
type config struct {
	APIKey            *string       `json:"apiKey,omitzero"`
	AuthHeader        *string       `json:"authHeader,omitzero"`
	BaseURL           *string       `json:"baseUrl,omitzero"`
	AllowHTTP         *bool         `json:"allowHttp,omitzero"`
	Timeout           *milliseconds `json:"timeoutMs,omitzero"`
	AttemptTimeout    *milliseconds `json:"attemptTimeoutMs,omitzero"`
	ConnectTimeout    *milliseconds `json:"connectTimeoutMs,omitzero"`
	MaxRetries        *int          `json:"maxRetries,omitzero"`
	RetryDelay        *milliseconds `json:"retryDelayMs,omitzero"`
	MaxConnections    *int          `json:"maxConnections,omitzero"`
	RequestsPerMinute *int          `json:"requestsPerMinute,omitzero"`
	MaxResponseBytes  *int64        `json:"maxResponseBytes,omitzero"`
	Proxy             *string       `json:"proxy,omitzero"`
	UserAgent         *string       `json:"userAgent,omitzero"`
	RootCertificates  *string       `json:"rootCertificates,omitzero"`
	Logger            *slog.Logger  `json:"-"`
}

// WithAPIKey sets the API key as the portal shows it. Default: the environment variable CODAT_API_KEY.
func WithAPIKey(key string) Option { return func(c *config) { c.APIKey = &key } }

// WithAuthHeader sets, instead of the API key, the ready-made Authorization header, "Basic …".
func WithAuthHeader(header string) Option { return func(c *config) { c.AuthHeader = &header } }

// WithBaseURL sets the address of the service. Default: the environment variable CODAT_BASE_URL, else
// https://api.codat.io. Plain http:// is accepted for this machine only, unless [WithAllowHTTP] permits it.
func WithBaseURL(url string) Option { return func(c *config) { c.BaseURL = &url } }

// WithAllowHTTP accepts an http:// base URL on another machine: the key then travels unencrypted. Default:
// false.
func WithAllowHTTP(allow bool) Option { return func(c *config) { c.AllowHTTP = &allow } }

// WithTimeout sets how long a whole call may take, retries and waiting included. Default: 60 s. A deadline of
// the call's context replaces it, earlier or later. Times are rounded up to milliseconds.
func WithTimeout(timeout time.Duration) Option {
	return func(c *config) { c.Timeout = (*milliseconds)(&timeout) }
}

// WithAttemptTimeout sets how long one attempt may take before it counts as lost. Default: 20 s.
func WithAttemptTimeout(timeout time.Duration) Option {
	return func(c *config) { c.AttemptTimeout = (*milliseconds)(&timeout) }
}

// WithConnectTimeout sets how long looking up the host and connecting may take. Default: 10 s.
func WithConnectTimeout(timeout time.Duration) Option {
	return func(c *config) { c.ConnectTimeout = (*milliseconds)(&timeout) }
}

// WithMaxRetries sets how often a failed attempt is repeated if that is safe. Default: 3.
func WithMaxRetries(retries int) Option { return func(c *config) { c.MaxRetries = &retries } }

// WithRetryDelay sets the first pause between attempts: it is random up to this, and doubles, to at most 8 s.
// Default: 500 ms.
func WithRetryDelay(delay time.Duration) Option {
	return func(c *config) { c.RetryDelay = (*milliseconds)(&delay) }
}

// WithMaxConnections sets how many requests may be in flight at once; others wait their turn. Default: 10.
func WithMaxConnections(connections int) Option {
	return func(c *config) { c.MaxConnections = &connections }
}

// WithRequestsPerMinute sets how many requests are sent at most in any 60 seconds; others wait their turn. The
// service blocks an IP address without warning that sends more than 1,000. Only this client's requests count.
// Default: no limit.
func WithRequestsPerMinute(requests int) Option {
	return func(c *config) { c.RequestsPerMinute = &requests }
}

// WithMaxResponseBytes sets the largest response accepted, in bytes. Default: 67,108,864 (64 MiB).
func WithMaxResponseBytes(bytes int64) Option { return func(c *config) { c.MaxResponseBytes = &bytes } }

// WithProxy sets an HTTP proxy, "http://[user:password@]host:port". Default: none; the environment is not
// consulted.
func WithProxy(url string) Option { return func(c *config) { c.Proxy = &url } }

// WithUserAgent sets the User-Agent header. Default: "libcodat/" and the version.
func WithUserAgent(agent string) Option { return func(c *config) { c.UserAgent = &agent } }

// WithRootCertificates sets the authorities to trust, alone, as PEM text. Default: the system's, or built-in
// ones if the system has none.
func WithRootCertificates(pem string) Option { return func(c *config) { c.RootCertificates = &pem } }

// WithLogger sets a logger for the client's calls: at LevelError calls that failed, at LevelWarn attempts that are
// repeated, at LevelInfo calls that were refused or cancelled, at LevelDebug calls that succeeded. The
// attributes are operation, attempt, elapsedMs, and if they are known status, kind, outcomeUnknown, pauseMs,
// correlationId and idempotencyKey; never a body or a secret. The logger's handler receives the levels that
// it has enabled when the client is created.
//
// Its handler gets the context of the call. It runs in a separate goroutine for each event, at most 64 at once, and the call
// waits for it: handlers run at the same time as calls do. A handler that panics, or ends its goroutine with
// runtime.Goexit as a failing test does, only loses that event. A handler may use the client: calls that it makes in its
// goroutine are not logged. It must not wait for the call whose event it handles or for calls of other goroutines, nor leave
// or continue the loop over All whose event it handles. The events of a page that was fetched ahead come when the loop gets
// to it. Default: none.
func WithLogger(logger *slog.Logger) Option { return func(c *config) { c.Logger = logger } }

// CallOption is an option of a single call.
type CallOption func(*callOptions)

type callOptions struct {
	context  contextOptions
	extra    map[string]any
	meta     *Meta
	listener *listener
}

// contextOptions are a context's options as the library takes them; the timeout comes from the call's context.
type contextOptions struct {
	Timeout        *milliseconds `json:"timeoutMs,omitzero"`
	IdempotencyKey *string       `json:"idempotencyKey,omitzero"`
	MaxRetries     *int          `json:"maxRetries,omitzero"`
	Traceparent    *string       `json:"traceparent,omitzero"`
	FirstUse       bool          `json:"firstUse,omitzero"`
}

// IdempotencyKey sends this key, a UUID, with a POST or PATCH instead of a new one. Other operations ignore it.
//
// Use it to repeat a call whose error has OutcomeUnknown, with the error's IdempotencyKey: the work is not done twice.
// The library assumes that an earlier call may have done the work. So a failure has OutcomeUnknown again unless it proves
// the opposite, and [ErrConflict] (the earlier request is still in progress) is retried. The service remembers a key for
// 90 minutes. For a key that was never sent before, add [FirstUse].
func IdempotencyKey(key string) CallOption {
	return func(o *callOptions) { o.context.IdempotencyKey = &key }
}

// FirstUse says that the key of the option [IdempotencyKey] was never sent before, so that the call is not a repeat. Use
// it to choose the key yourself and to store it before the call: [NewIdempotencyKey]. Without IdempotencyKey the call
// fails with [ErrInvalidArgument].
func FirstUse() CallOption {
	return func(o *callOptions) { o.context.FirstUse = true }
}

// NewIdempotencyKey returns a new key for the option [IdempotencyKey]: a random UUID, of crypto/rand. Store it, then call
// with it and [FirstUse]; if the program ends before the call does, call again with the stored key and without FirstUse.
func NewIdempotencyKey() string {
	var random [16]byte
	// It never fails: the program ends if the system has no randomness.
	_, _ = rand.Read(random[:])
	random[6] = random[6]&0x0f | 0x40 // version 4
	random[8] = random[8]&0x3f | 0x80 // variant 1
	return fmt.Sprintf("%x-%x-%x-%x-%x", random[:4], random[4:6], random[6:8], random[8:10], random[10:])
}

// MaxRetries sets how often a failed attempt is repeated. Default: the client's [WithMaxRetries].
func MaxRetries(retries int) CallOption {
	return func(o *callOptions) { o.context.MaxRetries = &retries }
}

// Extra adds fields to the request that the method has no parameter for, under their names in JSON: to the body of a POST,
// PUT or PATCH, and to the query of a GET or DELETE, as they are. [Client.Request] and [All] do not take it.
func Extra(fields map[string]any) CallOption { return func(o *callOptions) { o.extra = fields } }

// Traceparent sends the trace that the call belongs to, as W3C Trace Context has it, in the header of that name.
func Traceparent(trace string) CallOption {
	return func(o *callOptions) { o.context.Traceparent = &trace }
}

// CaptureMeta writes what is known about the call to meta, in success and in failure.
func CaptureMeta(meta *Meta) CallOption { return func(o *callOptions) { o.meta = meta } }
