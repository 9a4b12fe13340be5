//go:build !codat_shared

package codat

// The archive that is in a released module, or else the one that `cargo build --release` makes in a checkout.
// CGO_LDFLAGS=-L… is searched first.

/*
#cgo linux,amd64 LDFLAGS: -L${SRCDIR}/lib/linux_amd64
#cgo LDFLAGS: -L${SRCDIR}/../../target/release -l:libcodat.a -lm -ldl -lpthread
*/
import "C"
