package codat

/*
#include <stdint.h>
*/
import "C"

import (
	"context"
	"encoding/json"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
)

// loggers are those of the clients that are open or have calls that still run, by number.
var (
	loggers      sync.Map
	latestLogger atomic.Uintptr
)

// The library's levels, from 1 on.
var levels = [...]slog.Level{slog.LevelError, slog.LevelWarn, slog.LevelInfo, slog.LevelDebug}

// event is a line of the library's log.
type event struct {
	Event          string  `json:"event"`
	Operation      string  `json:"operation"`
	Attempt        int     `json:"attempt"`
	ElapsedMs      int64   `json:"elapsedMs"`
	Status         *int    `json:"status"`
	Kind           *string `json:"kind"`
	OutcomeUnknown *bool   `json:"outcomeUnknown"`
	PauseMs        *int64  `json:"pauseMs"`
	CorrelationID  *string `json:"correlationId"`
	IdempotencyKey *string `json:"idempotencyKey"`
}

// register gives a logger its number, and tells up to which level it listens; 0 for one that hears nothing.
func register(logger *slog.Logger) (number uintptr, level int32) {
	if logger == nil {
		return 0, 1
	}
	for index, theirs := range levels {
		if logger.Enabled(context.Background(), theirs) {
			level = int32(index + 1)
		}
	}
	if level == 0 {
		return 0, 1
	}
	number = latestLogger.Add(1)
	loggers.Store(number, logger)
	return number, level
}

func forget(number uintptr) { loggers.Delete(number) }

//export codatGoHear
func codatGoHear(number C.uintptr_t, level C.int32_t, line *C.char) {
	logger, ok := loggers.Load(uintptr(number))
	if !ok {
		return
	}
	var event event
	if json.Unmarshal([]byte(C.GoString(line)), &event) != nil {
		return
	}
	// In a goroutine of its own: a handler may panic or end its goroutine, and neither may pass through the library.
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }()
		// Of what the handler calls it hears nothing, and what it calls it calls on this thread.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		nativeMute(true)
		defer nativeMute(false)
		event.tell(logger.(*slog.Logger), levels[level-1])
	}()
	<-done
}

func (e *event) tell(logger *slog.Logger, level slog.Level) {
	attributes := []slog.Attr{
		slog.String("operation", e.Operation),
		slog.Int("attempt", e.Attempt),
		slog.Int64("elapsedMs", e.ElapsedMs),
	}
	attributes = given(attributes, "status", e.Status)
	attributes = given(attributes, "kind", e.Kind)
	attributes = given(attributes, "outcomeUnknown", e.OutcomeUnknown)
	attributes = given(attributes, "pauseMs", e.PauseMs)
	attributes = given(attributes, "correlationId", e.CorrelationID)
	attributes = given(attributes, "idempotencyKey", e.IdempotencyKey)
	logger.LogAttrs(context.Background(), level, e.Event, attributes...)
}

// given adds what is known.
func given[T any](attributes []slog.Attr, name string, value *T) []slog.Attr {
	if value == nil {
		return attributes
	}
	return append(attributes, slog.Any(name, *value))
}
