// Package app is a TCP server that takes nine-digit numbers from a few clients
// at once and logs every number once.
//
//	client ─┐
//	client ─┤  sessions, one a client      deduplicator            writer
//	client ─┼─ bytes to numbers ──batches─► the set of ──batches─► the log ──► file
//	client ─┤                               numbers seen             │
//	client ─┘                                                        ▼
//	                                     ticker ──► reporter ◄──── counts
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
	"io"
	"net"
	"os"
	"sync/atomic"
	"syscall"

	"numberserver/app/bitset"
	"numberserver/app/grammar"
)

// How many batches may wait for the deduplicator and for the writer: enough to keep
// both busy, little enough to drain within milliseconds. Before the deduplicator
// they may be small ones, of which it makes a large one.
const (
	receivedQueue = 16
	uniqueQueue   = 4
)

// Server is a number server that listens. Its Serve does the work.
type Server struct {
	settings Settings
	listener *net.TCPListener
	log      *os.File
	seen     *bitset.Set // the numbers that are in the log
	found    uint64      // how many of them were there at the start

	received chan *batch // from the sessions to the deduplicator
	unique   chan *batch // from the deduplicator to the writer
	stats    stats

	failure atomic.Pointer[error]  // the first fault of a session
	waiting atomic.Pointer[string] // what a stop waits for
}

// Listen binds the address, then opens the log and clears it, or reads it back.
// When the address cannot be had, or the log is not to be touched, the log is as
// it was.
func Listen(settings Settings) (*Server, error) {
	if err := settings.Validate(); err != nil {
		return nil, err
	}
	settings = settings.withOutputs()
	sockets := net.ListenConfig{Control: inline} // those of the clients are as that of the listener
	listener, err := sockets.Listen(context.Background(), "tcp", settings.Addr)
	if err != nil {
		return nil, cannotListen(settings.Addr, err)
	}
	s := &Server{
		settings: settings,
		listener: listener.(*net.TCPListener),
		seen:     bitset.New(grammar.Numbers),
		received: make(chan *batch, receivedQueue),
		unique:   make(chan *batch, uniqueQueue),
	}
	if err := s.takeLog(); err != nil {
		_ = listener.Close()
		return nil, err
	}
	return s, nil
}

func cannotListen(addr string, err error) error {
	var failed *net.OpError
	if errors.As(err, &failed) {
		err = failed.Err // without the address, which the message has
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		err = fmt.Errorf("%w; stop what listens there, or choose another address", err)
	}
	return fmt.Errorf("cannot listen on %s: %w", addr, err)
}

// takeLog opens the log and clears it, or reads it back.
func (s *Server) takeLog() error {
	log, err := openLog(s.settings.Log)
	if err != nil {
		return err
	}
	if s.settings.Resume {
		s.found, err = readBack(log, s.seen, s.settings.Progress)
	} else if err = log.Truncate(0); err != nil {
		err = fmt.Errorf("cannot clear the log: %w", err)
	}
	if err == nil {
		_, err = log.Seek(0, io.SeekEnd)
	}
	if err != nil {
		_ = log.Close()
		return err
	}
	s.log = log
	return nil
}

// Addr returns the address that the server listens on.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Found returns how many numbers were in the log that the server resumed.
func (s *Server) Found() uint64 { return s.found }

// Counts returns how many numbers are in the log from this run, and how many came
// again. It may be called at any time.
func (s *Server) Counts() Counts { return s.stats.read() }

// Stats returns what has happened so far. It may be called at any time.
func (s *Server) Stats() Stats {
	stats := s.stats.snapshot()
	stats.Received, stats.Deduped = len(s.received), len(s.unique)
	stats.Waiting = waitingClients(s.listener)
	return stats
}
