package send

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"
	"time"

	"numberserver/app/quote"
)

// connectTimeout limits the time to connect.
const connectTimeout = 10 * time.Second

// stallPatience is how long the server may take no data before the user is told.
const stallPatience = time.Second

// How a server ends a connection.
var (
	errClosed   = errors.New("connection closed")
	errAnswered = errors.New("is not a number server: it answers, which a number server does not")
)

// connect connects to the server at addr.
func connect(ctx context.Context, addr string) (*net.TCPConn, error) {
	dialer := net.Dialer{Timeout: connectTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot reach %s: %w; is the server running there?", quote.Name(addr), cause(err))
	}
	return conn.(*net.TCPConn), nil
}

// deliver sends the lines of all chunks to the server, and returns when it has logged
// them. One connection carries all that a server takes.
func (s Settings) deliver(ctx context.Context, q *queue) error {
	conn, err := connect(ctx, s.Addr)
	if err != nil {
		return err
	}
	ctx, end := context.WithCancelCause(ctx)
	var watch sync.WaitGroup
	watch.Go(func() { end(ended(conn)) })
	defer watch.Wait()
	defer conn.Close()
	// Closing the connection ends a write that the server does not take.
	defer context.AfterFunc(ctx, func() { conn.Close() })()

	// A server whose slots are all taken accepts the connection, but does not read from it.
	waiting := sync.OnceFunc(func() {
		s.Logger.Warn(fmt.Sprintf("waiting for %s: all its slots are taken, or it is slow", s.Addr))
	})
	err = q.writeTo(ctx, func(lines []byte) (int, error) {
		defer time.AfterFunc(stallPatience, waiting).Stop()
		return conn.Write(lines)
	})
	if err == nil {
		defer time.AfterFunc(stallPatience, waiting).Stop()
		err = confirm(ctx, conn)
	} else {
		end(err)
		err = context.Cause(ctx) // the reason for err, if the connection ended before
	}
	return s.lost(q.result.Numbers, err)
}

// ended waits until the server ends the connection, and says how.
func ended(conn *net.TCPConn) error {
	n, err := conn.Read(make([]byte, 1))
	switch {
	case n > 0:
		return errAnswered
	case errors.Is(err, io.EOF):
		return errClosed
	}
	return err
}

// confirm closes the sending side and waits for the server's end of file, which it
// sends when it has logged everything; then ctx ends with errClosed. An end of file
// from before that proves nothing, and is returned as an error.
func confirm(ctx context.Context, conn *net.TCPConn) error {
	early := peekEnd(conn)
	if early == nil {
		early = context.Cause(ctx)
	}
	_ = conn.CloseWrite() // if it fails, the connection has ended, and the read has the reason
	<-ctx.Done()
	if end := context.Cause(ctx); end != errClosed {
		return end
	}
	return early
}

// lost returns the error for a connection that ended with end before everything was
// confirmed, if it did. Only the log of the server tells which numbers it has taken.
func (s Settings) lost(numbers int64, end error) error {
	switch {
	case end == nil:
		return nil
	case errors.Is(end, errAnswered):
		return fmt.Errorf("%s %w", s.Addr, end)
	case errors.Is(end, syscall.EPIPE):
		end = syscall.ECONNRESET // a write reports EPIPE if the reset came before it
	}
	return fmt.Errorf("%s rejected the numbers or stopped: %w; %s handed over, of which it may have logged fewer, "+
		"and it is safe to send all again", s.Addr, cause(end), Count(numbers, "number"))
}
