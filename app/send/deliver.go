package send

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"numberserver/app/grammar"
	"numberserver/app/quote"
)

// connectTimeout limits the time to connect.
const connectTimeout = 10 * time.Second

// lookTime limits the look for an end of the connection that has come already.
const lookTime = 2 * time.Millisecond

// stallPatience is how long the server may take no data before the user is told.
const stallPatience = time.Second

// How a server ends a connection.
var (
	errClosed   = errors.New("connection closed")
	errAnswered = errors.New("is not a number server: it answers, which a number server does not")
)

// write writes the valid lines of all sources, up to the first invalid one. It returns
// an error if a write fails or ctx is done. It does not wait until the sources are
// closed: a read of standard input cannot be interrupted.
func (s Settings) write(ctx context.Context, write func(lines []byte) (int, error)) (result Result, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for ordered := s.read(ctx); ; {
		checked, more := receive(ctx, ordered)
		if !more {
			return result, context.Cause(ctx)
		}
		c, more := receive(ctx, checked) // which takes long if an expression does
		if !more {
			return result, context.Cause(ctx)
		}
		n, err := write(c.valid)
		c.result.Numbers = int64(n / grammar.Length)
		result.add(c.result)
		if err != nil || result.invalid != nil {
			return result, err
		}
		chunks.Put(c)
	}
}

// receive returns the next value of a channel, if ctx is not done before.
func receive[T any](ctx context.Context, from <-chan T) (value T, more bool) {
	select {
	case <-ctx.Done():
	case value, more = <-from:
	}
	return value, more
}

// connect connects to the server at addr.
func connect(ctx context.Context, addr string) (*net.TCPConn, error) {
	dialer := net.Dialer{Timeout: connectTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot reach %s: %w; is the server running there?", quote.Name(addr), cause(err))
	}
	return conn.(*net.TCPConn), nil
}

// deliver sends the lines of all sources to the server, and returns when it has logged
// them. One connection carries all that a server takes.
func (s Settings) deliver(ctx context.Context) (Result, error) {
	conn, err := connect(ctx, s.Addr)
	if err != nil {
		return Result{}, err
	}
	ctx, end := context.WithCancelCause(ctx)
	var watch sync.WaitGroup
	watch.Go(func() {
		if err := ended(conn); !errors.Is(err, os.ErrDeadlineExceeded) {
			end(err)
		}
	})
	defer watch.Wait()
	defer conn.Close()
	// Closing the connection ends a write that the server does not take.
	defer context.AfterFunc(ctx, func() { conn.Close() })()

	// A server whose slots are all taken accepts the connection, but does not read from it.
	waiting := sync.OnceFunc(func() {
		s.Logger.Warn(fmt.Sprintf("waiting for %s: all its slots are taken, or it is slow", s.Addr))
	})
	result, err := s.write(ctx, func(lines []byte) (int, error) {
		defer time.AfterFunc(stallPatience, waiting).Stop()
		return conn.Write(lines)
	})
	if err == nil {
		defer time.AfterFunc(stallPatience, waiting).Stop()
		err = confirm(conn, &watch)
	}
	if err != nil {
		end(err)
		err = s.lost(result.Numbers, context.Cause(ctx)) // the reason for err, if the connection ended before
	}
	return result, err
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
// sends when it has logged everything. An end of file from before that proves nothing:
// it is looked for once more, after the end of the read that watches for it.
func confirm(conn *net.TCPConn, watch *sync.WaitGroup) error {
	_ = conn.SetReadDeadline(time.Now())
	watch.Wait()
	_ = conn.SetReadDeadline(time.Now().Add(lookTime))
	if early := ended(conn); !errors.Is(early, os.ErrDeadlineExceeded) {
		return early
	}
	_ = conn.SetReadDeadline(time.Time{})
	_ = conn.CloseWrite() // if it fails, the connection has ended, and the read has the reason
	if end := ended(conn); end != errClosed {
		return end
	}
	return nil
}

// lost returns the error for a connection that ended with end before everything was
// confirmed. Only the log of the server tells which numbers it has taken.
func (s Settings) lost(numbers int64, end error) error {
	switch {
	case errors.Is(end, errAnswered):
		return fmt.Errorf("%s %w", s.Addr, end)
	case errors.Is(end, syscall.EPIPE):
		end = syscall.ECONNRESET // a write reports EPIPE if the reset came before it
	}
	return fmt.Errorf("%s ended the connection: %w; it stopped, timed out or failed (its messages say which); "+
		"%s handed over, of which it may have logged fewer; it is safe to send all again", s.Addr, cause(end), Count(numbers, "number"))
}
