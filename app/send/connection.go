package send

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"numberserver/app/quote"
)

// connectTimeout limits the time to connect.
const connectTimeout = 10 * time.Second

// errAnswered ends a connection to something that is not a number server.
var errAnswered = errors.New("it answers, which a number server does not")

// A connection is one client of the server. It has a slot there or waits for one.
type connection struct {
	*net.TCPConn
	ended chan error // receives how the server ends the connection: io.EOF, or a failure

	patience time.Duration // with a server that takes no data
	stalled  func()        // called when patience has run out
}

// connect connects to the server at addr.
func connect(ctx context.Context, addr string) (*net.TCPConn, error) {
	dialer := net.Dialer{Timeout: connectTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot reach %s: %w; is the server running there?", quote.Name(addr), netCause(err))
	}
	return conn.(*net.TCPConn), nil
}

// newConnection returns a connection that watches conn until close.
func newConnection(conn *net.TCPConn, patience time.Duration, stalled func()) *connection {
	c := &connection{TCPConn: conn, ended: make(chan error, 1), patience: patience, stalled: stalled}
	go c.watch()
	return c
}

// watch waits until the server or close ends the connection.
func (c *connection) watch() {
	defer close(c.ended)
	n, err := c.Read(make([]byte, 1))
	if n > 0 {
		err = errAnswered
	}
	c.ended <- err
}

// send sends the lines of all chunks and returns when the server has logged them.
func (c *connection) send(ready <-chan *chunk, sent func(bytes int)) error {
	for {
		select {
		case err := <-c.ended:
			return err
		case next, more := <-ready:
			if !more {
				return c.confirm()
			}
			n, err := c.write(next.valid)
			sent(n)
			if err != nil {
				return err
			}
			next.free()
		}
	}
}

// write calls stalled if the server does not take the lines in time. A server whose
// slots are all taken accepts the connection, but does not read from it.
func (c *connection) write(lines []byte) (int, error) {
	defer time.AfterFunc(c.patience, c.stalled).Stop()
	return c.Write(lines)
}

// confirm closes the sending side and waits for the server's end of file, which it
// sends when it has logged everything. An end of file from before that proves
// nothing, and is returned as io.EOF.
func (c *connection) confirm() error {
	defer time.AfterFunc(c.patience, c.stalled).Stop()
	early := peekEnd(c.TCPConn)
	if early == nil && len(c.ended) > 0 {
		early = io.EOF
	}
	_ = c.CloseWrite() // if it fails, the connection has ended, and the read has the reason
	if end := <-c.ended; end != io.EOF {
		return end
	}
	return early
}

// close closes the connection and waits for watch.
func (c *connection) close() {
	_ = c.Close()
	for range c.ended {
	}
}
