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
	"numberserver/app/stdio"
)

// TerminateCommand is the command line of whoever stops a server.
type TerminateCommand struct {
	Addr    string        `default:"localhost:4000" placeholder:"HOST:PORT" help:"The server (default ${default})."`
	Timeout time.Duration `default:"5s" placeholder:"TIME" help:"How long the server may take to stop (default ${default})."`
}

// Help shows how it is used.
func (*TerminateCommand) Help() string {
	return `Disconnects all clients of the server and stops it. What it has read gets into its log. The command returns when nobody
listens at the address any more; the server may then still be bringing its log to the disk.

Example:

    numberserver terminate --addr localhost:4000`
}

// Validate makes wrong settings a wrong command line.
func (c *TerminateCommand) Validate() error {
	if c.Timeout <= 0 {
		return fmt.Errorf("a timeout of %v: it must be longer than 0", c.Timeout)
	}
	return validateAddr(c.Addr)
}

// Run stops the server and says how long it took.
func (c *TerminateCommand) Run(streams stdio.Streams) error {
	ctx, cancel := context.WithTimeout(context.Background(), c.Timeout)
	defer cancel()
	start := time.Now()
	err := terminate(ctx, c.Addr)
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s has not stopped within %v: all its places are taken, or it hangs; "+
			"it may still read the line and stop later", c.Addr, c.Timeout)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(streams.Out, "%s stopped after %v.\n", c.Addr, time.Since(start).Round(time.Millisecond))
	return err
}

// terminate sends the line and returns when nobody listens at addr any more.
func terminate(ctx context.Context, addr string) error {
	conn, err := connect(ctx, addr)
	if err != nil {
		return err
	}
	// A server that is stopping already may not take it, which is as well.
	_, _ = io.WriteString(conn, grammar.Terminate+grammar.Newline)
	for err == nil || errors.Is(err, syscall.ECONNRESET) {
		if err == nil {
			outlast(ctx, conn)
		}
		conn, err = connect(ctx, addr)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !refused(err) {
		return err // which does not say that nobody listens
	}
	return nil
}

// refused reports whether err says that nobody listens.
func refused(err error) bool {
	const windows = syscall.Errno(10061) // WSAECONNREFUSED
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, windows)
}

// outlast waits until the server ends the connection. So the port needs no
// asking again and again: a connection ends at the latest when its listener does.
func outlast(ctx context.Context, conn *net.TCPConn) {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	_, _ = io.Copy(io.Discard, conn)
}
