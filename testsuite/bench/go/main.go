// Go's side of the comparison; see ../cxx/harness.h for the command line and the lines it prints.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

type moment struct {
	wall time.Time
	cpu  time.Duration
}

func now() moment {
	var used syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &used) == nil)
	return moment{time.Now(), time.Duration(used.Utime.Nano() + used.Stime.Nano())}
}

type metric struct {
	name  string
	value float64
}

var (
	bodies  = map[string]func(n int){}
	started moment
	stopped moment
	further []metric
)

func register(more map[string]func(n int)) {
	for name, body := range more {
		check(bodies[name] == nil)
		bodies[name] = body
	}
}

func check(held bool) {
	if !held {
		panic("expectation does not hold")
	}
}

func workers() int { return runtime.GOMAXPROCS(0) }

func startTimer() { started, stopped = now(), moment{} }

func stopTimer() {
	if stopped.wall.IsZero() {
		stopped = now()
	}
}

func report(name string, value float64) { further = append(further, metric{name, value}) }

func measure(body func(int), count int) {
	runtime.GC()
	further = nil
	startTimer()
	body(count)
	stopTimer()
}

func residentBytes() int {
	text, err := os.ReadFile("/proc/self/status")
	check(err == nil)
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "VmRSS:") {
			kilobytes, err := strconv.Atoi(strings.Fields(line)[1])
			check(err == nil)
			return kilobytes * 1024
		}
	}
	return 0
}

// What the work begins with; unknown to the compiler, which would leave out the work otherwise.
var zero, one = len(os.Args) / 1000, len(os.Args)/1000 + 1

// spend is the work of Go's benchmarks between two operations.
func spend(rounds int) {
	x := one
	for i := 0; i < rounds; i++ {
		x *= 2
		x /= 2
	}
	opaque(x)
}

// divide is the same with a division.
func divide(rounds int) {
	x := zero
	for i := 0; i < rounds; i++ {
		x /= x + 1
	}
	opaque(x)
}

//go:noinline
func opaque(int) {}

func scramble(x uint64, rounds int) uint64 {
	for i := 0; i < rounds; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

// A turns hands out iterations of a pool that is shared, in portions.
type pool struct {
	left    int64
	portion int64
	taken   int64
}

type turns struct {
	from *pool
	mine int64
	done int64
}

func (t *turns) next() bool {
	if t.mine == 0 {
		left := atomic.AddInt64(&t.from.left, -t.from.portion) + t.from.portion
		if left <= 0 {
			return false
		}
		t.mine = left
		if t.mine > t.from.portion {
			t.mine = t.from.portion
		}
	}
	t.mine--
	t.done++
	return true
}

func clamp(x, low, high int64) int64 {
	if x < low {
		return low
	}
	if x > high {
		return high
	}
	return x
}

// parallel calls body on as many goroutines as there are workers, which share n iterations.
func parallel(n int, body func(t *turns)) {
	p := &pool{left: int64(n), portion: clamp(int64(n)/1000, 1, 10000)}
	done := make(chan bool)
	for i := 0; i < workers(); i++ {
		go func() {
			t := &turns{from: p}
			body(t)
			atomic.AddInt64(&p.taken, t.done)
			done <- true
		}()
	}
	for i := 0; i < workers(); i++ {
		<-done
	}
	check(p.taken == int64(n))
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--list" {
		var names []string
		for name := range bodies {
			names = append(names, name)
		}
		sort.Strings(names)
		fmt.Println(strings.Join(names, "\n"))
		return
	}
	if len(os.Args) != 4 || bodies[os.Args[1]] == nil {
		fmt.Fprintf(os.Stderr, "usage: %s --list | NAME COUNT WARM_UP\n", os.Args[0])
		os.Exit(64)
	}
	name, body := os.Args[1], bodies[os.Args[1]]
	count, err := strconv.Atoi(os.Args[2])
	check(err == nil)
	warmUp, err := strconv.Atoi(os.Args[3])
	check(err == nil)
	if warmUp > 0 {
		measure(body, warmUp)
	} else {
		debug.FreeOSMemory()
	}
	measure(body, count)
	fmt.Printf("bench %s %d ns %.4f\n", name, count, float64(stopped.wall.Sub(started.wall))/float64(count))
	fmt.Printf("bench %s %d cpu_ns %.4f\n", name, count, float64(stopped.cpu-started.cpu)/float64(count))
	for _, m := range further {
		fmt.Printf("bench %s %d %s %.4f\n", name, count, m.name, m.value)
	}
}
