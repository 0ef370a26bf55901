package main

import (
	"sync"
	"sync/atomic"
	"time"
)

type empty struct{}

func makeOf[T any](n int) {
	var c chan T
	for i := 0; i < n; i++ {
		c = make(chan T, 8)
	}
	check(cap(c) == 8)
	close(c)
}

func chanNonblocking(n int) {
	c := make(chan int)
	parallel(n, func(t *turns) {
		for t.next() {
			select {
			case <-c:
				check(false)
			default:
			}
		}
	})
}

func hundredAndHundred(c chan int, t *turns) {
	for t.next() {
		for i := 0; i < 100; i++ {
			c <- 1
		}
		for i := 0; i < 100; i++ {
			check(<-c == 1)
		}
	}
}

func chanUncontended(n int) {
	parallel(n, func(t *turns) { hundredAndHundred(make(chan int, 100), t) })
}

func chanContended(n int) {
	c := make(chan int, 100*workers())
	parallel(n, func(t *turns) { hundredAndHundred(c, t) })
	check(len(c) == 0)
}

func synchronous(n, work int) {
	const rounds = 1000
	all := int64(n / rounds / 2 * 2)
	units, done := all, int64(0)
	c := make(chan int)
	var both sync.WaitGroup
	both.Add(2)
	for f := 0; f < 2; f++ {
		go func() {
			for {
				unit := atomic.AddInt64(&units, -1)
				if unit < 0 {
					break
				}
				for i := 0; i < rounds; i++ {
					if unit%2 == 0 {
						<-c
						divide(work)
						c <- 0
						divide(work)
					} else {
						c <- 0
						divide(work)
						<-c
						divide(work)
					}
				}
				atomic.AddInt64(&done, 1)
			}
			both.Done()
		}()
	}
	both.Wait()
	check(done == all)
}

func producersConsumers(n, capacity, work int) {
	const rounds = 1000
	units, received := int64(n/rounds), int64(0)
	c := make(chan int, capacity)
	var all sync.WaitGroup
	all.Add(2 * workers())
	for f := 0; f < workers(); f++ {
		go func() {
			for atomic.AddInt64(&units, -1) >= 0 {
				for i := 0; i < rounds; i++ {
					spend(work)
					c <- 1
				}
			}
			c <- 0
			all.Done()
		}()
		go func() {
			sum := 0
			for {
				x := <-c
				if x == 0 {
					break
				}
				spend(work)
				sum += x
			}
			atomic.AddInt64(&received, int64(sum))
			all.Done()
		}()
	}
	all.Wait()
	check(received == int64(n/rounds*rounds))
}

func receiveFromClosed(n int) {
	c := make(chan empty, n)
	for i := 0; i < n; i++ {
		c <- empty{}
	}
	close(c)
	startTimer()
	received := 0
	for range c {
		received++
	}
	check(received == n)
}

func chanCreation(n int) {
	parallel(n, func(t *turns) {
		for t.next() {
			c := make(chan int, 1)
			c <- 1
			check(<-c == 1)
		}
	})
}

func chanSem(n int) {
	c := make(chan empty, workers())
	parallel(n, func(t *turns) {
		for t.next() {
			c <- empty{}
			<-c
		}
	})
	check(len(c) == 0)
}

func chanPopular(n int) {
	const fibers = 1000
	common := make(chan bool)
	var own []chan bool
	received := int64(0)
	var all sync.WaitGroup
	all.Add(fibers)
	for f := 0; f < fibers; f++ {
		d := make(chan bool)
		own = append(own, d)
		go func() {
			mine := int64(0)
			for i := 0; i < n; i++ {
				select {
				case <-common:
					check(false)
				case <-d:
					mine++
				}
			}
			atomic.AddInt64(&received, mine)
			all.Done()
		}()
	}
	for i := 0; i < n; i++ {
		for _, d := range own {
			d <- true
		}
	}
	all.Wait()
	check(received == int64(n*fibers))
}

func chanClosed(n int) {
	c := make(chan empty)
	close(c)
	parallel(n, func(t *turns) {
		for t.next() {
			select {
			case <-c:
			default:
				check(false)
			}
		}
	})
}

