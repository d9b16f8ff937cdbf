package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	// logCheckPeriod is how often the writer checks that the log is still in its
	// place.
	logCheckPeriod = time.Second
	// lastReportPatience is how long a stop waits for the last report to be printed.
	lastReportPatience = time.Second
	// stopPatience is how long a stop may go without progress before the server
	// gives up.
	stopPatience = 5 * time.Second
	// syncPatience is stopPatience for the last sync, whose progress is invisible.
	syncPatience = 30 * time.Second
	// stopCheckPeriod is how often a stop is checked for progress.
	stopCheckPeriod = time.Second
)

// Serve takes numbers until ctx is done or a client terminates it. It returns
// when every number that was read is in the log and synced to disk, and every
// goroutine that it started has ended, except those that the system does not let
// end: one that prints to an output that is not read, or writes to a disk that
// hangs. Its error says what failed. It may be called once.
func (s *Server) Serve(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	s.enter(phase{"clients to be disconnected", stopPatience})
	go func() { ended <- s.run(ctx, stop) }()
	<-ctx.Done()
	s.stopping.Store(true)
	return s.awaitEnd(ended)
}

// run starts every stage and ends them in order, so that nothing is lost between
// them: first the sessions, then the deduplicator, the writer, the syncer and, with the
// last report, the reporter.
func (s *Server) run(ctx context.Context, stop func()) error {
	defer s.log.Close()
	clock := startClock(s.settings)
	defer clock.stop()
	var sessionErr, writeErr, syncErr error
	clients := s.newClients(stop, &sessionErr)
	deduplicator := &deduplicator{seen: s.seen}
	writer := newWriter(s.log, &s.stats, s.settings.Logger, stop)
	syncer := &syncer{log: s.log, stats: &s.stats, stop: stop, drop: func(from, to int64) { dropCache(s.log, from, to) }}
	reporter := &reporter{out: s.settings.Reports, stats: &s.stats, logger: s.settings.Logger}
	endSyncs, endReports := make(chan struct{}), make(chan struct{})

	deduplicated := start(func() { deduplicator.run(s.received, s.unique) })
	written := start(func() { writeErr = writer.run(s.unique, clock.checks) })
	synced := start(func() { syncErr = syncer.run(clock.syncs, endSyncs) })
	reported := start(func() { reporter.run(clock.reports, endReports) })

	clients.serve(ctx)
	close(s.received)
	<-deduplicated
	<-written
	s.enter(phase{"the disk to sync " + s.log.Name(), syncPatience})
	close(endSyncs)
	<-synced
	s.enter(phase{"the last report to be printed", stopPatience})
	close(endReports)
	s.awaitLastReport(reported)
	return errors.Join(sessionErr, writeErr, syncErr)
}

// newClients returns what serves the clients. The first panic of a session is
// stored in fault; it must not be read before all sessions have ended.
func (s *Server) newClients(stop func(), fault *error) *clients {
	var once sync.Once
	return &clients{
		listener: s.listener,
		slots:    s.settings.Clients,
		logger:   s.settings.Logger,
		session:  session{idleTimeout: s.settings.IdleTimeout, received: s.received, stats: &s.stats},
		stop:     stop,
		fail: func(err error) {
			once.Do(func() { *fault = err })
			stop()
		},
	}
}

// awaitLastReport waits for the reporter, but not for long: a write to a full pipe
// cannot be interrupted, and must not keep the server from stopping.
func (s *Server) awaitLastReport(reported <-chan struct{}) {
	select {
	case <-reported:
	case <-time.After(lastReportPatience):
		s.settings.Logger.Warn("the last report is not printed: the output is not read")
	}
}

// start runs f in a goroutine. The channel is closed when f has returned.
func start(f func()) <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f()
	}()
	return ended
}

// A clock holds the tickers of a running server.
type clock struct {
	reports, syncs, checks <-chan time.Time
	stop                   func()
}

func startClock(settings Settings) *clock {
	reports, stopReports := ticks(settings.ReportEvery)
	if settings.Ticks != nil {
		reports = settings.Ticks
	}
	syncs, stopSyncs := ticks(settings.SyncEvery)
	checks, stopChecks := ticks(logCheckPeriod)
	return &clock{reports, syncs, checks, func() {
		stopReports()
		stopSyncs()
		stopChecks()
	}}
}

// ticks returns a ticker's channel, or nil for a period of 0.
func ticks(period time.Duration) (ticks <-chan time.Time, stop func()) {
	if period == 0 {
		return nil, func() {}
	}
	ticker := time.NewTicker(period)
	return ticker.C, ticker.Stop
}

// A phase is a step of a stop.
type phase struct {
	waitsFor string
	patience time.Duration // without progress
}

func (s *Server) enter(p phase) { s.phase.Store(&p) }

// waitsFor says what a stop waits for.
func (s *Server) waitsFor() string {
	if s.stats.pending() > 0 { // in any phase
		return "numbers to be written to " + s.log.Name()
	}
	return s.phase.Load().waitsFor
}

// awaitEnd waits for run to end, for as long as it makes progress: an operation
// of the system, such as a write to a disk that hangs, cannot be interrupted.
func (s *Server) awaitEnd(ended <-chan error) error {
	checks, stopChecks := ticks(stopCheckPeriod)
	defer stopChecks()
	last, lastProgress, warned := s.progress(), time.Now(), false
	for {
		select {
		case err := <-ended:
			return err
		case <-checks:
		}
		if now := s.progress(); now != last {
			last, lastProgress = now, time.Now()
		}
		if patience := s.phase.Load().patience; time.Since(lastProgress) >= patience {
			return s.giveUp(patience)
		}
		if !warned {
			s.settings.Logger.Warn("still stopping: waiting for " + s.waitsFor())
			warned = true
		}
	}
}

// progress changes whenever a stop makes progress.
func (s *Server) progress() progress { return progress{s.phase.Load(), s.stats.snapshot()} }

type progress struct {
	phase *phase
	stats Stats
}

// giveUp returns the error of a stop that made no progress for as long as patience.
func (s *Server) giveUp(patience time.Duration) error {
	err := fmt.Errorf("gave up stopping after %v without progress: still waiting for %s", patience, s.waitsFor())
	if pending := s.stats.pending(); pending > 0 {
		return fmt.Errorf("%w; up to %s", err, missing(pending))
	}
	return err
}

// missing says that so many numbers are not in the log.
func missing(numbers uint64) string {
	if numbers == 1 {
		return "1 accepted number is missing from the log"
	}
	return fmt.Sprintf("%d accepted numbers are missing from the log", numbers)
}
