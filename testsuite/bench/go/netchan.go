package main

import (
	"bufio"
	"encoding/gob"
	"io"
	"net"
	"sync"
)

const room = 16 // of each channel

// Reading is a small value.
type Reading struct {
	Number int64
	Name   string
}

// Message is a value of one of several channels; without one it is the channel's end.
type Message struct {
	Channel int
	Value   []byte
}

func makeBlock(k int) []byte {
	b := make([]byte, 512)
	b[0] = byte(k % 100)
	return b
}

func weightOf(b []byte) int { return len(b) + int(b[0]) }

// encodeAll writes what it receives; it flushes when nothing more is at hand.
func encodeAll[T any](to io.Writer, c <-chan T) {
	w := bufio.NewWriterSize(to, 16384)
	e := gob.NewEncoder(w)
	for value := range c {
		check(e.Encode(value) == nil)
		if len(c) == 0 {
			check(w.Flush() == nil)
		}
	}
	check(w.Flush() == nil)
}

func decodeAll[T any](from io.Reader, give func(T)) {
	d := gob.NewDecoder(bufio.NewReaderSize(from, 16384))
	for {
		var value T
		err := d.Decode(&value)
		if err == io.EOF {
			return
		}
		check(err == nil)
		give(value)
	}
}

func decodeInto[T any](from io.Reader, c chan<- T) {
	decodeAll(from, func(value T) { c <- value })
	close(c)
}

func gobOneWay[T any](n int, build func(int) T, weight func(T) int) {
	near, far := makeTCP()
	out, in := make(chan T, room), make(chan T, room)
	startTimer()
	go func() {
		encodeAll(near, out)
		near.Close()
	}()
	go decodeInto(far, in)
	go func() {
		for k := 0; k < n; k++ {
			out <- build(k)
		}
		close(out)
	}()
	sum := 0
	for value := range in {
		sum += weight(value)
	}
	stopTimer()
	for k := 0; k < n; k++ {
		sum -= weight(build(k))
	}
	check(sum == 0)
	far.Close()
}

// gobSeveral is for channels that share a connection: their values carry the channel's number.
func gobSeveral(n, channels int) {
	near, far := makeTCP()
	all, sums := make(chan Message, room), make(chan int, channels)
	startTimer()
	go func() {
		encodeAll(near, all)
		near.Close()
	}()
	var ins []chan []byte
	var senders sync.WaitGroup
	senders.Add(channels)
	for c := 0; c < channels; c++ {
		out, in := make(chan []byte, room), make(chan []byte, room)
		ins = append(ins, in)
		go func(c int) {
			for k := c; k < n; k += channels {
				out <- makeBlock(k)
			}
			close(out)
		}(c)
		go func(c int) {
			for value := range out {
				all <- Message{c, value}
			}
			all <- Message{c, nil}
			senders.Done()
		}(c)
		go func() {
			sum := 0
			for value := range in {
				sum += weightOf(value)
			}
			sums <- sum
		}()
	}
	go func() {
		senders.Wait()
		close(all)
	}()
	go decodeAll(far, func(m Message) {
		if m.Value == nil {
			close(ins[m.Channel])
		} else {
			ins[m.Channel] <- m.Value
		}
	})
	sum := 0
	for c := 0; c < channels; c++ {
		sum += <-sums
	}
	stopTimer()
	for k := 0; k < n; k++ {
		sum -= weightOf(makeBlock(k))
	}
	check(sum == 0)
}

func gobRoundTrip(n int) {
	near, far := makeTCP()
	out, in := make(chan Reading), make(chan Reading)
	calls, answers := make(chan Reading), make(chan Reading)
	go encodeAll(near, out)
	go decodeInto(near, in)
	go decodeInto(far, calls)
	go func() {
		encodeAll(far, answers)
		far.Close()
	}()
	go func() {
		for value := range calls {
			answers <- value
		}
		close(answers)
	}()
	ask := func(k int) {
		out <- Reading{int64(k), "thermometer"}
		answer, ok := <-in
		check(ok && answer == Reading{int64(k), "thermometer"})
	}
	ask(0)
	startTimer()
	for k := 0; k < n; k++ {
		ask(k)
	}
	stopTimer()
	close(out)
	near.(*net.TCPConn).CloseWrite()
	_, ok := <-in
	check(!ok)
	near.Close()
}

func init() {
	register(map[string]func(int){
		"netchan_small": func(n int) {
			gobOneWay(n, func(k int) Reading { return Reading{int64(k), "thermometer"} },
				func(r Reading) int { return int(r.Number) + len(r.Name) })
		},
		"netchan512":    func(n int) { gobOneWay(n, makeBlock, weightOf) },
		"netchan512_16": func(n int) { gobSeveral(n, 16) },
		"netchan_rtt":   gobRoundTrip,
	})
}
