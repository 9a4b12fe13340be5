//go:build !race

package codat

const (
	manyGoroutines   = 5000
	manyOfEachClient = 300
	manyWaits        = 10_000
)
