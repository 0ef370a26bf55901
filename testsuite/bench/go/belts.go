package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
)

var errClosed = errors.New("belt closed")

// A belt carries values of the types of its protocol, and errors among them. Either side may end it.
type belt struct {
	values chan interface{}
	done   chan struct{} // closed by a receiver who wants no more
	types  map[reflect.Type]bool
	left   []byte // what Read has not given away yet
}

// newBelt's protocol is what the examples point to.
func newBelt(examples ...interface{}) *belt {
	b := &belt{values: make(chan interface{}), done: make(chan struct{}), types: map[reflect.Type]bool{}}
	for _, e := range examples {
		b.types[reflect.TypeOf(e).Elem()] = true
	}
	return b
}

func (b *belt) send(value interface{}) error {
	if _, failed := value.(error); !failed && !b.types[reflect.TypeOf(value)] {
		return fmt.Errorf("not of the belt's protocol: %T", value)
	}
	select {
	case b.values <- value:
		return nil
	case <-b.done:
		return errClosed
	}
}

func (b *belt) receive() (interface{}, error) {
	value, ok := <-b.values
	if !ok {
		return nil, errClosed
	}
	if err, failed := value.(error); failed {
		return nil, err
	}
	return value, nil
}

func (b *belt) closeSend() { close(b.values) }

// Write sends a copy, for the bytes are the caller's.
func (b *belt) Write(data []byte) (int, error) {
	if err := b.send(append([]byte(nil), data...)); err != nil {
		return 0, err
	}
	return len(data), nil
}

func (b *belt) Read(to []byte) (int, error) {
	for len(b.left) == 0 {
		value, err := b.receive()
		if err == errClosed {
			return 0, io.EOF
		}
		if err != nil {
			return 0, err
		}
		data, ok := value.([]byte)
		if !ok {
			return 0, fmt.Errorf("no bytes: %T", value)
		}
		b.left = data
	}
	n := copy(to, b.left)
	b.left = b.left[n:]
	return n, nil
}

var block = func() []byte {
	b := make([]byte, 512)
	for i := range b {
		b[i] = 'b'
	}
	return b
}()

func weight(data []byte) int { return len(data) + int(data[len(data)-1]) }

func native(n int) {
	c := make(chan []byte)
	go func() {
		for i := 0; i < n; i++ {
			c <- block
		}
		close(c)
	}()
	sum := 0
	for data := range c {
		sum += weight(data)
	}
	check(sum == n*weight(block))
}

func alternative(n int) {
	c, endc, stopped := make(chan []byte), make(chan bool), make(chan bool)
	go func() {
		for more := true; more; {
			select {
			case c <- block:
			case <-endc:
				more = false
			}
		}
		close(stopped)
	}()
	sum := 0
	for i := 0; i < n; i++ {
		data, ok := <-c
		check(ok)
		sum += weight(data)
	}
	close(endc)
	<-stopped
	check(sum == n*weight(block))
}

func receiveAll(b *belt) int {
	sum := 0
	for {
		value, err := b.receive()
		if err != nil {
			check(err == errClosed)
			return sum
		}
		sum += weight(value.([]byte))
	}
}

func sendAll(b *belt, n int) {
	for i := 0; i < n; i++ {
		check(b.send(block) == nil)
	}
	b.closeSend()
}

func beltSend(n int) {
	b := newBelt(&block)
	go sendAll(b, n)
	check(receiveAll(b) == n*weight(block))
}

func writeAll(w io.Writer, n int) {
	for i := 0; i < n; i++ {
		count, err := w.Write(block)
		check(count == len(block) && err == nil)
	}
}

func beltWrite(n int) {
	b := newBelt(&block)
	go func() {
		writeAll(b, n)
		b.closeSend()
	}()
	check(receiveAll(b) == n*weight(block))
}

func readAll(from io.Reader) int {
	sum, total := 0, 0
	var room [512]byte
	for {
		n, err := from.Read(room[:])
		if err == io.EOF {
			return sum
		}
		check(err == nil)
		total += n
		sum += n
		if total%512 == 0 {
			sum += int(room[n-1])
		}
	}
}

func beltRead(n int) {
	b := newBelt(&block)
	go sendAll(b, n)
	check(readAll(b) == n*weight(block))
}

func osPipe(n int) {
	from, to, err := os.Pipe()
	check(err == nil)
	go func() {
		writeAll(to, n)
		to.Close()
	}()
	check(readAll(from) == n*weight(block))
	from.Close()
}

func init() {
	register(map[string]func(int){
		"belt_native":      native,
		"belt_alternative": alternative,
		"belt_send":        beltSend,
		"belt_write":       beltWrite,
		"belt_read":        beltRead,
		"belt_os_pipe":     osPipe,
	})
}
