package codat

import (
	"runtime"
	"sync/atomic"
)

// handle owns an object of the library. Numbers are never used again, so a call that meets an object which was
// closed a moment ago gets an error, and nothing worse.
type handle struct {
	what   string
	number atomic.Uintptr
	free   func(uintptr)
}

// newHandle takes an object over. One that is forgotten without close is freed by the garbage collector.
func newHandle(what string, number uintptr, free func(uintptr)) *handle {
	h := &handle{what: what, free: free}
	h.number.Store(number)
	runtime.SetFinalizer(h, func(h *handle) { h.close() })
	return h
}

// use is the object's number; the caller keeps h alive until the library is done with it.
func (h *handle) use() (uintptr, error) {
	if number := h.number.Load(); number != 0 {
		return number, nil
	}
	return 0, h.closed()
}

func (h *handle) close() error {
	number := h.number.Swap(0)
	if number == 0 {
		return h.closed()
	}
	runtime.SetFinalizer(h, nil)
	h.free(number)
	return nil
}

func (h *handle) closed() error {
	return &Error{Kind: ErrInvalidHandle, Message: "the " + h.what + " was closed already"}
}
