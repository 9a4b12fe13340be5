package codat

import "runtime"

// listener receives progress of a call, until its function ends that: by an error, by a panic, or by runtime.Goexit, as
// a failing test does. The error, panic or exit follows when the call has ended.
type listener struct {
	// report receives an event, which is the library's memory.
	report func(event []byte) error

	ended  bool
	err    error
	thrown any
	exited bool
}

// goesOn reports an event, and returns whether the call continues.
func (l *listener) goesOn(event []byte) bool {
	if !l.ended {
		thrown, returned := apart(func() { l.err = l.report(event) })
		l.ended = !returned || l.err != nil
		l.thrown, l.exited = thrown, !returned && thrown == nil
	}
	return !l.ended
}

// raise does in the call's goroutine what report did in its goroutine, and returns the error of report.
func (l *listener) raise() error {
	if l.thrown != nil {
		panic(l.thrown)
	}
	if l.exited {
		runtime.Goexit()
	}
	return l.err
}

// apart runs the program's code in a separate goroutine, and waits for it: there it may panic or end its goroutine,
// and neither may pass through the library or end the call before its time.
func apart(run func()) (thrown any, returned bool) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { thrown = recover() }()
		run()
		returned = true
	}()
	<-done
	return thrown, returned
}
