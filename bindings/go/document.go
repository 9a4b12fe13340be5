package codat

import (
	"encoding/json"
	"errors"
)

// readDocument reads {"result":…,"meta":…} or {"error":…,"meta":…}, the outcome of an operation ("" if there is none).
// The result goes to result and what is known about the call to meta, both pointers, unless they are nil. After a success
// there may be no response JSON. The error, if any, is an *Error: every failure after a response is created here.
func readDocument(out outcome, operation string, result any, meta *Meta) error {
	if out.status != 0 {
		result = nil
	}
	parts, misfit := split(out.document, result)
	if out.status == 0 && misfit == nil && meta == nil {
		return nil
	}
	var known Meta
	if parts.meta != nil {
		_ = json.Unmarshal(parts.meta, &known)
		if meta != nil {
			*meta = known
		}
	}
	switch {
	case out.status != 0:
		failed := &Error{Kind: ErrorKind(nativeStatusName(out.status)), Message: "the call failed"}
		if parts.failure != nil {
			_ = json.Unmarshal(parts.failure, failed)
		} else {
			failed.OutcomeUnknown = mayBeDone(failed.Kind) && changes(operation)
		}
		failed.Meta = known
		return failed
	case misfit != nil:
		failed := &Error{
			Kind:           ErrUnexpectedResponse,
			Message:        "the response does not fit its model: " + misfit.Error(),
			HTTPStatus:     known.Status,
			OutcomeUnknown: changes(operation),
			Meta:           known,
		}
		if operation != "" {
			failed.ResourceID = parts.id
		}
		if failed.OutcomeUnknown {
			failed.IdempotencyKey = known.IdempotencyKey
		}
		return failed
	}
	return nil
}

// responseParts is the parts of response JSON, as they stand: nil for a part that is absent.
type responseParts struct {
	failure, meta []byte
	id            string // of a result that does not fit
}

// split finds the parts of response JSON. It reads the result into what result points to, unless that is nil; if it does
// not fit, the error says why.
func split(text []byte, result any) (parts responseParts, misfit error) {
	if text == nil {
		return parts, nil
	}
	r := &reader{text: text}
	broken := guarded(func() error {
		for r.enter(); r.more(); {
			switch name := string(r.name()); {
			case name == "result" && result != nil:
				start := r.at
				if misfit = guarded(func() error { return decode(r, result) }); misfit != nil {
					r.at = start
					parts.id = idOf(r.raw())
				}
			case name == "error":
				parts.failure = r.raw()
			case name == "meta":
				parts.meta = r.raw()
			default:
				r.raw()
			}
		}
		return nil
	})
	return parts, errors.Join(misfit, broken)
}

type identified struct {
	ID string `json:"id"`
}

// idOf is the id of a result, empty if it has none.
func idOf(result []byte) string {
	var known identified
	if guarded(func() error { return decode(&reader{text: result}, &known) }) != nil {
		return ""
	}
	return known.ID
}

// mayBeDone says whether a failure of this kind, of which nothing else is known, may come after the request was sent.
func mayBeDone(kind ErrorKind) bool {
	return kind != ErrInvalidArgument && kind != ErrInvalidHandle && kind != ErrUnsupported
}
