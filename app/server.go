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
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"

	"numberserver/app/bitset"
	"numberserver/app/grammar"
)

// Server is a number server that listens. Serve does its work.
type Server struct {
	settings Settings
	listener *net.TCPListener
	log      *os.File
	seen     *bitset.Set // the numbers that are in the log
	found    uint64      // how many of them an earlier run has logged

	received chan *batch // from the sessions to the deduplicator
	unique   chan *batch // from the deduplicator to the writer
	stats    stats
	stopping atomic.Bool
	phase    atomic.Pointer[phase] // what a stop waits for
}

// Listen binds the address, then opens the log and clears it, or reads it back to
// resume it. If it fails, the log is unchanged.
func Listen(settings Settings) (*Server, error) {
	if err := settings.Validate(); err != nil {
		return nil, err
	}
	settings = settings.withOutputs()
	config := net.ListenConfig{Control: configureListener}
	listener, err := config.Listen(context.Background(), "tcp", settings.Addr)
	if err != nil {
		return nil, listenError(settings.Addr, err)
	}
	s := &Server{
		settings: settings,
		listener: listener.(*net.TCPListener),
		seen:     bitset.New(grammar.Numbers),
		received: make(chan *batch, receivedQueue),
		unique:   make(chan *batch, uniqueQueue),
	}
	if err := s.openLog(); err != nil {
		_ = listener.Close()
		return nil, err
	}
	return s, nil
}

func listenError(addr string, err error) error {
	var failed *net.OpError
	if errors.As(err, &failed) {
		err = failed.Err // without the address, which the message has
	}
	if errors.Is(err, errAddrInUse) {
		err = errors.New("the address is in use; stop the program that listens there, or choose another address")
	}
	return fmt.Errorf("cannot listen on %s: %w", addr, err)
}

// openLog opens the log and clears it, or reads it back.
func (s *Server) openLog() error {
	log, err := openLog(s.settings.Log)
	if err != nil {
		return err
	}
	if s.settings.Resume {
		s.found, err = readBack(log, s.seen, s.settings)
	} else if err = log.Truncate(0); err != nil {
		err = fmt.Errorf("cannot clear the log: %w", err)
	}
	if err != nil {
		_ = log.Close()
		return err
	}
	size, err := log.Seek(0, io.SeekEnd)
	s.log, s.stats.logSize = log, size
	return err
}

// Addr returns the address that the server listens on.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Found returns how many numbers were in the log that the server resumed.
func (s *Server) Found() uint64 { return s.found }

// Counts returns how many numbers this run has logged, and how many duplicates it
// has left out. It may be called at any time.
func (s *Server) Counts() Counts { return s.stats.read() }

// Stats returns what has happened so far. It may be called at any time.
func (s *Server) Stats() Stats {
	stats := s.stats.snapshot()
	stats.Received, stats.ReceivedCap = len(s.received), cap(s.received)
	stats.Deduped, stats.DedupedCap = len(s.unique), cap(s.unique)
	stats.Stopping = s.stopping.Load()
	stats.Waiting = waitingClients(s.listener)
	return stats
}
