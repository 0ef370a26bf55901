package main

import (
	"runtime"
	"sync"
	"time"
)

func park(n int) {
	before := residentBytes()
	startTimer()
	gate := make(chan int)
	var started, ended sync.WaitGroup
	started.Add(n)
	ended.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			started.Done()
			x, ok := <-gate
			check(!ok && x == 0)
			ended.Done()
		}()
	}
	started.Wait()
	stopTimer()
	report("bytes", float64(residentBytes()-before)/float64(n))
	start := time.Now()
	close(gate)
	ended.Wait()
	report("wake_ns", float64(time.Since(start))/float64(n))
}

func dequeueFromMiddle(n int) {
	common := make(chan int)
	own := make([]chan int, n)
	var started, ended sync.WaitGroup
	started.Add(n)
	ended.Add(n)
	for i := range own {
		own[i] = make(chan int)
		go func(mine chan int) {
			started.Done()
			select {
			case <-common:
				check(false)
			case x := <-mine:
				check(x == 1)
			}
			ended.Done()
		}(own[i])
	}
	started.Wait()
	runtime.Gosched()
	startTimer()
	for i := range own {
		own[(i+n/2)%n] <- 1
	}
	ended.Wait()
}

func init() {
	register(map[string]func(n int){
		"park_1000":         park,
		"park_10000":        park,
		"park_100000":       park,
		"park_1000000":      park,
		"chanlinear_1000":   dequeueFromMiddle,
		"chanlinear_10000":  dequeueFromMiddle,
		"chanlinear_100000": dequeueFromMiddle,
	})
}
