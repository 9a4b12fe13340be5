//go:build codat_shared

package codat

// The shared library that `make install` puts in place. Where that is not a folder which the compiler knows,
// say so with CGO_CFLAGS and CGO_LDFLAGS, for example from `pkg-config --cflags --libs codat`.

/*
#cgo LDFLAGS: -lcodat
*/
import "C"
