package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"
)

// A failed accept is tried again after acceptRetry, then after twice as long each
// time, up to acceptRetryMax.
const (
	acceptRetry    = 5 * time.Millisecond
	acceptRetryMax = time.Second
	// acceptWarning is how long a warning of it stands for all that follow.
	acceptWarning = time.Minute
)

// clients lets clients in, as many at once as there are places.
type clients struct {
	listener *net.TCPListener
	places   int
	logger   *slog.Logger
	session  session // what every session starts as
	// fail ends the server because of a fault of its own.
	fail func(error)

	warned time.Time // when it was last said that clients cannot be let in
}

// serve runs a session for every client until ctx is done, and returns when all
// of them have ended. A place is taken before a client is let in, so one that
// leaves can never stand in the way of one that comes; whoever finds no place
// waits, unread, in the system's queue.
func (c *clients) serve(ctx context.Context) {
	defer c.listener.Close()
	defer context.AfterFunc(ctx, func() { c.listener.Close() })() // interrupts accept

	places := make(chan struct{}, c.places)
	var sessions sync.WaitGroup
	defer sessions.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case places <- struct{}{}:
			conn, err := c.accept(ctx)
			if err != nil {
				return
			}
			if ctx.Err() != nil {
				_ = conn.Close() // it came with the stop
				return
			}
			sessions.Go(func() {
				defer func() { <-places }()
				c.serveOne(ctx, conn)
			})
		}
	}
}

// serveOne runs the session of one client and ends the connection. A fault in it
// stops the server, but cleanly: what was read before is still written.
func (c *clients) serveOne(ctx context.Context, conn *net.TCPConn) {
	defer conn.Close()
	defer func() {
		if fault := recover(); fault != nil {
			c.fail(fmt.Errorf("a session failed, please report this: %v", fault))
		}
	}()
	defer context.AfterFunc(ctx, func() { conn.Close() })() // interrupts read
	session := c.session
	session.conn = conn
	session.run()
}

// accept waits for the next client. What keeps one from coming in, such as too
// few file descriptors, passes: it tries again, and gives up only with ctx.
func (c *clients) accept(ctx context.Context) (*net.TCPConn, error) {
	for retry := acceptRetry; ; retry = min(2*retry, acceptRetryMax) {
		conn, err := c.listener.AcceptTCP()
		if err == nil {
			// A client must be able to tell whether all that it sent was read:
			// unless it was, the connection ends with a reset, whoever ends it. One
			// that has ended already may refuse; that is for its session to find.
			_ = conn.SetLinger(0)
			return conn, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		if time.Since(c.warned) > acceptWarning {
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
