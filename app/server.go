// Package app is a TCP server that takes nine-digit numbers from a few clients
// at once and logs every number once.
//
//	client ─┐
//	client ─┤  sessions, one a client      deduplicator            writer
//	client ─┼─ bytes to numbers ──batches─► the set of ──batches─► the log ──► file
//	client ─┤                               numbers seen             │
//	client ─┘                                                        ▼
//	                                     ticker ──► reporter ◄──── tally
//
// Every stage is one goroutine that owns what it works on and hands batches of
// numbers on over a bounded channel: a slow disk slows the clients down, memory
// stays flat, and nothing is dropped. A batch leaves a session at the end of
// every read, so a lone number is in the file at once.
package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"numberserver/app/bitset"
	"numberserver/app/grammar"
)

const (
	// queueLength is how many batches may wait between two stages: enough to
	// keep both busy, little enough to drain within milliseconds.
	queueLength = 4
	// lastReportPatience is how long a stop waits for the last report to be taken.
	lastReportPatience = time.Second
	// A failed accept is tried again after acceptRetry, then after twice as long
	// each time, up to acceptRetryMax.
	acceptRetry    = 5 * time.Millisecond
	acceptRetryMax = time.Second
)

// Server is a number server that listens. Its Serve does the work.
type Server struct {
	settings Settings
	listener *net.TCPListener
	log      *os.File
	tally    tally
}

// Listen binds the address, then opens the log and clears it. When the address
// cannot be had, the log of whoever has it is untouched.
func Listen(settings Settings) (*Server, error) {
	if err := settings.Validate(); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", settings.Addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w; free it or listen elsewhere", settings.Addr, reason(err))
	}
	log, err := openLog(settings.Log)
	if err == nil {
		err = log.Truncate(0)
	}
	if err != nil {
		_ = listener.Close()
		return nil, err
	}
	return &Server{settings: settings, listener: listener.(*net.TCPListener), log: log}, nil
}

// reason takes the address out of err, for a message that has named it.
func reason(err error) error {
	var failed *net.OpError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

// Addr returns the address that the server listens on.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Counts returns how many numbers have come so far. It may be called at any time.
func (s *Server) Counts() Counts { return s.tally.read() }

// Serve takes numbers until ctx is done or a client terminates it, and returns
// when every goroutine it started has ended and every number that was read is
// in the log, on disk. Its error is nil unless the log failed. It may be called
// once.
//
// The stages end one after the other, so nothing is lost between them: no more
// sessions, then no more batches for the deduplicator, then none for the writer,
// then the last report.
func (s *Server) Serve(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	received := make(chan *batch, queueLength)
	unique := make(chan *batch, queueLength)
	writer := newWriter(s.log, &s.tally, stop)

	reported := s.report()
	var stages sync.WaitGroup
	var err error
	stages.Go(func() { deduplicate(bitset.New(grammar.Numbers), received, unique) })
	stages.Go(func() { err = writer.run(unique) })

	s.serveClients(ctx, received, stop)
	close(received)
	stages.Wait()
	reported()
	return err
}

// serveClients runs a session for every client until ctx is done, and returns
// when all of them have ended. A place is taken before a client is let in, so
// one that leaves can never stand in the way of one that comes; whoever finds no
// place waits, unread, in the system's queue.
func (s *Server) serveClients(ctx context.Context, received chan<- *batch, stop func()) {
	defer s.listener.Close()
	defer context.AfterFunc(ctx, func() { s.listener.Close() })() // interrupts accept

	places := make(chan []byte, s.settings.Clients) // each with its read buffer, once used
	for range s.settings.Clients {
		places <- nil
	}
	var sessions sync.WaitGroup
	defer sessions.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case buffer := <-places:
			conn, err := s.accept(ctx)
			if err != nil {
				return
			}
			if buffer == nil {
				buffer = make([]byte, readSize)
			}
			sessions.Go(func() {
				defer func() { places <- buffer }()
				defer context.AfterFunc(ctx, func() { conn.Close() })() // interrupts read
				(&session{conn, buffer, received, stop}).run()
			})
		}
	}
}

// accept waits for the next client. What keeps one from coming in, such as too
// few file descriptors, passes: it tries again, and gives up only with ctx.
func (s *Server) accept(ctx context.Context) (*net.TCPConn, error) {
	for retry := acceptRetry; ; retry = min(2*retry, acceptRetryMax) {
		conn, err := s.listener.AcceptTCP()
		if err == nil || ctx.Err() != nil {
			return conn, err
		}
		if retry == acceptRetry {
			s.settings.Logger.Warn("cannot accept a client, trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(retry):
		}
	}
}

// report starts the reporter. The function it returns prints the last report
// and waits for it, though not for ever: a write to a pipe that nobody reads
// cannot be interrupted, and must not keep the server from stopping.
func (s *Server) report() (finish func()) {
	ticks, stopTicks := s.ticks()
	done, reported := make(chan struct{}), make(chan struct{})
	reporter := &reporter{out: s.settings.Reports, tally: &s.tally, logger: s.settings.Logger}
	go func() {
		defer close(reported)
		defer stopTicks()
		reporter.run(ticks, done)
	}()
	return func() {
		close(done)
		select {
		case <-reported:
		case <-time.After(lastReportPatience):
			s.settings.Logger.Warn("the last report is not printed: nobody reads the output")
		}
	}
}

func (s *Server) ticks() (ticks <-chan time.Time, stop func()) {
	if s.settings.Ticks != nil {
		return s.settings.Ticks, func() {}
	}
	ticker := time.NewTicker(s.settings.ReportEvery)
	return ticker.C, ticker.Stop
}
