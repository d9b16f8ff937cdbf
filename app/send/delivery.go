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

// stallPatience is how long the server may take no data before the user is told.
const stallPatience = time.Second

// A delivery sends lines to a server over one or more connections.
type delivery struct {
	addr        string
	connections int
	patience    time.Duration // with a server that takes no data
	stalled     func()        // called when patience has run out

	sent atomic.Int64 // bytes handed over, whether the server has logged them or not
}

// run sends the lines of all chunks and returns when the server has logged them. The
// first connection that fails ends the others. Each chunk goes to any connection that
// is free, so those that wait for a slot do not hold up the others.
func (d *delivery) run(ctx context.Context, ready <-chan *chunk) error {
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
func (d *delivery) numbers() int64 { return numbersIn(int(d.sent.Load())) }

func numbersIn(bytes int) int64 { return int64(bytes / grammar.Length) }

// lost returns the error for a connection that ended with end, before it was
// confirmed. Only the log of the server tells which numbers it has taken.
func (d *delivery) lost(end error) error {
	if end == nil || errors.Is(end, context.Canceled) {
		return end
	}
	reason := netCause(end)
	switch {
	case errors.Is(end, io.EOF):
		reason = errors.New("connection closed")
	case errors.Is(end, syscall.EPIPE):
		reason = syscall.ECONNRESET // a write reports EPIPE if the reset came before it
	}
	return fmt.Errorf("%s rejected the numbers or stopped: %w; %s handed over, of which it may have logged fewer, "+
		"and it is safe to send all again", d.addr, reason, Count(d.numbers(), "number"))
}
