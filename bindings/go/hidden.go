package codat

import (
	"fmt"
	"io"
	"log/slog"
)

// Hidden is a text that may hold secrets or data of customers. It shows "***", or nothing if it is empty, wherever it is
// printed, logged or encoded: by itself, in a struct, in a slice or in a map. Only [Hidden.Reveal] returns the text. The
// zero value is empty. Two values are equal with == only if one is a copy of the other: compare what Reveal returns.
type Hidden struct {
	// A pointer, for it is all that package fmt prints of a field that is not exported.
	text *string
}

// Hide returns a Hidden that holds text.
func Hide(text string) Hidden {
	if text == "" {
		return Hidden{}
	}
	return Hidden{&text}
}

// Reveal returns the text.
func (h Hidden) Reveal() string {
	if h.text == nil {
		return ""
	}
	return *h.text
}

// String returns "***", or "" if the text is empty.
func (h Hidden) String() string {
	if h.text == nil {
		return ""
	}
	return "***"
}

// GoString is the same as String.
func (h Hidden) GoString() string { return h.String() }

// Format prints the same as String, for every verb.
func (h Hidden) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, h.String()) }

// LogValue is the same as String.
func (h Hidden) LogValue() slog.Value { return slog.StringValue(h.String()) }

// MarshalText is the same as String; encoding/json uses it too.
func (h Hidden) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the text itself; encoding/json uses it too.
func (h *Hidden) UnmarshalText(text []byte) error {
	*h = Hide(string(text))
	return nil
}
