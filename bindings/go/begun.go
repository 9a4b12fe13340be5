package codat

import (
	"os"
	"runtime"
	"sync"
	"sync/atomic"
)

// openQueue makes the queue to which all begun calls of the process report, once. One goroutine takes from it.
var openQueue = sync.OnceValue(func() uintptr {
	out := nativeQueueNew()
	out.free()
	if out.handle != 0 {
		openQueues.Store(1)
		go watch(out.handle)
	}
	return out.handle
})

// openQueues is 1 when the queue is there: an object of the library that stays.
var openQueues atomic.Int64

// descriptor watches the queue. It is kept, because its end would close what is the library's.
var descriptor *os.File

// watch hands out the events of a queue, for good. It waits as Go waits for a connection, without a thread.
func watch(queue uintptr) {
	if number := nativeQueueFD(queue); number >= 0 {
		descriptor = os.NewFile(uintptr(number), "codat")
		if watched, err := descriptor.SyscallConn(); err == nil {
			_ = watched.Read(func(uintptr) bool {
				for nativeQueueTake(queue, 0, dispatch) {
				}
				return false
			})
		}
	}
	// There is no descriptor on Windows, nor if the process has none left: a thread waits.
	for {
		nativeQueueTake(queue, -1, dispatch)
	}
}

// briefly is held to begin and to cancel a call: at the library's own locks each goroutine would wait on a thread.
var briefly sync.Mutex

// message is an event of a begun call: the outcome is the call's, or has the level and the line, or the progress.
type message struct {
	kind int32
	outcome
}

// mailbox receives the messages of a begun call, or of a pager's calls.
type mailbox struct {
	number   uintptr
	mutex    sync.Mutex
	arrived  *sync.Cond
	messages []message
	closed   bool
}

// mailboxes are those of the calls that run, by number.
var (
	mailboxes     sync.Map
	latestMailbox atomic.Uintptr
)

func newMailbox() *mailbox {
	box := &mailbox{number: latestMailbox.Add(1)}
	box.arrived = sync.NewCond(&box.mutex)
	mailboxes.Store(box.number, box)
	return box
}

// dispatch puts a message into its mailbox. Of a call that nobody waits for any more it is dropped.
func dispatch(number uintptr, message message) {
	if box, ok := mailboxes.Load(number); ok {
		box.(*mailbox).put(message)
	} else {
		message.free()
	}
}

func (m *mailbox) put(message message) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.closed {
		message.free()
		return
	}
	m.messages = append(m.messages, message)
	m.arrived.Signal()
}

// next waits for the next message.
func (m *mailbox) next() message {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for len(m.messages) == 0 {
		m.arrived.Wait()
	}
	next := m.messages[0]
	m.messages = m.messages[1:]
	return next
}

func (m *mailbox) close() {
	mailboxes.Delete(m.number)
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.closed = true
	for _, message := range m.messages {
		message.free()
	}
	m.messages = nil
}

// wait begins the call, which holds no thread, and waits for its end.
func (c *call) wait(input []byte, result any) error {
	client, err := c.handle.use()
	if err != nil {
		return err
	}
	options, err := encodeInput(c.options.context.within(c.ctx))
	if err != nil {
		return err
	}
	box := newMailbox()
	defer box.close()
	queue := openQueue()
	briefly.Lock()
	out := nativeBegin(client, c.operation, input, options, queue, box.number)
	briefly.Unlock()
	runtime.KeepAlive(c.handle)
	defer out.free()
	if err := readDocument(out, "", nil, nil); err != nil {
		return err
	}
	stop := whenCancelled(c.ctx, func() {
		briefly.Lock()
		defer briefly.Unlock()
		nativeCallCancel(queue, out.call)
	})
	defer stop()
	return c.receive(box, out.call, result)
}

// receive handles what a begun call reports, until its end.
func (c *call) receive(box *mailbox, number uint64, result any) error {
	for {
		message := box.next()
		switch message.kind {
		case endOfCall:
			defer message.free()
			return readDocument(message.outcome, c.operation, result, c.options.meta)
		case logLine:
			c.hear(message.status, message.document)
		case progress:
			if heard := c.options.listener; heard != nil && !heard.goesOn(message.document) {
				nativeCallStop(openQueue(), number)
			}
		}
		message.free()
	}
}
