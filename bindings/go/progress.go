package codat

import "runtime"

// listener hears how far a call is, until it wants no more of it: by an error, by a panic, or by runtime.Goexit, as a
// test does that fails. Each comes out when the call has ended.
type listener struct {
	// hear is told an event, which is the library's memory.
	hear func(event []byte) error

	err    error
	thrown any
	ended  bool
	exited bool
}

// goesOn tells an event, in a goroutine of its own: that one can end before its time, and the call's cannot.
func (l *listener) goesOn(event []byte) bool {
	if l.ended {
		return false
	}
	l.ended, l.exited = true, true
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if l.thrown = recover(); l.thrown != nil {
				l.exited = false
			}
		}()
		l.err = l.hear(event)
		l.ended, l.exited = l.err != nil, false
	}()
	<-done
	return !l.ended
}

// raise does in the call's goroutine what hear did in its own, and returns the error of hear.
func (l *listener) raise() error {
	if l.thrown != nil {
		panic(l.thrown)
	}
	if l.exited {
		runtime.Goexit()
	}
	return l.err
}
