package codat

import "reflect"

// readDocument reads {"result":…,"meta":…} or {"error":…,"meta":…}; the result goes to result, a pointer,
// unless that is nil. The error, if any, is an *Error.
func readDocument(out outcome, result any) (meta Meta, err error) {
	var failed *Error
	if out.status != 0 {
		failed = &Error{Kind: ErrorKind(nativeStatusName(out.status)), Message: "the call failed"}
	}
	var misfit error
	d := newDecoder(out.document)
	err = d.object(func(name []byte) error {
		switch string(name) {
		case "result":
			if result == nil {
				d.skip()
				return nil
			}
			start := d.position
			if misfit = d.value(reflect.ValueOf(result).Elem()); misfit != nil {
				d.position = start
				d.skip()
			}
			return nil
		case "error":
			failed = &Error{}
			return d.value(reflect.ValueOf(failed).Elem())
		case "meta":
			return d.value(reflect.ValueOf(&meta).Elem())
		}
		d.skip()
		return nil
	})
	switch {
	case failed != nil:
		return meta, failed
	case misfit != nil:
		err = misfit
	case err == nil:
		return meta, nil
	}
	return meta, &Error{
		Kind:    ErrUnexpectedResponse,
		Message: "the answer does not fit its model: " + err.Error(),
		// The service did the work; only a GET, PUT or DELETE may be repeated without asking.
		OutcomeUnknown: meta.IdempotencyKey != "",
	}
}

// failure is the error of an outcome without a result, nil in success.
func failure(out outcome) error {
	if out.status == 0 {
		return nil
	}
	meta, err := readDocument(out, nil)
	if failed, ok := err.(*Error); ok {
		failed.Meta = meta
	}
	return err
}
