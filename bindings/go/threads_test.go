package codat

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// urlOfParent names the server that a test's other process calls.
const urlOfParent = "CODAT_TEST_URL"

// inAnotherProcess runs the rest of a test in a new process, since Go ends no thread that it had at any time. The
// server responds in the test's first process, so that its threads count for nobody.
func inAnotherProcess(t *testing.T, work func(url string)) {
	t.Helper()
	if url := os.Getenv(urlOfParent); url != "" {
		work(url)
		return
	}
	var open sync.Once
	var polls atomic.Int64
	opened := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.URL.Path == "/open":
			open.Do(func() { close(opened) })
		case strings.Contains(r.URL.Path, "/connections/"):
			polls.Add(1)
			_, _ = io.WriteString(w, `{"id":"a","status":"PendingAuth"}`)
		case r.URL.Path == "/polls":
			_, _ = fmt.Fprint(w, polls.Load())
		case r.URL.Path == "/groups":
			_, _ = io.WriteString(w, `{"results":[]}`)
		case r.URL.Path == "/companies":
			<-opened
			_, _ = io.WriteString(w, `{"results":[]}`)
		default:
			<-opened
			_, _ = io.WriteString(w, `{"id":"a"}`)
		}
	}))
	defer server.Close()
	defer open.Do(func() { close(opened) })
	ctx, cancel := context.WithTimeout(context.Background(), 4*patience)
	defer cancel()
	command := exec.CommandContext(ctx, os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	command.Env = append(os.Environ(), urlOfParent+"="+server.URL)
	said, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, said)
	}
	t.Log(strings.TrimSpace(string(said)))
}

var threadsLine = regexp.MustCompile(`(?m)^Threads:\s+(\d+)$`)

// threads counts the process's.
func threads() int {
	status := string(must(os.ReadFile("/proc/self/status")))
	return must(strconv.Atoi(threadsLine.FindStringSubmatch(status)[1]))
}

// fewThreads checks how many there are now. (In the end that is how many there ever were.)
func fewThreads(t *testing.T, when string, most int) {
	t.Helper()
	found := threads()
	fmt.Println("threads", when+":", found)
	if found >= most {
		t.Errorf("%d threads %s", found, when)
	}
}

// manyCalls makes calls from many goroutines of many clients at once, and checks how many threads there are.
func manyCalls(t *testing.T, clients, goroutines, held, most int, call func(client *Client) error) {
	inAnotherProcess(t, func(url string) {
		var begun atomic.Int64
		errs := make(chan error, clients*goroutines)
		for range clients {
			client := clientOf(t, url, forever...)
			for range goroutines {
				go func() {
					begun.Add(1)
					errs <- call(client)
				}()
			}
		}
		eventually(t, "all to call", func() bool {
			return begun.Load() == int64(clients*goroutines) && len(everyone) == held
		})
		fewThreads(t, "while calls wait", most)
		must(http.Get(url + "/open")).Body.Close()
		for range clients * goroutines {
			check(t, <-errs)
		}
		fewThreads(t, "at the end", most)
	})
}

func get(client *Client) error {
	_, err := client.Companies.Get(context.Background(), "a")
	return err
}

func TestManyGoroutinesOfAClientNeedFewThreads(t *testing.T) {
	manyCalls(t, 1, manyGoroutines, 12, 100, get)
}

func TestManyGoroutinesOfManyClientsNeedFewThreads(t *testing.T) {
	manyCalls(t, 40, manyOfEachClient, 400, 600, get)
}

func TestManyLoopsNeedFewThreads(t *testing.T) {
	manyCalls(t, 1, manyGoroutines, 0, 100, func(client *Client) error {
		for _, err := range client.Companies.All(context.Background(), ListCompanies{}) {
			return err
		}
		return nil
	})
}

// Waits hold no thread and no turn: a call beside them is sent at once, as one alone is.
func TestManyWaitsNeedFewThreads(t *testing.T) {
	inAnotherProcess(t, func(url string) {
		client := clientOf(t, url, forever...)
		polls := func() int {
			response := must(http.Get(url + "/polls"))
			defer response.Body.Close()
			return must(strconv.Atoi(string(must(io.ReadAll(response.Body)))))
		}
		// fastest is how long the fastest of a few calls takes. (Any of them may wait for the machine.)
		fastest := func() time.Duration {
			took, queued := never, never
			for range 20 {
				var meta Meta
				began := time.Now()
				must(client.Groups.List(context.Background(), CaptureMeta(&meta)))
				took, queued = min(took, time.Since(began)), min(queued, meta.Queued)
			}
			equal(t, "queued", 0, queued)
			return took
		}
		alone := fastest()
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		errs := make(chan error, manyWaits)
		for range manyWaits {
			go func() {
				wait := WaitUntilLinked{ConnectionID: "a", PollInterval: time.Minute}
				_, err := client.Connections.WaitUntilLinked(ctx, "a", wait)
				errs <- err
			}()
		}
		eventually(t, "all to wait", func() bool { return polls() >= manyWaits })
		fmt.Println("the fastest call alone and beside the waits:", alone, fastest())
		fewThreads(t, "while calls wait", 100)
		cancel()
		for range manyWaits {
			failure(t, <-errs, ErrCancelled)
		}
		fewThreads(t, "at the end", 100)
	})
}
