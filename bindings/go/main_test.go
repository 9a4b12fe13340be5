package codat

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// TestMain fails where something of the library is left at the end.
func TestMain(m *testing.M) {
	code := m.Run()
	if left := LiveObjects(); left != 0 {
		fmt.Fprintf(os.Stderr, "%d objects of the library are left\n", left)
		code = 1
	}
	os.Exit(code)
}

// patience is how long a test waits for what must come: long, for a machine that is busy with other things.
const patience = 20 * time.Second

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// must is for steps of a test that do not fail unless all is lost.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, what string, wanted, found T) {
	t.Helper()
	if wanted != found {
		t.Errorf("%s: expected %v, found %v", what, wanted, found)
	}
}

// start starts a sandbox and makes a client for it; both are closed when the test ends.
func start(t *testing.T, options ...Option) (*Sandbox, *Client) {
	t.Helper()
	return startAt(t, time.Time{}, options...)
}

// startAt does the same with a sandbox whose clock begins at start; the zero time is now.
func startAt(t *testing.T, start time.Time, options ...Option) (*Sandbox, *Client) {
	t.Helper()
	sandbox := must(StartSandbox(context.Background(), SandboxStartTime(start)))
	t.Cleanup(func() { check(t, sandbox.Close()) })
	client := must(sandbox.NewClient(options...))
	t.Cleanup(func() { _ = client.Close() })
	return sandbox, client
}

func unlimited(t *testing.T, sandbox *Sandbox) {
	t.Helper()
	check(t, sandbox.SetLimits(SandboxLimits{RequestsPerDay: Ptr(1_000_000), ConcurrentRequests: Ptr(1000)}))
}

// failure is the *Error that err must be, of this kind.
func failure(t *testing.T, err error, kind ErrorKind) *Error {
	t.Helper()
	failed, ok := err.(*Error)
	if !ok || failed.Kind != kind {
		t.Fatalf("expected %v, found %T: %v", kind, err, err)
	}
	return failed
}

// collect lets the garbage collector end what nobody holds any more.
func collect(t *testing.T, what string, condition func() bool) {
	t.Helper()
	eventually(t, what, func() bool {
		runtime.GC()
		return condition()
	})
}

// sockets counts the process's.
func sockets() int {
	count := 0
	for _, entry := range must(os.ReadDir("/proc/self/fd")) {
		target, err := os.Readlink(filepath.Join("/proc/self/fd", entry.Name()))
		if err == nil && len(target) > 7 && target[:7] == "socket:" {
			count++
		}
	}
	return count
}

// repository is the text of a file of the repository.
func repository(path string) string {
	return string(must(os.ReadFile(filepath.Join("../..", path))))
}

func parse(text []byte) any {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		panic(fmt.Sprintf("%v: %s", err, text))
	}
	return value
}
