package send

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	defer time.AfterFunc(patience, waiting).Stop()
	// A server that is stopping already may not take the line, which is fine.
	_, _ = io.WriteString(conn, grammar.Terminate+grammar.Newline)
	if ended(conn) == errAnswered {
		return fmt.Errorf("%s %w", addr, errAnswered)
	}
	for ; ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
		again, err := connect(ctx, addr)
		switch {
		case refused(err):
			return nil
		case err == nil: // after another failure to connect, the server may still be there, too
			_ = again.Close()
		}
	}
	return fmt.Errorf("gave up waiting for %s: %w; it stops when it reads the line, which it still may", addr, context.Cause(ctx))
}

// refused reports whether err says that the port is closed.
func refused(err error) bool {
	const windows = syscall.Errno(10061) // WSAECONNREFUSED
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, windows)
}
