package main

// A token goes from channel to channel: the case that receives it sends it on.
func ready2(n int) {
	a, b := make(chan int, 1), make(chan int, 1)
	a <- 0
	last := 0
	for i := 0; i < n; i++ {
		select {
		case last = <-a:
			b <- last + 1
		case last = <-b:
			a <- last + 1
		}
	}
	check(last == n-1)
}

func ready1(n int) {
	c := channels(1, 1)
	c[0] <- 0
	last := 0
	for i := 0; i < n; i++ {
		select {
		case last = <-c[0]:
			c[0] <- last + 1
		}
	}
	check(last == n-1)
}

func ready4(n int) {
	c := channels(4, 1)
	c[0] <- 0
	last := 0
	for i := 0; i < n; i++ {
		select {
		case last = <-c[0]:
			c[1] <- last + 1
		case last = <-c[1]:
			c[2] <- last + 1
		case last = <-c[2]:
			c[3] <- last + 1
		case last = <-c[3]:
			c[0] <- last + 1
		}
	}
	check(last == n-1)
}

func ready8(n int) {
	c := channels(8, 1)
	c[0] <- 0
	last := 0
	for i := 0; i < n; i++ {
		select {
		case last = <-c[0]:
			c[1] <- last + 1
		case last = <-c[1]:
			c[2] <- last + 1
		case last = <-c[2]:
			c[3] <- last + 1
		case last = <-c[3]:
			c[4] <- last + 1
		case last = <-c[4]:
			c[5] <- last + 1
		case last = <-c[5]:
			c[6] <- last + 1
		case last = <-c[6]:
			c[7] <- last + 1
		case last = <-c[7]:
			c[0] <- last + 1
		}
	}
	check(last == n-1)
}

func ready16(n int) {
	c := channels(16, 1)
	c[0] <- 0
	last := 0
	for i := 0; i < n; i++ {
		select {
		case last = <-c[0]:
			c[1] <- last + 1
		case last = <-c[1]:
			c[2] <- last + 1
		case last = <-c[2]:
			c[3] <- last + 1
		case last = <-c[3]:
			c[4] <- last + 1
		case last = <-c[4]:
			c[5] <- last + 1
		case last = <-c[5]:
			c[6] <- last + 1
		case last = <-c[6]:
			c[7] <- last + 1
		case last = <-c[7]:
			c[8] <- last + 1
		case last = <-c[8]:
			c[9] <- last + 1
		case last = <-c[9]:
			c[10] <- last + 1
		case last = <-c[10]:
			c[11] <- last + 1
		case last = <-c[11]:
			c[12] <- last + 1
		case last = <-c[12]:
			c[13] <- last + 1
		case last = <-c[13]:
			c[14] <- last + 1
		case last = <-c[14]:
			c[15] <- last + 1
		case last = <-c[15]:
			c[0] <- last + 1
		}
	}
	check(last == n-1)
}

func ready32(n int) {
	c := channels(32, 1)
	c[0] <- 0
	last := 0
	for i := 0; i < n; i++ {
		select {
		case last = <-c[0]:
			c[1] <- last + 1
		case last = <-c[1]:
			c[2] <- last + 1
		case last = <-c[2]:
			c[3] <- last + 1
		case last = <-c[3]:
			c[4] <- last + 1
		case last = <-c[4]:
			c[5] <- last + 1
		case last = <-c[5]:
			c[6] <- last + 1
		case last = <-c[6]:
			c[7] <- last + 1
		case last = <-c[7]:
			c[8] <- last + 1
		case last = <-c[8]:
			c[9] <- last + 1
		case last = <-c[9]:
			c[10] <- last + 1
		case last = <-c[10]:
			c[11] <- last + 1
		case last = <-c[11]:
			c[12] <- last + 1
		case last = <-c[12]:
			c[13] <- last + 1
		case last = <-c[13]:
			c[14] <- last + 1
		case last = <-c[14]:
			c[15] <- last + 1
		case last = <-c[15]:
			c[16] <- last + 1
		case last = <-c[16]:
			c[17] <- last + 1
		case last = <-c[17]:
			c[18] <- last + 1
		case last = <-c[18]:
			c[19] <- last + 1
		case last = <-c[19]:
			c[20] <- last + 1
		case last = <-c[20]:
			c[21] <- last + 1
		case last = <-c[21]:
			c[22] <- last + 1
		case last = <-c[22]:
			c[23] <- last + 1
		case last = <-c[23]:
			c[24] <- last + 1
		case last = <-c[24]:
			c[25] <- last + 1
		case last = <-c[25]:
			c[26] <- last + 1
		case last = <-c[26]:
			c[27] <- last + 1
		case last = <-c[27]:
			c[28] <- last + 1
		case last = <-c[28]:
			c[29] <- last + 1
		case last = <-c[29]:
			c[30] <- last + 1
		case last = <-c[30]:
			c[31] <- last + 1
		case last = <-c[31]:
			c[0] <- last + 1
		}
	}
	check(last == n-1)
}

func init() {
	register(map[string]func(n int){
		"sel2_ready":   ready2,
		"sel8_ready":   ready8,
		"sel_cases_1":  ready1,
		"sel_cases_2":  ready2,
		"sel_cases_4":  ready4,
		"sel_cases_8":  ready8,
		"sel_cases_16": ready16,
		"sel_cases_32": ready32,
	})
}
