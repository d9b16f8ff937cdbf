// Package app is a TCP server that takes nine-digit numbers from a few clients
// at once and logs every number once.
//
//	client ─┐
//	client ─┤  sessions, one per client   deduplicator           writer
//	client ─┼─ bytes to numbers ──batches─► numbers seen ──batches─► the log ──► file
//	client ─┤                                                        │        ▲
//	client ─┘                                                        ▼        │
//	                                        ticker ──► reporter ◄── counts  syncer ◄── ticker
//
// Every stage is one goroutine that owns what it works on and hands batches of
// numbers to the next over a bounded channel: a slow disk slows the clients down,
// memory use stays flat, and nothing is dropped. A session hands over a batch at
// the end of every read, so a lone number reaches the file at once.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync/atomic"
	"syscall"

	"numberserver/app/bitset"
	"numberserver/app/grammar"
)

// Server is a number server that listens. Serve does its work.
type Server struct {
	settings Settings
	clients  *clients
	seen     *bitset.Set // the numbers that are in the log
	log      *logFile
	found    uint64 // how many numbers an earlier run has logged

	received chan *batch // from the sessions to the deduplicator
	unique   chan *batch // from the deduplicator to the writer
	stats    stats
	stopping atomic.Bool
	phase    atomic.Pointer[phase] // what a stop waits for
}

// Listen binds the address, then opens the log and clears it, or reads it back to
// resume it. If it fails, or ctx is done before it has cleared or read the log, the log
// is unchanged.
func Listen(ctx context.Context, settings Settings) (*Server, error) {
	return listen(ctx, settings, openFile)
}

// listen is Listen with a function that opens the log, for the specs.
func listen(ctx context.Context, settings Settings, open func(path string) (file, error)) (*Server, error) {
	if err := settings.Validate(); err != nil {
		return nil, err
	}
	settings.Reports = cmp.Or(settings.Reports, io.Discard)
	settings.Logger = cmp.Or(settings.Logger, slog.New(slog.DiscardHandler))
	listener, err := listenTCP(ctx, settings.Addr)
	if err != nil {
		return nil, ListenError(settings.Addr, err)
	}
	s := &Server{
		settings: settings,
		seen:     bitset.New(grammar.Numbers),
		received: make(chan *batch, receivedQueue),
		unique:   make(chan *batch, uniqueQueue),
	}
	s.clients = newClients(listener, settings, s.received, &s.stats)
	if err := s.openLog(ctx, open); err != nil {
		_ = listener.Close()
		return nil, err
	}
	return s, nil
}

// listenTCP listens with plain TCP. Multipath TCP, the default of Go, does not have all
// the options.
func listenTCP(ctx context.Context, addr string) (*net.TCPListener, error) {
	config := net.ListenConfig{Control: func(_, _ string, conn syscall.RawConn) (err error) {
		controlErr := conn.Control(func(fd uintptr) { err = setListenerOptions(fd) })
		return errors.Join(controlErr, err)
	}}
	config.SetMultipathTCP(false)
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return listener.(*net.TCPListener), nil
}

// ListenError returns in words for a user why addr could not be listened on.
func ListenError(addr string, err error) error {
	var failed *net.OpError
	if errors.As(err, &failed) {
		err = failed.Err // without the address, which the message has
	}
	var unresolved *net.DNSError
	switch {
	case errors.Is(err, errAddrInUse):
		err = errors.New("the address is in use; stop the program that listens there, or choose another address")
	case errors.As(err, &unresolved) && unresolved.IsNotFound:
		err = fmt.Errorf("there is no host %q; name an address of this machine, or none", unresolved.Name)
	}
	return fmt.Errorf("cannot listen on %s: %w", addr, err)
}

// openLog opens the log and clears it, or reads it back.
func (s *Server) openLog(ctx context.Context, open func(path string) (file, error)) error {
	opened, err := open(s.settings.Log)
	if err != nil {
		return err
	}
	s.log = newLogFile(opened, s.settings.Logger)
	switch {
	case s.settings.Resume:
		s.found, err = readBack(ctx, s.log, s.seen)
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	default:
		err = s.log.clear()
	}
	if err != nil {
		_ = opened.Close()
	}
	return err
}

// Close frees the address and the log of a server that does not serve. Serve does so
// itself.
func (s *Server) Close() error {
	return errors.Join(s.clients.listener.Close(), s.log.file.Close())
}

// Addr returns the address that the server listens on.
func (s *Server) Addr() net.Addr { return s.clients.listener.Addr() }

// Found returns how many numbers were in the log that the server resumed.
func (s *Server) Found() uint64 { return s.found }

func (s *Server) waiting() int { return waitingClients(s.clients.listener) }

// Stats returns what has happened so far. It may be called at any time.
func (s *Server) Stats() Stats {
	stats := s.stats.snapshot()
	stats.Clients = s.clients.list()
	stats.Waiting = s.waiting()
	stats.DedupQueue = Queue{len(s.received), cap(s.received)}
	stats.WriteQueue = Queue{len(s.unique), cap(s.unique)}
	stats.LogSize = s.log.size.Load()
	stats.Stopping = s.stopping.Load()
	return stats
}
