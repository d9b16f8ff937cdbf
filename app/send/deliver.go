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

	"golang.org/x/sync/errgroup"

	"numberserver/app/grammar"
	"numberserver/app/quote"
)

// stallPatience is how long the server may take no data before the user is told.
const stallPatience = time.Second

// What a read returns in place of the silence of a number server.
var (
	errClosed   = errors.New("connection closed")
	errAnswered = errors.New("is not a number server: it answers, which a number server does not")
)

// connect connects to the server at addr.
func connect(ctx context.Context, addr string) (*net.TCPConn, error) {
	conn, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot reach %s: %w; is the server running there?", quote.Name(addr), cause(err))
	}
	return conn.(*net.TCPConn), nil
}

// deliver sends the lines of all sources to the server, and returns when it has logged
// them. One connection carries all that a server takes.
func (s Settings) deliver(ctx context.Context) (result Result, err error) {
	conn, err := connect(ctx, s.Addr)
	if err != nil {
		return result, err
	}
	defer conn.Close()
	// A server whose slots are all taken accepts the connection, but does not read from it.
	waiting := sync.OnceFunc(func() {
		s.Logger.Warn(fmt.Sprintf("waiting for %s: all its slots are taken, or it is slow", s.Addr))
	})
	group, ctx := errgroup.WithContext(ctx)
	defer context.AfterFunc(ctx, func() { conn.Close() })() // ends a read or write that the server does not end
	group.Go(func() error { return confirm(conn, waiting) })
	group.Go(func() (err error) {
		result, err = s.copyTo(ctx, func(lines []byte) (int, error) {
			defer time.AfterFunc(stallPatience, waiting).Stop()
			return conn.Write(lines)
		})
		if err == nil {
			err = conn.SetReadDeadline(time.Now()) // confirm goes on
		}
		return err
	})
	switch err = group.Wait(); err {
	case nil:
		return result, nil
	case errAnswered:
		return result, fmt.Errorf("%s %w", s.Addr, err)
	}
	return result, fmt.Errorf("%s ended the connection: %w; it stopped, timed out or failed (its messages say which); "+
		"%s handed over, of which it may have logged fewer; it is safe to send all again", s.Addr, cause(err), quote.Count(result.Numbers, "number"))
}

// awaitEnd waits until the server ends the connection, and says how.
func awaitEnd(conn *net.TCPConn) error {
	switch _, err := conn.Read(make([]byte, 1)); err {
	case nil:
		return errAnswered
	case io.EOF:
		return errClosed
	default:
		return err
	}
}

// confirm watches the connection up to its read deadline, which is set when everything is
// written. Then it closes the sending side and waits for the server's end of file, which
// the server sends when it has logged everything. An end of file from before that proves
// nothing: confirm looks for it once more.
func confirm(conn *net.TCPConn, waiting func()) error {
	if end := awaitEnd(conn); !errors.Is(end, os.ErrDeadlineExceeded) {
		return end
	}
	_ = conn.SetReadDeadline(time.Now().Add(2 * time.Millisecond))
	if end := awaitEnd(conn); !errors.Is(end, os.ErrDeadlineExceeded) {
		return end
	}
	defer time.AfterFunc(stallPatience, waiting).Stop()
	_ = conn.SetReadDeadline(time.Time{})
	_ = conn.CloseWrite() // if it fails, the connection has ended, and the read has the reason
	if end := awaitEnd(conn); end != errClosed {
		return end
	}
	return nil
}

// Terminate stops the server at addr and returns when its port refuses connections. A
// server whose slots are all taken cannot read the line: when patience is over and it
// has not stopped, Terminate calls waiting. It gives up when ctx ends.
func Terminate(ctx context.Context, addr string, patience time.Duration, waiting func()) error {
	conn, err := connect(ctx, addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	defer time.AfterFunc(patience, waiting).Stop()
	// A server that is stopping already may not take the line, which is fine.
	_, _ = io.WriteString(conn, grammar.Terminate+grammar.Newline)
	if awaitEnd(conn) == errAnswered {
		return fmt.Errorf("%s %w", addr, errAnswered)
	}
	for pause := 10 * time.Millisecond; ; pause = 50 * time.Millisecond {
		again, err := connect(ctx, conn.RemoteAddr().String()) // a name may have other addresses, too
		if refused(err) {
			return nil
		} else if err == nil { // after another failure to connect, the server may still be there, too
			_ = again.Close()
		}
		if ctx.Err() != nil {
			return fmt.Errorf("gave up waiting for %s: %w; it stops when it reads the line, which it still may", addr, context.Cause(ctx))
		}
		time.Sleep(pause)
	}
}

// refused reports whether err says that the port is closed.
func refused(err error) bool {
	const windows = syscall.Errno(10061) // WSAECONNREFUSED
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, windows)
}
