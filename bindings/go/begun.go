package codat

import (
	"os"
	"runtime"
	"runtime/cgo"
	"sync"
	"sync/atomic"
)

// openQueue makes the queue to which all begun calls of the process report, once. One goroutine takes from it.
var openQueue = sync.OnceValue(func() uintptr {
	out := nativeQueueNew()
	out.free()
	if out.handle != 0 {
		openQueues.Store(1)
		go watch(out.handle, nativeQueueFD(out.handle))
	}
	return out.handle
})

// openQueues is 1 when the queue exists: an object of the library that is kept.
var openQueues atomic.Int64

// watch hands out the events of a queue, for good. It waits for the queue's descriptor as Go waits for a connection, without
// a thread.
func watch(queue uintptr, number int32) {
	if number >= 0 {
		descriptor := os.NewFile(uintptr(number), "codat")
		// Its end would close what is the library's.
		defer runtime.KeepAlive(descriptor)
		if watched, err := descriptor.SyscallConn(); err == nil {
			_ = watched.Read(func(uintptr) bool {
				for deliver(nativeQueueTake(queue, 0)) {
				}
				return false
			})
		}
	}
	// There is no descriptor on Windows, nor if the process has none left: a thread waits.
	for {
		deliver(nativeQueueTake(queue, -1))
	}
}

// deliver puts messages into their mailboxes; false if there are none.
func deliver(messages []message) bool {
	for _, each := range messages {
		cgo.Handle(each.mailbox).Value().(*mailbox).put(each)
	}
	return len(messages) > 0
}

// briefly is held to begin and to cancel a call: at the library's own locks each goroutine would wait on a thread.
var briefly sync.Mutex

// mailbox receives the messages of a begun call. The call's end is the last.
type mailbox struct {
	mutex    sync.Mutex
	arrived  sync.Cond
	messages []message
}

func (m *mailbox) put(message message) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
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

// wait begins the call, which holds no thread, and waits for its end.
func (c *call) wait(input []byte, result any) error {
	client, err := c.handle.use()
	if err != nil {
		return err
	}
	options, err := encodeInput(c.settings())
	if err != nil {
		return err
	}
	return c.await(result, func(queue, mailbox uintptr) outcome {
		defer runtime.KeepAlive(c.handle)
		return nativeBegin(client, c.operation, input, options, queue, mailbox)
	})
}

// await has begin begin something of the call, and handles what it reports until it ends with a result.
func (c *call) await(result any, begin func(queue, mailbox uintptr) outcome) error {
	box := &mailbox{}
	box.arrived.L = &box.mutex
	number, queue := cgo.NewHandle(box), openQueue()
	defer number.Delete()
	briefly.Lock()
	out := begin(queue, uintptr(number))
	briefly.Unlock()
	defer out.free()
	if err := readDocument(out, "", nil, nil); err != nil {
		return err
	}
	defer c.whenCancelled(func() {
		briefly.Lock()
		defer briefly.Unlock()
		nativeCallCancel(queue, out.call)
	})()
	for {
		message := box.next()
		switch message.kind {
		case endOfCall:
			defer message.free()
			return readDocument(message.outcome, c.operation, result, c.options.meta)
		case logLine:
			c.log(message.status, message.document)
		case progress:
			if heard := c.options.listener; heard != nil && !heard.goesOn(message.document) {
				nativeCallStop(queue, out.call)
			}
		}
		message.free()
	}
}
