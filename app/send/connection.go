package send

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// connectTimeout is how long a server may take to answer at all.
const connectTimeout = 10 * time.Second

// errAnswered is no end that a number server would give a connection.
var errAnswered = errors.New("it answers, which a number server does not")

// A connection is one client of the server: one of its places, or the wait for one.
type connection struct {
	*net.TCPConn
	ended chan error // how the server ends the connection, io.EOF if with an end of file

	patience time.Duration // with a server that takes nothing
	stalled  func()        // runs when it is at an end
}

func validateAddr(addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err == nil && port != "" {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil || port == "" {
		return fmt.Errorf("address %q: not a TCP address; write host:port", addr)
	}
	return nil
}

// connect connects to the server at addr.
func connect(ctx context.Context, addr string) (*net.TCPConn, error) {
	dialer := net.Dialer{Timeout: connectTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot reach %s: %w; is the server running there?", addr, netCause(err))
	}
	return conn.(*net.TCPConn), nil
}

func newConnection(conn *net.TCPConn, patience time.Duration, stalled func()) *connection {
	c := &connection{TCPConn: conn, ended: make(chan error, 1), patience: patience, stalled: stalled}
	go c.watch()
	return c
}

// watch waits until the server ends the connection, or close does.
func (c *connection) watch() {
	defer close(c.ended)
	answer, err := c.Read(make([]byte, 1))
	if answer > 0 {
		err = errAnswered
	}
	c.ended <- err
}

// send sends the lines of all pieces and returns when the server has read them.
// The server ends a connection with an end of file only when it has read it to
// its end, with a reset otherwise: that makes sure.
func (c *connection) send(ready <-chan *piece, sent func(bytes int)) error {
	for {
		select {
		case err := <-c.ended:
			return err
		case p, more := <-ready:
			if err := c.endedEarly(); err != nil {
				return err
			}
			if !more {
				return c.confirm()
			}
			n, err := c.write(p.lines)
			sent(n)
			if err != nil {
				return err
			}
			p.free()
		}
	}
}

// endedEarly returns how the server has ended the connection, if it has. Before
// all is sent even an end of file does not say that all was read.
func (c *connection) endedEarly() error {
	select {
	case err := <-c.ended:
		return err
	default:
		return nil
	}
}

func (c *connection) write(lines []byte) (int, error) {
	defer time.AfterFunc(c.patience, c.stalled).Stop()
	return c.Write(lines)
}

// confirm says that nothing more comes, and waits for the server to say that it
// has read everything.
func (c *connection) confirm() error {
	defer time.AfterFunc(c.patience, c.stalled).Stop()
	_ = c.CloseWrite() // if it fails, the connection has ended, and how is what counts
	if end := <-c.ended; end != io.EOF {
		return end
	}
	return nil
}

// close returns when nothing of the connection is left.
func (c *connection) close() {
	_ = c.Close()
	for range c.ended {
	}
}

// netCause takes the address and the system call out of err, for a message that
// has named the one and whose reader need not know the other.
func netCause(err error) error {
	var failed *net.OpError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	var call *os.SyscallError
	if errors.As(err, &call) {
		err = call.Err
	}
	return err
}
