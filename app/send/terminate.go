package send

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"

	"numberserver/app/grammar"
)

// Terminate stops the server at addr and returns when its port refuses connections. A
// server whose slots are all taken cannot read the line: when patience is over and it
// has not stopped, Terminate calls waiting. It gives up when ctx ends.
func Terminate(ctx context.Context, addr string, patience time.Duration, waiting func()) error {
	conn, err := connect(ctx, addr)
	if err != nil {
		return err
	}
	defer time.AfterFunc(patience, waiting).Stop()
	// A server that is stopping already may not take the line, which is fine.
	_, _ = io.WriteString(conn, grammar.Terminate+grammar.Newline)
	for pause := time.Duration(0); !refused(err); pause = 50 * time.Millisecond { // after any other failure to connect, the server may still be there
		if err == nil && waitForClose(ctx, conn) == errAnswered {
			return fmt.Errorf("%s %w", addr, errAnswered)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("gave up waiting for %s: %w; it stops when it reads the line, which it still may", addr, context.Cause(ctx))
		case <-time.After(pause):
			conn, err = connect(ctx, addr)
		}
	}
	return nil
}

// refused reports whether err says that the port is closed.
func refused(err error) bool {
	const windows = syscall.Errno(10061) // WSAECONNREFUSED
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, windows)
}

// waitForClose waits until the server ends the connection, and says how. A number server
// keeps it open until it stops, so few connections are needed to see that.
func waitForClose(ctx context.Context, conn *net.TCPConn) error {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	return ended(conn)
}
