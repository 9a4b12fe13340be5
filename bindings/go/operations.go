package codat

import (
	"encoding/json"
	"strings"
	"sync"
)

// createMany and queueOrJoin are the workflows that change something.
const (
	createMany  = "companies.create_many"
	queueOrJoin = "refresh.queue_or_join"
)

// anyList is the operation that lists anything.
const anyList = "request.list"

var requestMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

// requestOf is the operation that sends any request with a method.
func requestOf(method string) string { return "request." + strings.ToLower(method) }

// listed is an operation in the table of the library.
type listed struct {
	Name   string `json:"name"`
	Method string `json:"method"`
}

// methods are the HTTP methods of the operations; a workflow has none.
var methods = sync.OnceValue(func() map[string]string {
	var table struct {
		Result []listed `json:"result"`
	}
	out := nativeOperations()
	defer out.free()
	_ = json.Unmarshal(out.document, &table)
	found := map[string]string{}
	for _, operation := range table.Result {
		found[operation.Name] = operation.Method
	}
	for _, method := range requestMethods {
		found[requestOf(method)] = method
	}
	found[anyList] = "GET"
	return found
})

// changes says whether an operation changes something at the service; one that is not known may.
func changes(operation string) bool {
	if operation == "" {
		return false
	}
	switch method, known := methods()[operation]; {
	case known && method == "":
		return operation == createMany || operation == queueOrJoin
	default:
		return method != "GET"
	}
}

// takesKey says whether an operation is sent with an idempotency key.
func takesKey(operation string) bool {
	method := methods()[operation]
	return method == "POST" || method == "PATCH"
}
