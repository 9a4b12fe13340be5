package codat

import "encoding/json"

// readDocument reads {"result":…,"meta":…} or {"error":…,"meta":…}; the result goes to result, a pointer,
// unless that is nil. Where all went well there may be no document. The error, if any, is an *Error.
func readDocument(out outcome, result any) (Meta, error) {
	var document struct {
		Result json.RawMessage `json:"result"`
		Error  *Error          `json:"error"`
		Meta   Meta            `json:"meta"`
	}
	var err error
	if out.document != nil {
		err = json.Unmarshal(out.document, &document)
	}
	if out.status != 0 {
		failed := document.Error
		if failed == nil {
			failed = &Error{Kind: ErrorKind(nativeStatusName(out.status)), Message: "the call failed"}
		}
		failed.Meta = document.Meta
		return document.Meta, failed
	}
	if err == nil && result != nil {
		err = json.Unmarshal(document.Result, result)
	}
	if err != nil {
		return document.Meta, &Error{
			Kind:       ErrUnexpectedResponse,
			Message:    "the answer does not fit its model: " + err.Error(),
			HTTPStatus: document.Meta.Status,
			Meta:       document.Meta,
			// The service did the work; only calls without a key may be repeated without asking.
			OutcomeUnknown: document.Meta.IdempotencyKey != "",
		}
	}
	return document.Meta, nil
}
