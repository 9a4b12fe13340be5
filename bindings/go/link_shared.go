//go:build codat_shared

package codat

// The shared library that `make install` installs. If its folder is not one that the compiler searches,
// name it in CGO_CFLAGS and CGO_LDFLAGS, for example from `pkg-config --cflags --libs codat`.

/*
#cgo LDFLAGS: -lcodat
*/
import "C"
