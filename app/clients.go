package app

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dustin/go-humanize/english"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"
)

// A failed accept is retried after acceptRetry, then after twice as long each
// time, up to acceptRetryMax.
const (
	acceptRetry    = 5 * time.Millisecond
	acceptRetryMax = time.Second
	// waitingChecks is how many checks may find clients waiting before a warning.
	waitingChecks = 10
)

// clients accepts connections, as many at once as there are slots.
type clients struct {
	listener *net.TCPListener
	settings Settings
	received chan<- *batch // what the sessions hand over
	stats    *stats

	warnings rate.Sometimes // of failed accepts

	accepted  atomic.Uint64 // clients so far
	connected sync.Map      // of the sessions, as keys
}

func newClients(listener *net.TCPListener, settings Settings, received chan<- *batch, stats *stats) *clients {
	return &clients{
		listener: listener, settings: settings, received: received, stats: stats,
		warnings: rate.Sometimes{Interval: warningPeriod},
	}
}

// serve runs a session for every client until ctx is done, and returns when all
// of them have ended. It takes a slot before it accepts, so a client that leaves
// always makes room for the next one; a client without a slot waits, unread, in
// the system's backlog. It ends early, with an error, if a session panics.
func (c *clients) serve(ctx context.Context, stop context.CancelCauseFunc, failed context.Context) error {
	sessions, ctx := errgroup.WithContext(ctx)
	defer c.listener.Close()
	defer context.AfterFunc(ctx, func() { c.listener.Close() })() // interrupts accept

	slots := make(chan struct{}, c.settings.Clients)
	for {
		select {
		case <-ctx.Done():
			return sessions.Wait()
		case slots <- struct{}{}:
			conn, err := c.accept(ctx)
			if err != nil {
				return sessions.Wait()
			}
			c.accepted.Add(1)
			s := &session{conn: conn, idleTimeout: c.settings.IdleTimeout, received: c.received, stats: c.stats, since: time.Now()}
			sessions.Go(func() error {
				defer func() { <-slots }()
				_, err := guard(func() error { c.handle(ctx, s, stop, failed); return nil })
				return err
			})
		}
	}
}

// handle runs a session and ends its connection as behaviors says.
func (c *clients) handle(ctx context.Context, s *session, stop context.CancelCauseFunc, failed context.Context) {
	defer s.conn.Close()
	detach := context.AfterFunc(ctx, func() { s.conn.Close() }) // interrupts read
	defer detach()
	ending := Failed // if the session panics
	defer func() { c.stats.ended[ending].Add(1) }()
	c.connected.Store(s, nil)
	defer c.connected.Delete(s)
	ending = s.run(ctx)
	behavior := behaviors[ending]
	if behavior.ordinary {
		detach() // so that a stop of the server, even by the next statement, causes no reset
	}
	if behavior.stop {
		stop(fmt.Errorf("terminate from %v", s.conn.RemoteAddr()))
	}
	if !behavior.ordinary {
		return
	}
	if !s.awaitLogged(failed) {
		ending = Failed
		return
	}
	s.closeOrdinarily(behavior.drain)
}

// list returns the connected clients, the one that has been connected longest first.
func (c *clients) list() []Client {
	list := []Client{}
	for s := range c.connected.Range {
		list = append(list, s.(*session).client())
	}
	slices.SortFunc(list, func(a, b Client) int { return a.Since.Compare(b.Since) })
	return list
}

// watch warns when clients have waited long for a slot, once each time, until ctx is
// done. At every tick it asks how many wait.
func (c *clients) watch(ctx context.Context, ticks <-chan time.Time, waiting func() int) error {
	var before uint64 // clients that had been accepted at the last tick
	for checks := 0; ; checks++ {
		select {
		case <-ctx.Done():
			return nil
		case <-ticks:
		}
		count, accepted := waiting(), c.accepted.Load()
		if count <= 0 || accepted != before { // those that wait now may have just come
			checks = -1
		}
		before = accepted
		if checks == waitingChecks {
			c.warnOfWaiting(count)
		}
	}
}

// warnOfWaiting says who has the slots, and for how long they have sent nothing.
func (c *clients) warnOfWaiting(waiting int) {
	var taken []string
	for _, client := range c.list() {
		taken = append(taken, fmt.Sprintf("%s (silent for %v)", client.Addr, time.Since(client.LastRead).Round(time.Second)))
	}
	c.settings.Logger.Warn(fmt.Sprintf("%d %s waited for %v for a slot; the slots are taken by %s",
		waiting, english.PluralWord(waiting, "client has", "clients have"), waitingChecks*checkPeriod, strings.Join(taken, ", ")))
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
		c.warnings.Do(func() { c.settings.Logger.Warn("cannot accept a client, trying again", "error", err) })
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(retry):
		}
	}
}
