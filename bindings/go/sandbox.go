package codat

import (
	"context"
	"encoding/json"
	"runtime"
	"time"
)

// Sandbox is the service in miniature, on this machine alone: for tests, and for trying things out. It behaves as
// the service does, on a real database, and fails on request. Several can run in one process, and any number of
// goroutines may use one. What its methods fail with is an [*Error].
type Sandbox struct {
	handle          *handle
	baseURL, apiKey string
}

// SandboxOption is a setting of a sandbox's configuration, for [StartSandbox].
type SandboxOption func(*sandboxConfig)

// sandboxConfig is a configuration as the library takes it.
type sandboxConfig struct {
	Port   int       `json:"port,omitzero"`
	DB     *string   `json:"db,omitzero"`
	APIKey *string   `json:"apiKey,omitzero"`
	Secret *string   `json:"webhookSecret,omitzero"`
	Start  time.Time `json:"startTime,omitzero"`
}

// SandboxPort sets the port on 127.0.0.1. Default: 0, any that is free.
func SandboxPort(port int) SandboxOption { return func(c *sandboxConfig) { c.Port = port } }

// SandboxDB sets a file that keeps its state. Default: none, as ":memory:"; the state is in memory.
func SandboxDB(path string) SandboxOption { return func(c *sandboxConfig) { c.DB = &path } }

// SandboxAPIKey sets the key that it accepts. Default: "sandbox-api-key".
func SandboxAPIKey(key string) SandboxOption { return func(c *sandboxConfig) { c.APIKey = &key } }

// SandboxWebhookSecret sets what it signs its webhooks with, "whsec_…". Default: a fixed one.
func SandboxWebhookSecret(secret string) SandboxOption {
	return func(c *sandboxConfig) { c.Secret = &secret }
}

// SandboxStartTime sets when its clock begins; it runs on from there. Default: now.
func SandboxStartTime(start time.Time) SandboxOption {
	return func(c *sandboxConfig) { c.Start = start }
}

// StartSandbox starts a sandbox. It does not start if ctx has ended; afterwards it runs until it is closed.
// One that is forgotten is closed by the garbage collector, so keep it as long as its clients.
//
// It fails with [ErrInvalidArgument] if an option is refused, [ErrSandbox] if the port or the file cannot
// be opened, and [ErrUnsupported] if the library has no sandbox or does not fit this package.
func StartSandbox(ctx context.Context, options ...SandboxOption) (*Sandbox, error) {
	if ctx == nil {
		return nil, noContext()
	}
	if ctx.Err() != nil {
		return nil, notSent(ctx)
	}
	if err := checkABI(); err != nil {
		return nil, err
	}
	var config sandboxConfig
	for _, option := range options {
		if option != nil {
			option(&config)
		}
	}
	text, err := encodeInput(config)
	if err != nil {
		return nil, err
	}
	out := nativeSandboxStart(text)
	defer out.free()
	var started startedSandbox
	if err := readDocument(out, "", &started, nil); err != nil {
		return nil, err
	}
	return &Sandbox{newHandle("sandbox", out.handle, nativeSandboxStop), started.BaseURL, started.APIKey}, nil
}

// startedSandbox is the library's description of a sandbox.
type startedSandbox struct {
	BaseURL string `json:"baseUrl"`
	APIKey  string `json:"apiKey"`
}

// BaseURL is its address: a base URL for clients.
func (s *Sandbox) BaseURL() string {
	if s == nil {
		return ""
	}
	return s.baseURL
}

// APIKey is the key that it accepts.
func (s *Sandbox) APIKey() string {
	if s == nil {
		return ""
	}
	return s.apiKey
}

// String names no secrets.
func (s Sandbox) String() string { return "codat.Sandbox(" + s.baseURL + ")" }

// GoString is the same as String.
func (s Sandbox) GoString() string { return s.String() }

// NewClient makes a client of this sandbox. The options go before its base URL and key.
func (s *Sandbox) NewClient(options ...Option) (*Client, error) {
	if s == nil || s.handle == nil {
		return nil, notStarted()
	}
	return New(append([]Option{WithBaseURL(s.baseURL), WithAPIKey(s.apiKey)}, options...)...)
}

// Close stops the sandbox: its port and its connections close, and what was only in memory is gone. A second
// Close and every use after it fail with [ErrInvalidHandle].
// A copy of a Sandbox is the same sandbox.
func (s *Sandbox) Close() error {
	if s == nil || s.handle == nil {
		return notStarted()
	}
	return s.handle.close()
}

// notStarted is the error of a Sandbox that StartSandbox did not make.
func notStarted() error {
	return &Error{Kind: ErrInvalidHandle, Message: "the sandbox was not started by codat.StartSandbox"}
}

// QueueFaults makes the next requests that fit go wrong, in this order.
func (s *Sandbox) QueueFaults(faults ...SandboxFault) error {
	return s.act("queue-faults", struct {
		Faults []SandboxFault `json:"faults"`
	}{append([]SandboxFault{}, faults...)}, nil)
}

// ClearFaults takes back the faults that have not struck yet.
func (s *Sandbox) ClearFaults() error { return s.act("clear-faults", struct{}{}, nil) }

