package main

import (
	"sync"
	"time"
)

func timerNewStop(n int) {
	pending := 0
	for i := 0; i < n; i++ {
		timer := time.NewTimer(time.Hour)
		if timer.Stop() {
			pending++
		}
	}
	check(pending == n)
}

func selectWithTimer(n int) {
	c := make(chan int, 1)
	sum := 0
	for i := 0; i < n; i++ {
		c <- i
		timer := time.NewTimer(time.Hour)
		select {
		case x := <-c:
			sum += x
		case <-timer.C:
			check(false)
		}
		timer.Stop()
	}
	check(sum == n*(n-1)/2)
}

func mutexUncontended(n int) {
	var guard sync.Mutex
	for i := 0; i < n; i++ {
		guard.Lock()
		counter++
		guard.Unlock()
	}
	check(counter == n)
	counter = 0
}

var counter int

func plainSlices(n, capacity int, fresh bool) {
	c := make(chan []byte, capacity)
	go func() {
		b := make([]byte, 512)
		for i := 0; i < n; i++ {
			if fresh {
				b = make([]byte, 512)
			}
			c <- b
		}
		close(c)
	}()
	sum := 0
	for b := range c {
		sum += len(b)
	}
	check(sum == n*512)
}

func selectedSlices(n, capacity int) {
	c := make(chan []byte, capacity)
	quit := make(chan int)
	go func() {
		b := make([]byte, 512)
		for i := 0; i < n; i++ {
			select {
			case c <- b:
			case <-quit:
				return
			}
		}
		close(c)
	}()
	sum := 0
receiving:
	for {
		select {
		case b, ok := <-c:
			if !ok {
				break receiving
			}
			sum += len(b)
		case <-quit:
			break receiving
		}
	}
	check(sum == n*512)
}

func init() {
	register(map[string]func(n int){
		"timer_new_stop":         timerNewStop,
		"sel_timeout_ready":      selectWithTimer,
		"mutex_unc":              mutexUncontended,
		"slice512_unbuf":         func(n int) { plainSlices(n, 0, false) },
		"slice512_buf100":        func(n int) { plainSlices(n, 100, false) },
		"slice512_buf100_alloc":  func(n int) { plainSlices(n, 100, true) },
		"slice512_select_unbuf":  func(n int) { selectedSlices(n, 0) },
		"slice512_select_buf100": func(n int) { selectedSlices(n, 100) },
	})
}
