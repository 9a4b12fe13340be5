package codat

import "encoding/json"

// next is the first byte of the next token, 0 at the end.
func (d *decoder) next() byte {
	for d.position < len(d.data) {
		switch c := d.data[d.position]; c {
		case ' ', '\t', '\r', '\n':
			d.position++
		default:
			return c
		}
	}
	return 0
}

// skip passes over the next value and returns it as it stands.
func (d *decoder) skip() []byte {
	c := d.next()
	start := d.position
	switch c {
	case '"':
		d.quoted()
	case '{', '[':
		d.nested()
	default:
		d.literal()
	}
	return d.data[start:d.position]
}

// nested passes over an object or array.
func (d *decoder) nested() {
	depth := 0
	for d.position < len(d.data) {
		switch d.data[d.position] {
		case '"':
			d.quoted()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		d.position++
		if depth == 0 {
			return
		}
	}
}

// literal passes over a number, true, false or null.
func (d *decoder) literal() {
	for d.position < len(d.data) {
		switch d.data[d.position] {
		case ',', '}', ']', ':', '"', '{', '[', ' ', '\t', '\r', '\n':
			return
		}
		d.position++
	}
}

// quoted passes over a string and tells whether it holds escapes.
func (d *decoder) quoted() (escaped bool) {
	for d.position++; d.position < len(d.data); d.position++ {
		switch d.data[d.position] {
		case '\\':
			escaped = true
			d.position++
		case '"':
			d.position++
			return escaped
		}
	}
	d.position = len(d.data)
	return escaped
}

// name reads a member's name, a part of the input unless it holds escapes.
func (d *decoder) name() ([]byte, error) {
	if d.next() != '"' {
		return nil, errCutShort
	}
	start := d.position
	escaped := d.quoted()
	token := d.data[start:d.position]
	if len(token) < 2 || token[len(token)-1] != '"' {
		return nil, errCutShort
	}
	if !escaped {
		return token[1 : len(token)-1], nil
	}
	var text string
	err := json.Unmarshal(token, &text)
	return []byte(text), err
}

// text reads a string.
func (d *decoder) text() (string, error) {
	if d.next() != '"' {
		return "", expected("a string", d.skip())
	}
	text, err := d.name()
	return string(text), err
}
