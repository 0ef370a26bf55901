package main

func channels(n, capacity int) []chan int {
	all := make([]chan int, n)
	for i := range all {
		all[i] = make(chan int, capacity)
	}
	return all
}

func countUp(c chan int, n int) {
	for i := 0; i < n; i++ {
		c <- i
	}
}

func blocking2(n int) {
	a, b := make(chan int), make(chan int)
	each := n / 2
	go countUp(a, each)
	go countUp(b, each)
	sum := 0
	for i := 0; i < each*2; i++ {
		select {
		case x := <-a:
			sum += x
		case x := <-b:
			sum += x
		}
	}
	check(sum == each*(each-1))
}

func blocking8(n int) {
	c := channels(8, 0)
	each := n / 8
	for _, one := range c {
		go countUp(one, each)
	}
	sum := 0
	for i := 0; i < each*8; i++ {
		select {
		case x := <-c[0]:
			sum += x
		case x := <-c[1]:
			sum += x
		case x := <-c[2]:
			sum += x
		case x := <-c[3]:
			sum += x
		case x := <-c[4]:
			sum += x
		case x := <-c[5]:
			sum += x
		case x := <-c[6]:
			sum += x
		case x := <-c[7]:
			sum += x
		}
	}
	check(sum == 4*each*(each-1))
}

func echo(in, out, quit chan int) {
	for {
		x := 0
		select {
		case x = <-in:
		case <-quit:
			return
		}
		select {
		case out <- x + 1:
		case <-quit:
			return
		}
	}
}

func selectPingpong(n int) {
	there, back, quit := make(chan int), make(chan int), make(chan int)
	go echo(there, back, quit)
	for i := 0; i < n; i++ {
		select {
		case there <- i:
		case <-quit:
		}
		select {
		case x := <-back:
			check(x == i+1)
		case <-quit:
		}
	}
	close(quit)
}

func default1(n int) {
	c := make(chan int)
	empty := 0
	for i := 0; i < n; i++ {
		select {
		case <-c:
		default:
			empty++
		}
	}
	check(empty == n)
}

func default2(n int) {
	c, d := make(chan int), make(chan int)
	empty := 0
	for i := 0; i < n; i++ {
		select {
		case <-c:
		case <-d:
		default:
			empty++
		}
	}
	check(empty == n)
}

func defaultTakenNever(n int) {
	c := make(chan int, 1)
	sum := 0
	for i := 0; i < n; i++ {
		select {
		case c <- i:
		default:
			check(false)
		}
		select {
		case x := <-c:
			sum += x
		default:
			check(false)
		}
	}
	check(sum == n*(n-1)/2)
}

func init() {
	register(map[string]func(n int){
		"sel2_block":          blocking2,
		"sel8_block":          blocking8,
		"sel_pingpong":        selectPingpong,
		"sel1_default_empty":  default1,
		"sel2_default_empty":  default2,
		"sel_default_ok_pair": defaultTakenNever,
	})
}
