package codat

import "context"

// CreateMany configures [Companies.CreateMany]; empty, it creates ten at a time, without a journal.
type CreateMany struct {
	// Concurrency is how many are created at a time, 1 to 64, and never more than the client's [WithMaxConnections].
	// Default: 10.
	Concurrency int `json:"concurrency,omitzero"`
	// Journal is the path of a file that remembers the run, created if it does not exist. It belongs to this one list,
	// holds no secrets, and one run at a time uses it. Default: none, and the run cannot be resumed.
	Journal string `json:"journal,omitzero"`
	// LookupTag is a tag that each of the companies has, with another value for each: what a company is looked up by
	// that an earlier run began, and the service's idempotency no longer covers. Default: by name, description and
	// tags together.
	LookupTag string `json:"lookupTag,omitzero"`
	// Progress is called once per company, when its outcome is known, one event at a time. The run continues meanwhile. An
	// error ends it: requests in flight finish, Progress is not called any more, and [Companies.CreateMany] returns the
	// error beside the outcome. So does a panic, which continues from there. It may use the client. Default: none.
	Progress func(CreateManyEvent) error `json:"-"`
}

// report calls Progress with an event of a run in ctx.
func (r *CreateMany) report(ctx context.Context, text []byte) error {
	var event CreateManyEvent
	if guarded(func() error { return decode(&reader{text: text}, &event) }) != nil {
		// A company that does not fit its model exists anyway, and its id is known.
		event.Company = nil
	}
	if event.Error != nil {
		event.Error.endedBy(ctx)
	}
	return r.Progress(event)
}

// CreateManyEvent is the outcome of one company.
type CreateManyEvent struct {
	// Done is how many outcomes are known so far, this one included.
	Done int `json:"done"`
	// Total is how many there are.
	Total int `json:"total"`
	// Index is its place in the list, from 0.
	Index int `json:"index"`
	// Outcome is its outcome.
	Outcome CreateManyFate `json:"outcome"`
	// CompanyID is its identifier; empty if it is not known.
	CompanyID string `json:"companyId,omitzero"`
	// Company is as the service has it; nil if it was not created or found in this run, or if the response does not fit
	// the model: CompanyID is set anyway.
	Company *Company `json:"company,omitzero"`
	// Error is why it failed, else nil.
	Error *Error `json:"error,omitzero"`
}

// CreateManyOutcome is the outcome of a list of companies.
type CreateManyOutcome struct {
	// Total is how many there are.
	Total int `json:"total"`
	// Created are those made in this run.
	Created int `json:"created"`
	// Found are those created by an earlier request whose response was lost.
	Found int `json:"found"`
	// Resumed are those made by an earlier run.
	Resumed int `json:"resumed"`
	// Failed are those not created, or of unknown fate: see their errors.
	Failed int `json:"failed"`
	// NotTried are those not sent.
	NotTried int `json:"notTried"`
	// Stopped is why not all were tried: the kind of the failure that all others would share, such as
	// [ErrUnauthorized]; [ErrCancelled], [ErrTimeout], or "stopped" by Progress. Empty if all were.
	Stopped ErrorKind `json:"stopped,omitzero"`
	// Results are the outcomes, in the order of the list.
	Results []CreateManyResult `json:"results"`
}

// CreateManyResult is the outcome of one company.
type CreateManyResult struct {
	// Index is its place in the list, from 0.
	Index int `json:"index"`
	// Outcome is its outcome.
	Outcome CreateManyFate `json:"outcome"`
	// CompanyID is its identifier; empty if it is not known.
	CompanyID string `json:"companyId,omitzero"`
	// Error is why it failed, else nil.
	Error *Error `json:"error,omitzero"`
}

// CreateManyFate is the outcome of a company.
type CreateManyFate string

// The values of [CreateManyFate].
const (
	// CreateManyFateCreated: made in this run.
	CreateManyFateCreated CreateManyFate = "created"
	// CreateManyFateFound: created by an earlier request whose response was lost.
	CreateManyFateFound CreateManyFate = "found"
	// CreateManyFateResumed: made by an earlier run.
	CreateManyFateResumed CreateManyFate = "resumed"
	// CreateManyFateFailed: not made, or of unknown fate.
	CreateManyFateFailed CreateManyFate = "failed"
	// CreateManyFateNotTried: not sent.
	CreateManyFateNotTried CreateManyFate = "not_tried"
)

// stopped is the error of a run that its context, or the time allowed, put an end to: before all were sent, or while the
// last ones waited.
func (o *CreateManyOutcome) stopped(ctx context.Context) error {
	unknown, kind := false, o.Stopped
	for _, result := range o.Results {
		if result.Error != nil {
			result.Error.endedBy(ctx)
			unknown = unknown || result.Error.OutcomeUnknown
			if kind == "" && result.Error.causes != nil {
				kind = result.Error.Kind
			}
		}
	}
	if kind != ErrCancelled && kind != ErrTimeout {
		return nil
	}
	failed := &Error{
		Kind: kind, Message: "the run was stopped", Operation: createMany,
		Retryable: kind == ErrTimeout, OutcomeUnknown: unknown,
	}
	failed.endedBy(ctx)
	return failed
}