// SetLimits changes the limits; what is nil is kept as it is.
func (s *Sandbox) SetLimits(limits SandboxLimits) error { return s.act("set-limits", limits, nil) }

// AdvanceClock moves the sandbox's clock ahead by whole seconds, for example to a new day's quota.
func (s *Sandbox) AdvanceClock(by time.Duration) error {
	return s.act("advance-clock", struct {
		Seconds int64 `json:"seconds"`
	}{int64(by / time.Second)}, nil)
}

// SeedCompanies makes so many companies, named by the prefix and a number, faster than requests would.
func (s *Sandbox) SeedCompanies(count int, namePrefix string) error {
	return s.act("seed-companies", struct {
		Count      int    `json:"count"`
		NamePrefix string `json:"namePrefix"`
	}{count, namePrefix}, nil)
}

// LinkConnection does what a customer does in Link: authorizes this connection of a company, for the
// first time or again.
func (s *Sandbox) LinkConnection(companyID, connectionID string) error {
	return s.act("link-connection", connectionInput{companyID, connectionID}, nil)
}

// LinkPlatform does what a customer does in Link: picks the software with this key, such as "gbol", and
// authorizes. It returns the ID of the connection.
func (s *Sandbox) LinkPlatform(companyID, platformKey string) (string, error) {
	var linked struct {
		ConnectionID string `json:"connectionId"`
	}
	err := s.act("link-connection", platformInput{companyID, platformKey}, &linked)
	return linked.ConnectionID, err
}

// DeauthorizeConnection does what a customer does who withdraws: a connection that is Linked becomes
// Deauthorized.
func (s *Sandbox) DeauthorizeConnection(companyID, connectionID string) error {
	return s.act("deauthorize-connection", connectionInput{companyID, connectionID}, nil)
}

// FailNextPull has the next pull of data that fits end badly.
func (s *Sandbox) FailNextPull(failing SandboxPullFailure) error {
	return s.act("fail-next-pull", failing, nil)
}

// SetPullTime sets how long a pull of data takes of the sandbox's time, in whole seconds. At first 2 s.
func (s *Sandbox) SetPullTime(takes time.Duration) error {
	return s.act("set-pull-seconds", struct {
		Seconds int64 `json:"seconds"`
	}{int64(takes / time.Second)}, nil)
}

// SetRedirect sets the page that Link sends a customer to afterwards; none if url is empty. The URL may hold
// {companyId}, {connectionId}, {statusCode} and others, also your own; it may lead to the hosts allowed, by
// default its own alone.
func (s *Sandbox) SetRedirect(url string, allowedHosts ...string) error {
	return s.act("set-redirect", struct {
		URL          string   `json:"url,omitzero"`
		AllowedHosts []string `json:"allowedHosts,omitzero"`
	}{url, allowedHosts}, nil)
}

// Webhooks are those to be delivered and delivered, the oldest first: those after the one with this Number, 0
// for all.
func (s *Sandbox) Webhooks(since int64) ([]SandboxWebhook, error) {
	var seen struct {
		Webhooks []SandboxWebhook `json:"webhooks"`
	}
	err := s.act("list-webhooks", struct {
		Since int64 `json:"since"`
	}{since}, &seen)
	return seen.Webhooks, err
}

// WebhookSecret is what it signs its webhooks with: the secret for [VerifyWebhook].
func (s *Sandbox) WebhookSecret() (string, error) {
	var told struct {
		WebhookSecret string `json:"webhookSecret"`
	}
	err := s.act("webhook-secret", struct{}{}, &told)
	return told.WebhookSecret, err
}

// Requests are those that it saw, the oldest first: those after the one with the ID since, 0 for all.
func (s *Sandbox) Requests(since int64) ([]SandboxRequest, error) {
	var seen struct {
		Requests []SandboxRequest `json:"requests"`
	}
	err := s.act("list-requests", struct {
		Since int64 `json:"since"`
	}{since}, &seen)
	return seen.Requests, err
}

// Stats counts companies, groups, requests and connections.
func (s *Sandbox) Stats() (SandboxStats, error) {
	var stats SandboxStats
	err := s.act("stats", struct{}{}, &stats)
	return stats, err
}

// Reset goes back to the start: no companies, groups, faults or requests.
func (s *Sandbox) Reset() error { return s.act("reset", struct{}{}, nil) }

// Control tells the sandbox to do something, such as "queue-faults", with its input as a JSON object: for what
// the other methods do not cover. It returns the result.
func (s *Sandbox) Control(action, inputJSON string) (json.RawMessage, error) {
	var result json.RawMessage
	err := s.act(action, rawInput(inputJSON), &result)
	return result, err
}

func (s *Sandbox) act(action string, input, result any) error {
	if s == nil || s.handle == nil {
		return notStarted()
	}
	if err := passable("action", action); err != nil {
		return err
	}
	text, err := encodeInput(input)
	if err != nil {
		return err
	}
	sandbox, err := s.handle.use()
	if err != nil {
		return err
	}
	out := nativeSandboxControl(sandbox, action, text)
	runtime.KeepAlive(s.handle)
	defer out.free()
	return readDocument(out, "", result, nil)
}
