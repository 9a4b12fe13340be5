package codat

import (
	"encoding/json"
	"math"
	"time"
)

// milliseconds is a time that is written as a whole number of milliseconds, rounded away from none.
type milliseconds time.Duration

func (m milliseconds) MarshalJSON() ([]byte, error) {
	count, rest := time.Duration(m)/time.Millisecond, time.Duration(m)%time.Millisecond
	switch {
	case rest > 0:
		count++
	case rest < 0:
		count--
	}
	return json.Marshal(int64(count))
}

// fromMilliseconds is a time that was read in milliseconds, at most the longest that there is.
func fromMilliseconds(read *int64, otherwise time.Duration) time.Duration {
	if read == nil {
		return otherwise
	}
	const most = math.MaxInt64 / int64(time.Millisecond)
	return time.Duration(min(*read, most)) * time.Millisecond
}
