package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	// stopWarning is how long a stop takes before the server says what it waits for.
	stopWarning = time.Second
	// stopDeadline is how long a stop takes before the server gives it up.
	stopDeadline = 5 * time.Second
)

// Serve takes numbers until ctx is done or a client terminates it, and returns
// when every number that was read is in the log, on disk, and every goroutine that
// it started has ended, but for those that the system does not let end: one that
// writes a report that nobody reads, or to a disk that hangs. Its error says what
// failed. It may be called once.
func (s *Server) Serve(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	s.waitFor("clients to be disconnected")
	go func() { ended <- s.serve(ctx, stop) }()
	<-ctx.Done()
	return s.awaitEnd(ended)
}

// serve runs all stages. They end one after the other, so nothing is lost between
// them: no more sessions, then no more batches for the deduplicator, then none
// for the writer, then the last sync and the last report.
func (s *Server) serve(ctx context.Context, stop func()) error {
	defer s.log.Close()
	writer := newWriter(s.log, &s.stats, stop)
	finishReports, finishSyncs := s.report(), s.keep(stop)
	var stages sync.WaitGroup
	var err error
	stages.Go(func() { deduplicate(s.seen, s.received, s.unique) })
	stages.Go(func() { err = writer.run(s.unique) })

	s.clients(stop).serve(ctx)
	close(s.received)
	s.waitFor("numbers to be written to " + s.log.Name())
	stages.Wait()
	s.waitFor("the disk to sync " + s.log.Name())
	err = errors.Join(err, finishSyncs())
	s.waitFor("the last report to be read")
	finishReports()
	return errors.Join(s.fault(), err)
}

func (s *Server) waitFor(what string) { s.waiting.Store(&what) }

// awaitEnd waits for the end of serve, and says what it waits for when that takes
// long. What blocks in the system, such as a disk, cannot be interrupted: after
// the deadline it gives up.
func (s *Server) awaitEnd(ended <-chan error) error {
	deadline := time.After(stopDeadline)
	select {
	case err := <-ended:
		return err
	case <-time.After(stopWarning):
		s.settings.Logger.Warn("still stopping: waiting for " + *s.waiting.Load())
	}
	select {
	case err := <-ended:
		return err
	case <-deadline:
		return fmt.Errorf("gave up stopping after %v: still waiting for %s", stopDeadline, *s.waiting.Load())
	}
}

// clients returns what serves the clients of s.
func (s *Server) clients(stop func()) *clients {
	return &clients{
		listener: s.listener,
		places:   s.settings.Clients,
		logger:   s.settings.Logger,
		session: session{
			idleTimeout: s.settings.IdleTimeout,
			received:    s.received,
			terminate:   stop,
			stats:       &s.stats,
		},
		fail: func(err error) {
			s.failure.CompareAndSwap(nil, &err)
			stop()
		},
	}
}

// fault returns the first fault of a session, if there was one.
func (s *Server) fault() error {
	if err := s.failure.Load(); err != nil {
		return *err
	}
	return nil
}
