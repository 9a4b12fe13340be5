//go:build race

package codat

// The race detector counts no further than 8,128 goroutines.
const (
	manyGoroutines   = 5000
	manyOfEachClient = 150
	manyWaits        = 5000
)
