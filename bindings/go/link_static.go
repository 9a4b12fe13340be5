//go:build !codat_shared

package codat

// The archive that `cargo build --release` makes. CGO_LDFLAGS=-L… is searched first.

/*
#cgo LDFLAGS: -L${SRCDIR}/../../target/release -l:libcodat.a -lm -ldl -lpthread
*/
import "C"
