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

// inAnotherProcess runs the rest of a test in a process of its own, since Go ends no thread that it had at any time. The
// server answers in the test's first process, so that its threads count for nobody.
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

// manyCalls makes calls from many goroutines of many clients at once, and checks how many threads there are.
func manyCalls(t *testing.T, clients, goroutines, held, most int) {
	inAnotherProcess(t, func(url string) {
		var calls sync.WaitGroup
		errs := make(chan error, clients*goroutines)
		for range clients {
			client := clientOf(t, url, forever...)
			for range goroutines {
				calls.Add(1)
				go func() {
					defer calls.Done()
					_, err := client.Companies.Get(context.Background(), "a")
					errs <- err
				}()
			}
		}
		eventually(t, "all turns to be taken", func() bool { return len(everyone) == held })
		fmt.Println("threads while calls wait:", threads())
		must(http.Get(url + "/open")).Body.Close()
		calls.Wait()
		for range clients * goroutines {
			check(t, <-errs)
		}
		fmt.Println("threads at the end:", threads())
		if found := threads(); found >= most {
			t.Errorf("%d threads", found)
		}
	})
}

func TestManyGoroutinesOfAClientNeedFewThreads(t *testing.T) {
	manyCalls(t, 1, manyGoroutines, 12, 100)
}

func TestManyGoroutinesOfManyClientsNeedFewThreads(t *testing.T) {
	manyCalls(t, 40, manyOfEachClient, 400, 600)
}

// fastest is how long the fastest of a few calls takes.
func fastest(client *Client) time.Duration {
	best := never
	for range 20 {
		began := time.Now()
		must(client.Groups.List(context.Background()))
		best = min(best, time.Since(began))
	}
	return best
}

// Waits hold no thread, and a call beside them waits for none of them.
func TestManyWaitsNeedFewThreads(t *testing.T) {
	inAnotherProcess(t, func(url string) {
		client := clientOf(t, url, forever...)
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		alone := fastest(client)
		var ended sync.WaitGroup
		errs := make(chan error, manyWaits)
		for range manyWaits {
			ended.Add(1)
			go func() {
				defer ended.Done()
				wait := WaitUntilLinked{ConnectionID: "a", PollInterval: time.Minute}
				_, err := client.Connections.WaitUntilLinked(ctx, "a", wait)
				errs <- err
			}()
		}
		eventually(t, "all to wait", func() bool {
			response := must(http.Get(url + "/polls"))
			defer response.Body.Close()
			return string(must(io.ReadAll(response.Body))) == strconv.Itoa(manyWaits)
		})
		beside := fastest(client)
		fmt.Println("threads:", threads(), "the fastest call alone and beside the waits:", alone, beside)
		equal(t, "as fast as alone", true, beside < 5*alone+5*time.Millisecond)
		cancel()
		ended.Wait()
		for range manyWaits {
			failure(t, <-errs, ErrCancelled)
		}
		fmt.Println("threads at the end:", threads())
		if found := threads(); found >= 100 {
			t.Errorf("%d threads", found)
		}
	})
}
