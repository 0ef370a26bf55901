package main

import (
	"runtime"
	"sync"
	"sync/atomic"
)

func spawn(n int) {
	var all sync.WaitGroup
	all.Add(n)
	ran := int64(0)
	for i := 0; i < n; i++ {
		go func() {
			atomic.AddInt64(&ran, 1)
			all.Done()
		}()
	}
	all.Wait()
	check(ran == int64(n))
}

func spawnInTurn(n int) {
	c := make(chan int)
	sum := 0
	for i := 0; i < n; i++ {
		go func() { c <- 1 }()
		sum += <-c
	}
	check(sum == n)
}

func skynetNode(out chan<- int, first, size int) {
	if size == 1 {
		out <- first
		return
	}
	results := make(chan int)
	for i := 0; i < 10; i++ {
		go skynetNode(results, first+i*(size/10), size/10)
	}
	sum := 0
	for i := 0; i < 10; i++ {
		sum += <-results
	}
	out <- sum
}

func skynet(n int) {
	leaves := 1
	for leaves*10 <= n {
		leaves *= 10
	}
	result := make(chan int)
	go skynetNode(result, 0, leaves)
	check(<-result == leaves*(leaves-1)/2)
}

const ringSize = 503

func ringMember(id int, in <-chan int, out, result chan<- int) {
	for token := range in {
		if token == 0 {
			result <- id
		} else {
			out <- token - 1
		}
	}
}

func ring(n int) {
	result := make(chan int, 1)
	c := channels(ringSize, 0)
	for i := range c {
		go ringMember(i+1, c[i], c[(i+1)%ringSize], result)
	}
	c[0] <- n
	check(<-result == n%ringSize+1)
	for _, one := range c {
		close(one)
	}
}

type visit struct {
	colour int
	reply  chan<- int
}

func creature(colour int, place chan<- visit, result chan<- int) {
	reply := make(chan int)
	meetings := 0
	for {
		place <- visit{colour, reply}
		other := <-reply
		if other < 0 {
			break
		}
		if colour != other {
			colour = 3 - colour - other
		}
		meetings++
	}
	result <- meetings
}

func chameneos(n int) {
	colours := []int{0, 1, 2, 1, 2, 0, 1, 2, 1, 0}
	place := make(chan visit)
	result := make(chan int, 10)
	for _, colour := range colours {
		go creature(colour, place, result)
	}
	for i := 0; i < n; i++ {
		a := <-place
		b := <-place
		a.reply <- b.colour
		b.reply <- a.colour
	}
	for range colours {
		(<-place).reply <- -1
	}
	sum := 0
	for range colours {
		sum += <-result
	}
	check(sum == 2*n)
}

func sieveFilter(in <-chan int, out chan<- int, prime int) {
	for x := range in {
		if x%prime != 0 {
			out <- x
		}
	}
}

func sieve(n int) {
	c := make(chan int)
	go func(out chan<- int) {
		for i := 2; ; i++ {
			out <- i
		}
	}(c)
	prime := 0
	for i := 0; i < n; i++ {
		prime = <-c
		next := make(chan int)
		go sieveFilter(c, next, prime)
		c = next
	}
	check(n != 2000 || prime == 17389)
	check(n != 4000 || prime == 37813)
}

func takeTurns(n int) {
	done := make(chan int)
	for f := 0; f < 2; f++ {
		go func() {
			i := 0
			for ; i < n/2; i++ {
				runtime.Gosched()
			}
			done <- i
		}()
	}
	check(<-done+<-done == n/2*2)
}

func init() {
	register(map[string]func(n int){
		"spawn_1M":   spawn,
		"spawn_seq":  spawnInTurn,
		"skynet_1M":  skynet,
		"ring503":    ring,
		"chameneos":  chameneos,
		"sieve_2000": sieve,
		"sieve_4000": sieve,
		"yield":      takeTurns,
	})
}
