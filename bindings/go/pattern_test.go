package codat

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
)

var uuid = regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// mismatch says why a value does not fit a pattern of tests/conformance/README.md; empty if it does.
func mismatch(place string, pattern, value any) string {
	fits := false
	switch pattern := pattern.(type) {
	case map[string]any:
		if length, ok := pattern["<length>"]; ok {
			array, isArray := value.([]any)
			fits = isArray && float64(len(array)) == length
			break
		}
		text, isText := value.(string)
		if part, ok := pattern["<contains>"]; ok {
			fits = isText && strings.Contains(text, part.(string))
			break
		}
		object, isObject := value.(map[string]any)
		for name, inner := range pattern {
			if problem := mismatch(place+"."+name, inner, object[name]); problem != "" {
				return problem
			}
		}
		fits = isObject
	case []any:
		array, isArray := value.([]any)
		if fits = isArray && len(array) == len(pattern); fits {
			for i := range pattern {
				if problem := mismatch(fmt.Sprintf("%s[%d]", place, i), pattern[i], array[i]); problem != "" {
					return problem
				}
			}
		}
	case string:
		text, isText := value.(string)
		_, isNumber := value.(float64)
		switch pattern {
		case "<absent>":
			fits = value == nil
		case "<text>":
			fits = text != ""
		case "<number>":
			fits = isNumber
		case "<uuid>":
			fits = uuid.MatchString(text)
		default:
			fits = isText && text == pattern
		}
	default:
		fits = reflect.DeepEqual(pattern, value)
	}
	if fits {
		return ""
	}
	expected, _ := json.Marshal(pattern)
	found, _ := json.Marshal(value)
	return fmt.Sprintf("%s: expected %s, found %s", place, expected, found)
}
