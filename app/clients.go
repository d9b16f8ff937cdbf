package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"time"
)

// A failed accept is retried after acceptRetry, then after twice as long each
// time, up to acceptRetryMax.
const (
	acceptRetry    = 5 * time.Millisecond
	acceptRetryMax = time.Second
	// acceptWarningPeriod is the minimum time between warnings about failed accepts.
	acceptWarningPeriod = time.Minute
)

// clients accepts connections, as many at once as there are slots.
type clients struct {
	listener *net.TCPListener
	slots    int
	logger   *slog.Logger
	session  session // what every session starts as
	stop     func()  // stops the server
	// fail stops the server because a session panicked.
	fail func(error)

	warned time.Time // when the last warning of a failed accept was logged
}

// serve runs a session for every client until ctx is done, and returns when all
// of them have ended. It takes a slot before it accepts, so a client that leaves
// always makes room for the next one; a client without a slot waits, unread, in
// the system's backlog.
func (c *clients) serve(ctx context.Context) {
	defer c.listener.Close()
	defer context.AfterFunc(ctx, func() { c.listener.Close() })() // interrupts accept

	slots := make(chan struct{}, c.slots)
	var sessions sync.WaitGroup
	defer sessions.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case slots <- struct{}{}:
			conn, err := c.accept(ctx)
			if err != nil {
				return
			}
			sessions.Go(func() {
				defer func() { <-slots }()
				c.handle(ctx, conn)
			})
		}
	}
}

// handle runs the session of one client and ends the connection: with a reset,
// unless the session has read all that the client sent and all of it is logged.
// A panic in it stops the server, but cleanly: what was read is still written.
func (c *clients) handle(ctx context.Context, conn *net.TCPConn) {
	defer conn.Close()
	defer func() {
		if fault := recover(); fault != nil {
			c.fail(fmt.Errorf("a session failed, please report this: %v at %s", fault, panicLocation()))
		}
	}()
	detach := context.AfterFunc(ctx, func() { conn.Close() }) // interrupts read
	defer detach()
	session := c.session
	session.conn = conn
	end := session.run()
	if end.ordinary {
		detach()
	}
	if end.terminate {
		c.stop()
	}
	if end.ordinary && session.awaitLogged() {
		session.closeOrdinarily(end.drain)
	}
}

// panicLocation returns the function and line that panicked, in one line.
func panicLocation() string {
	frames := make([]uintptr, 16)
	callers := runtime.CallersFrames(frames[:runtime.Callers(3, frames)])
	for {
		frame, more := callers.Next()
		if !more || !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", frame.Function, frame.Line)
		}
	}
}

// accept waits for the next client. Failures, such as running out of file
// descriptors, are temporary, so it retries until ctx is done.
func (c *clients) accept(ctx context.Context) (*net.TCPConn, error) {
	for retry := acceptRetry; ; retry = min(2*retry, acceptRetryMax) {
		conn, err := c.listener.AcceptTCP()
		if err == nil {
			// The connection ends with a reset unless its session decides otherwise;
			// not all systems let it inherit that. It fails for a client that has gone.
			_ = conn.SetLinger(0)
			return conn, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		if time.Since(c.warned) > acceptWarningPeriod {
			c.warned = time.Now()
			c.logger.Warn("cannot accept a client, trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(retry):
		}
	}
}
