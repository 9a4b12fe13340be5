// Package measure is what both Go contestants do around their calls: PROGRAM URL OPERATION THREADS SECONDS.
//
// What it measures, and the line that it prints, is what every contestant does; see docs/explanation/how-we-measure.md. The threads are
// goroutines.
package measure

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// CompanyID is the company that is requested.
const CompanyID = "8a210b68-6988-11ed-a1eb-0242ac120002"

// Task is the work that the arguments describe.
type Task struct {
	// URL is the server's.
	URL string
	// Operation is create, get or list.
	Operation string
	// PageSize is how many companies are on a page.
	PageSize int
	// Threads is how many goroutines make calls.
	Threads int
}

// Main measures the calls that begin makes. The argument "empty" ends the program before it does anything.
func Main(begin func(Task) func() error) {
	if len(os.Args) == 2 && os.Args[1] == "empty" {
		return
	}
	if len(os.Args) != 5 {
		fail(fmt.Errorf("%s URL OPERATION THREADS SECONDS", os.Args[0]))
	}
	operation := strings.TrimRight(os.Args[2], "0123456789")
	pageSize, _ := strconv.Atoi(strings.TrimPrefix(os.Args[2], operation))
	threads, err := strconv.Atoi(os.Args[3])
	check(err)
	seconds, err := strconv.ParseFloat(os.Args[4], 64)
	check(err)
	call := begin(Task{os.Args[1], operation, pageSize, threads})
	if seconds == 0 {
		check(call())
		return
	}
	length := time.Duration(seconds * float64(time.Second))
	callsFor(call, threads, length/2)
	began, cpu := time.Now(), cpuSeconds()
	calls := callsFor(call, threads, length)
	elapsed, cpu := time.Since(began).Seconds(), cpuSeconds()-cpu
	fmt.Printf("{\"calls\":%d,\"seconds\":%f,\"cpu\":%f,\"peak_kib\":%d}\n", calls, elapsed, cpu, peakKiB())
}

// callsFor has all goroutines make calls until the time is up.
func callsFor(call func() error, threads int, length time.Duration) int64 {
	var all atomic.Int64
	var group sync.WaitGroup
	end := time.Now().Add(length)
	for range threads {
		group.Add(1)
		go func() {
			defer group.Done()
			var calls int64
			for ; time.Now().Before(end); calls++ {
				check(call())
			}
			all.Add(calls)
		}()
	}
	group.Wait()
	return all.Load()
}

// cpuSeconds is user and system time of this process.
func cpuSeconds() float64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

// peakKiB is the most memory that was ever resident. (That of getrusage begins with what the parent had.)
func peakKiB() int64 {
	status, err := os.ReadFile("/proc/self/status")
	check(err)
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); fields[0] == "VmHWM:" {
			peak, err := strconv.ParseInt(fields[1], 10, 64)
			check(err)
			return peak
		}
	}
	return 0
}

func check(err error) {
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
