package codat

import (
	"encoding/json"
	"fmt"
)

// LiveObjects returns how many objects of the library are alive in the process: clients, sandboxes and what
// calls in flight use. It is 0 when everything was closed: a test can check this at its end.
func LiveObjects() int64 { return nativeLiveObjects() - openQueues.Load() }

// Version is the version of the library, such as "0.1.0".
func Version() string { return nativeVersion() }

// Operations describes every operation that [Client.Call] knows: a JSON array of {"name", "operationId",
// "method", "path" and more}, as codat_operations() in codat.h says.
func Operations() (json.RawMessage, error) {
	out := nativeOperations()
	defer out.free()
	var result json.RawMessage
	err := readDocument(out, "", &result, nil)
	return result, err
}

func checkABI() error { return checkVersion(nativeABIVersion()) }

// checkVersion refuses a library whose functions are not those that this package was compiled for.
func checkVersion(found uint32) error {
	if found == abiVersion {
		return nil
	}
	return &Error{Kind: ErrUnsupported, Message: fmt.Sprintf(
		"the libcodat that was loaded (version %s) has ABI version %d, and this program was compiled for %d: "+
			"install the library that goes with it, or compile again", Version(), found, abiVersion)}
}
