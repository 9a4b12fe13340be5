package codat

import "encoding/json"

// readDocument reads {"result":…,"meta":…} or {"error":…,"meta":…}. The result goes to result and what is known about
// the call to meta, both pointers, unless they are nil. Where all went well there may be no document. The error, if
// any, is an *Error.
func readDocument(out outcome, result any, meta *Meta) error {
	var misfit error
	var failure, about []byte
	if out.document != nil {
		r := &reader{text: out.document}
		for r.enter(); r.more(); {
			switch name := string(r.name()); {
			case name == "result" && result != nil && out.status == 0:
				start := r.at
				if misfit = decode(r, result); misfit != nil {
					r.at = start
					r.raw()
				}
			case name == "error":
				failure = r.raw()
			case name == "meta":
				about = r.raw()
			default:
				r.raw()
			}
		}
	}
	if out.status == 0 && misfit == nil && meta == nil {
		return nil
	}
	var known Meta
	if about != nil {
		_ = json.Unmarshal(about, &known)
	}
	if meta != nil {
		*meta = known
	}
	switch {
	case out.status != 0:
		failed := &Error{Kind: ErrorKind(nativeStatusName(out.status)), Message: "the call failed"}
		if failure != nil {
			_ = json.Unmarshal(failure, failed)
		}
		failed.Meta = known
		return failed
	case misfit != nil:
		return &Error{
			Kind:       ErrUnexpectedResponse,
			Message:    "the answer does not fit its model: " + misfit.Error(),
			HTTPStatus: known.Status,
			Meta:       known,
			// The service did the work; only calls without a key may be repeated without asking.
			OutcomeUnknown: known.IdempotencyKey != "",
		}
	}
	return nil
}
