package send

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"numberserver/app/grammar"
)

// A delivery brings lines to a server over one or more connections.
type delivery struct {
	addr        string
	connections int
	patience    time.Duration // with a server that takes nothing
	stalled     func()        // runs when it is at an end

	sent atomic.Int64 // bytes that were handed over, read by the server or not
}

// run delivers the lines of all pieces and returns when the server has read
// them. The first connection that the server ends too early ends the others.
func (d *delivery) run(ctx context.Context, ready <-chan *piece) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var senders sync.WaitGroup
	var unreached error
	for range d.connections {
		conn, err := connect(ctx, d.addr)
		if err != nil {
			unreached = err
			fail(err)
			break
		}
		c := newConnection(conn, d.patience, d.stalled)
		senders.Go(func() {
			defer c.close()
			defer context.AfterFunc(ctx, func() { c.Close() })()
			if err := c.send(ready, d.count); err != nil {
				fail(err)
			}
		})
	}
	senders.Wait()
	if end := context.Cause(ctx); end != unreached {
		return d.lost(end)
	}
	return unreached
}

func (d *delivery) count(bytes int) { d.sent.Add(int64(bytes)) }

// numbers returns how many numbers were handed over so far.
func (d *delivery) numbers() int64 { return d.sent.Load() / int64(grammar.Length) }

// lost says that the server has not read everything. Which numbers it has read,
// nobody can know but from its log.
func (d *delivery) lost(end error) error {
	if end == nil || errors.Is(end, context.Canceled) {
		return end
	}
	reason := netCause(end)
	switch {
	case errors.Is(end, io.EOF):
		reason = errors.New("connection closed")
	case errors.Is(end, syscall.EPIPE):
		reason = syscall.ECONNRESET // it was reset before, and that is the news
	}
	return fmt.Errorf("%s rejected the numbers or stopped: %w; %s handed over, of which it may have read fewer, "+
		"and it is safe to send all again", d.addr, reason, count(d.numbers(), "number"))
}