// token makes a select pass on what it receives, to the other channel.
func token(a, b chan int, t *turns) {
	for t.next() {
		select {
		case <-a:
			b <- 0
		case <-b:
			a <- 0
		}
	}
}

func selectUncontended(n int) {
	parallel(n, func(t *turns) {
		a, b := make(chan int, 1), make(chan int, 1)
		a <- 0
		token(a, b, t)
		check(len(a)+len(b) == 1)
	})
}

func selectAsyncContended(n int) {
	a, b := make(chan int, workers()), make(chan int, workers())
	parallel(n, func(t *turns) {
		a <- 0
		token(a, b, t)
	})
	check(len(a)+len(b) == workers())
}

func selectSyncContended(n int) {
	a, b, c := make(chan int), make(chan int), make(chan int)
	done := make(chan int)
	parallel(n, func(t *turns) {
		go func() {
			for {
				select {
				case a <- 0:
				case b <- 0:
				case c <- 0:
				case <-done:
					return
				}
			}
		}()
		for t.next() {
			select {
			case <-a:
			case <-b:
			case <-c:
			}
		}
	})
	close(done)
}

func selectNonblock(n int) {
	a, b := make(chan int), make(chan int)
	c, d := make(chan int, 1), make(chan int, 1)
	parallel(n, func(t *turns) {
		for t.next() {
			select {
			case <-a:
			default:
			}
			select {
			case b <- 0:
			default:
			}
			select {
			case <-c:
			default:
			}
			select {
			case d <- 0:
			default:
			}
		}
	})
	check(len(c) == 0 && len(d) == 1)
}

func selectProdCons(n int) {
	const rounds = 1000
	units, received := int64(n/rounds), int64(0)
	c := make(chan int, 128)
	neverClosed := make(chan int)
	var all sync.WaitGroup
	all.Add(2 * workers())
	for f := 0; f < workers(); f++ {
		go func() {
			timer := time.After(time.Hour)
			for atomic.AddInt64(&units, -1) >= 0 {
				for i := 0; i < rounds; i++ {
					spend(100)
					select {
					case c <- 1:
					case <-timer:
					case <-neverClosed:
					}
				}
			}
			c <- 0
			all.Done()
		}()
		go func() {
			timer := time.After(time.Hour)
			sum := 0
			for x := 1; x != 0; {
				select {
				case x = <-c:
					sum += x
				case <-timer:
				case <-neverClosed:
				}
				spend(100)
			}
			atomic.AddInt64(&received, int64(sum))
			all.Done()
		}()
	}
	all.Wait()
	check(received == int64(n/rounds*rounds))
}

func init() {
	register(map[string]func(n int){
		"MakeChan_Byte":             makeOf[byte],
		"MakeChan_Int":              makeOf[int],
		"MakeChan_Ptr":              makeOf[*byte],
		"MakeChan_Struct_0":         makeOf[empty],
		"MakeChan_Struct_32":        makeOf[[4]int],
		"MakeChan_Struct_40":        makeOf[[5]int],
		"ChanNonblocking":           chanNonblocking,
		"ChanUncontended":           chanUncontended,
		"ChanContended":             chanContended,
		"ChanSync":                  func(n int) { synchronous(n, 0) },
		"ChanSyncWork":              func(n int) { synchronous(n, 1000) },
		"ChanProdCons0":             func(n int) { producersConsumers(n, 0, 0) },
		"ChanProdCons10":            func(n int) { producersConsumers(n, 10, 0) },
		"ChanProdCons100":           func(n int) { producersConsumers(n, 100, 0) },
		"ChanProdConsWork0":         func(n int) { producersConsumers(n, 0, 100) },
		"ChanProdConsWork10":        func(n int) { producersConsumers(n, 10, 100) },
		"ChanProdConsWork100":       func(n int) { producersConsumers(n, 100, 100) },
		"ReceiveDataFromClosedChan": receiveFromClosed,
		"ChanCreation":              chanCreation,
		"ChanSem":                   chanSem,
		"ChanPopular":               chanPopular,
		"ChanClosed":                chanClosed,
		"SelectUncontended":         selectUncontended,
		"SelectSyncContended":       selectSyncContended,
		"SelectAsyncContended":      selectAsyncContended,
		"SelectNonblock":            selectNonblock,
		"SelectProdCons":            selectProdCons,
	})
}
