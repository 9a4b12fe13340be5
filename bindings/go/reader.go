package codat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// reader goes through JSON once, from its start. The text is known to be valid: the library has checked what it
// hands out, and decodeModel checks what comes from elsewhere.
type reader struct {
	text []byte
	at   int
}

// next is the first byte of the next value or the sign that ends an object or array: white space, and the signs
// between values, are skipped.
func (r *reader) next() byte {
	for {
		switch sign := r.text[r.at]; sign {
		case ' ', '\n', '\t', '\r', ',', ':':
			r.at++
		default:
			return sign
		}
	}
}

// enter goes into the object or array that is next.
func (r *reader) enter() { r.at++ }

// more says whether the object or array that was entered has another field or element. If it has none, the reader
// leaves it.
func (r *reader) more() bool {
	if sign := r.next(); sign != '}' && sign != ']' {
		return true
	}
	r.at++
	return false
}

// null says whether the next value is null, and if so goes behind it.
func (r *reader) null() bool {
	if r.next() != 'n' {
		return false
	}
	r.at += len("null")
	return true
}

// quoted is the string that is next, as it stands, and whether it means just what is between its quotes.
func (r *reader) quoted() (raw []byte, plain bool) {
	start := r.at
	for escaped := true; escaped; {
		r.at++
		r.at += bytes.IndexByte(r.text[r.at:], '"')
		escaped = false
		for before := r.at - 1; r.text[before] == '\\'; before-- {
			escaped = !escaped
		}
	}
	r.at++
	raw = r.text[start:r.at]
	return raw, bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw)
}

// string is the string that is next. What is not plain is left to encoding/json.
func (r *reader) string() (text string) {
	raw, plain := r.quoted()
	if plain {
		return string(raw[1 : len(raw)-1])
	}
	_ = json.Unmarshal(raw, &text)
	return text
}

// name is the name of the next field; a plain one is still the text's memory.
func (r *reader) name() []byte {
	raw, plain := r.quoted()
	if plain {
		return raw[1 : len(raw)-1]
	}
	var text string
	_ = json.Unmarshal(raw, &text)
	return []byte(text)
}

// raw is the value that is next, as it stands: the text's memory.
func (r *reader) raw() []byte {
	sign := r.next()
	start := r.at
	switch sign {
	case '"':
		r.quoted()
	case '{', '[':
		r.enter()
		for depth := 1; depth > 0; {
			switch r.text[r.at] {
			case '"':
				r.quoted()
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			r.at++
		}
	default:
		for r.at < len(r.text) && bytes.IndexByte([]byte(",}] \n\t\r"), r.text[r.at]) < 0 {
			r.at++
		}
	}
	return r.text[start:r.at]
}

// guarded turns a panic of what reads a response into an error: no response may end the program.
func guarded(read func() error) (err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = fmt.Errorf("panic: %v", thrown)
		}
	}()
	return read()
}
