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
	"runtime/cgo"
)

// handlers are how many handlers may run at once: each has a thread to itself.
var handlers = make(turns, 64)

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

// listening returns up to which level a logger is enabled: 0 for one that is not.
func listening(logger *slog.Logger) (heard *slog.Logger, level int32) {
	if logger == nil {
		return nil, 0
	}
	for index, theirs := range levels {
		if logger.Enabled(context.Background(), theirs) {
			heard, level = logger, int32(index+1)
		}
	}
	return heard, level
}

// logging registers a blocking call with the library, as the receiver of its log lines; 0 if it has no logger.
func (c *call) logging() (number uintptr, forget func()) {
	if c.logger == nil || c.nested {
		return 0, func() {}
	}
	handle := cgo.NewHandle(c)
	return uintptr(handle), handle.Delete
}

//export codatGoLog
func codatGoLog(number C.uintptr_t, level C.int32_t, line *C.char) {
	cgo.Handle(number).Value().(*call).log(int32(level), []byte(C.GoString(line)))
}

// log passes a line to the handler of the client's logger, with the call's context. Calls that a handler makes are not
// logged.
func (c *call) log(level int32, line []byte) {
	var event event
	if c.logger == nil || c.nested || json.Unmarshal(line, &event) != nil {
		return
	}
	handlers <- struct{}{}
	defer func() { <-handlers }()
	apart(func() {
		// Calls of a handler are recognized by their thread.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		nativeMute(true)
		defer nativeMute(false)
		event.tell(c.ctx, c.logger, levels[level-1])
	})
}

func (e *event) tell(ctx context.Context, logger *slog.Logger, level slog.Level) {
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
	logger.LogAttrs(ctx, level, e.Event, attributes...)
}

// given adds what is known.
func given[T any](attributes []slog.Attr, name string, value *T) []slog.Attr {
	if value == nil {
		return attributes
	}
	return append(attributes, slog.Any(name, *value))
}
