package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

const connections = 1000

// load starts the clients; the function ends them.
func load(mode string, l net.Listener, more ...string) func() {
	_, port, err := net.SplitHostPort(l.Addr().String())
	check(err == nil)
	clients := exec.Command(os.Getenv("LSUB_BENCH_LOAD"), append([]string{mode, port}, more...)...)
	input, err := clients.StdinPipe()
	check(err == nil && clients.Start() == nil)
	return func() {
		input.Close()
		check(clients.Wait() == nil)
	}
}

func listenHere() net.Listener {
	var files syscall.Rlimit
	check(syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files) == nil)
	files.Cur = files.Max
	check(syscall.Setrlimit(syscall.RLIMIT_NOFILE, &files) == nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err == nil)
	return l
}

func accept(l net.Listener) net.Conn {
	c, err := l.Accept()
	check(err == nil)
	return c
}

func echoAll(client net.Conn) int {
	defer client.Close()
	var room [64]byte
	for total := 0; ; {
		n, err := client.Read(room[:])
		if err == io.EOF {
			return total
		}
		check(err == nil)
		_, err = client.Write(room[:n])
		check(err == nil)
		total += n
	}
}

func tcpEcho(n int) {
	l := listenHere()
	end := load("echo", l, strconv.Itoa(connections), strconv.Itoa(n))
	var accepted []net.Conn
	for i := 0; i < connections; i++ {
		accepted = append(accepted, accept(l))
	}
	totals := make(chan int, connections)
	startTimer()
	for _, client := range accepted {
		go func(client net.Conn) { totals <- echoAll(client) }(client)
	}
	total := 0
	for range accepted {
		total += <-totals
	}
	stopTimer()
	check(total == n*64)
	end()
	l.Close()
}

func idleStreams(n int) {
	l := listenHere()
	runtime.GC()
	before := residentBytes()
	ended := make(chan int, n)
	end := load("hold", l, strconv.Itoa(n))
	for i := 0; i < n; i++ {
		go func(client net.Conn) { ended <- echoAll(client) }(accept(l))
	}
	time.Sleep(200 * time.Millisecond)
	after := residentBytes()
	stopTimer()
	end()
	for i := 0; i < n; i++ {
		check(<-ended == 0)
	}
	l.Close()
	report("bytes", float64(after-before)/float64(n))
}

// idleConns has channels and a goroutine for each direction.
func idleConns(n int) {
	l := listenHere()
	runtime.GC()
	before := residentBytes()
	end := load("hold", l, strconv.Itoa(n))
	var ins, outs []chan []byte
	for i := 0; i < n; i++ {
		client, in, out := accept(l), make(chan []byte), make(chan []byte)
		go readMessages(client, in, 4096)
		go func() {
			writeMessages(client, out, 4096)
			client.Close()
		}()
		ins, outs = append(ins, in), append(outs, out)
	}
	time.Sleep(200 * time.Millisecond)
	after := residentBytes()
	stopTimer()
	end()
	for i := range ins {
		_, ok := <-ins[i]
		check(!ok)
		close(outs[i])
	}
	l.Close()
	report("bytes", float64(after-before)/float64(n))
}

func makeTCP() (near, far net.Conn) {
	l := listenHere()
	near, err := net.Dial("tcp", l.Addr().String())
	check(err == nil)
	far = accept(l)
	l.Close()
	return near, far
}

// writeMessages frames what it receives; it flushes when nothing more is at hand.
func writeMessages(to io.Writer, c <-chan []byte, buffer int) {
	w := bufio.NewWriterSize(to, buffer)
	var size [8]byte
	for message := range c {
		binary.LittleEndian.PutUint64(size[:], uint64(len(message)))
		_, err := w.Write(size[:])
		check(err == nil)
		_, err = w.Write(message)
		check(err == nil)
		if len(c) == 0 {
			check(w.Flush() == nil)
		}
	}
	check(w.Flush() == nil)
}

func readMessages(from io.Reader, c chan<- []byte, buffer int) {
	r := bufio.NewReaderSize(from, buffer)
	var size [8]byte
	for {
		_, err := io.ReadFull(r, size[:])
		if err == io.EOF {
			close(c)
			return
		}
		check(err == nil)
		n := binary.LittleEndian.Uint64(size[:])
		check(n <= 1<<20)
		message := make([]byte, n)
		_, err = io.ReadFull(r, message)
		check(err == nil)
		c <- message
	}
}

func framed(to io.WriteCloser, from io.ReadCloser, n, nbuf int) {
	out, in := make(chan []byte, nbuf), make(chan []byte, nbuf)
	go func() {
		writeMessages(to, out, 16384)
		to.Close()
	}()
	go readMessages(from, in, 16384)
	go func() {
		for i := 0; i < n; i++ {
			out <- make([]byte, 512)
		}
		close(out)
	}()
	sum := 0
	for message := range in {
		sum += len(message)
	}
	from.Close()
	check(sum == n*512)
}

func framedPipe(nbuf int) func(int) {
	return func(n int) {
		from, to, err := os.Pipe()
		check(err == nil)
		framed(to, from, n, nbuf)
	}
}

func framedTCP(nbuf int) func(int) {
	return func(n int) {
		near, far := makeTCP()
		framed(near, far, n, nbuf)
	}
}

func framedRoundTrip(n int) {
	near, far := makeTCP()
	nearIn, nearOut := make(chan []byte), make(chan []byte)
	farIn, farOut := make(chan []byte), make(chan []byte)
	go writeMessages(near, nearOut, 4096)
	go readMessages(near, nearIn, 4096)
	go func() {
		writeMessages(far, farOut, 4096)
		far.Close()
	}()
	go readMessages(far, farIn, 4096)
	go func() {
		for message := range farIn {
			farOut <- message
		}
		close(farOut)
	}()
	for i := 0; i < n; i++ {
		nearOut <- make([]byte, 64)
		check(len(<-nearIn) == 64)
	}
	close(nearOut)
	near.(*net.TCPConn).CloseWrite()
	_, ok := <-nearIn
	check(!ok)
	near.Close()
}

func init() {
	register(map[string]func(int){
		"tcp_echo_1000":        tcpEcho,
		"idle_streams":         idleStreams,
		"idle_conns":           idleConns,
		"framed512_pipe":       framedPipe(0),
		"framed512_tcp":        framedTCP(0),
		"framed512_pipe_buf16": framedPipe(16),
		"framed512_tcp_buf16":  framedTCP(16),
		"framed_rtt":           framedRoundTrip,
	})
}
