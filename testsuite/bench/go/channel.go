package main

import "sync"

func pingpong(n int) {
	there, back := make(chan int), make(chan int)
	go func() {
		for x := range there {
			back <- x + 1
		}
		close(back)
	}()
	for i := 0; i < n; i++ {
		there <- i
		check(<-back == i+1)
	}
	close(there)
	x, ok := <-back
	check(!ok && x == 0)
}

func oneToOne(n, capacity, skew int) {
	c := make(chan int, capacity)
	go func() {
		for i := 0; i < n; i++ {
			if i == n/2 {
				c <- i + skew
			} else {
				c <- i
			}
		}
		close(c)
	}()
	sum := 0
	for x := range c {
		sum += x
	}
	check(sum == n*(n-1)/2)
}

func manyToMany(n, fibers, capacity int) {
	c := make(chan int, capacity)
	sums := make(chan int, fibers)
	each := n / fibers
	var producers sync.WaitGroup
	producers.Add(fibers)
	for f := 0; f < fibers; f++ {
		go func() {
			for i := 0; i < each; i++ {
				c <- i
			}
			producers.Done()
		}()
		go func() {
			sum := 0
			for x := range c {
				sum += x
			}
			sums <- sum
		}()
	}
	producers.Wait()
	close(c)
	sum := 0
	for f := 0; f < fibers; f++ {
		sum += <-sums
	}
	check(sum == fibers*(each*(each-1)/2))
}

func bufferedPair(n int) {
	c := make(chan int, 128)
	sum := 0
	for i := 0; i < n; i++ {
		c <- i
		sum += <-c
	}
	check(sum == n*(n-1)/2)
}

func closedReceive(n int) {
	c := make(chan int)
	close(c)
	for i := 0; i < n; i++ {
		x, ok := <-c
		check(!ok && x == 0)
	}
}

var made chan int

func makeInts(n, capacity int) {
	for i := 0; i < n; i++ {
		made = make(chan int, capacity)
		check(cap(made) == capacity)
	}
}

func work(n, rounds int) {
	const fibers = 4
	c := make(chan int, 64)
	sums := make(chan uint64, fibers)
	go func() {
		for i := 0; i < n; i++ {
			c <- i
		}
		close(c)
	}()
	for f := 0; f < fibers; f++ {
		go func() {
			sum := uint64(0)
			for x := range c {
				sum += scramble(uint64(x%16+1), rounds)
			}
			sums <- sum
		}()
	}
	sum := uint64(0)
	for f := 0; f < fibers; f++ {
		sum += <-sums
	}
	stopTimer()
	for x := 0; x < 16; x++ {
		times := n / 16
		if x < n%16 {
			times++
		}
		sum -= uint64(times) * scramble(uint64(x+1), rounds)
	}
	check(sum == 0)
}

func init() {
	register(map[string]func(n int){
		"pingpong":             pingpong,
		"unbuf_spsc":           func(n int) { oneToOne(n, 0, 0) },
		"buf100_spsc":          func(n int) { oneToOne(n, 100, 0) },
		"buf128_spsc":          func(n int) { oneToOne(n, 128, 0) },
		"mpmc_4x4_c128":        func(n int) { manyToMany(n, 4, 128) },
		"mpmc_4x4_c1":          func(n int) { manyToMany(n, 4, 1) },
		"mpmc_4x4_c0":          func(n int) { manyToMany(n, 4, 0) },
		"mpmc_64x64_c128":      func(n int) { manyToMany(n, 64, 128) },
		"buf_uncontended_pair": bufferedPair,
		"closed_recv":          closedReceive,
		"make_chan0":           func(n int) { makeInts(n, 0) },
		"make_chan10":          func(n int) { makeInts(n, 10) },
		"work_1us":             func(n int) { work(n, 610) },
		"work_3us":             func(n int) { work(n, 1830) },
		"work_10us":            func(n int) { work(n, 6100) },
		"planted_wrong_sum":    func(n int) { oneToOne(n, 100, 1) },
	})
}
