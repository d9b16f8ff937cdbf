package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dustin/go-humanize/english"
)

// checkPeriod is the time between two checks of the log by the writer, and between two
// counts of the clients that wait.
const checkPeriod = time.Second

// warningPeriod is the least time between two warnings about the same thing.
const warningPeriod = time.Minute

// Serve takes numbers until ctx is done or a client terminates it. It returns
// when every number that was read is in the log and synced to disk, and every
// goroutine that it started has ended, except those that the system does not let
// end: one that prints to an output that is not read, or writes to a disk that
// hangs. Its error says what failed. It may be called once.
//
// The reason for a stop is logged: it is the cause of ctx, or the terminate line.
func (s *Server) Serve(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	ended := make(chan error, 1)
	s.enter(writing(s.log.name()))
	go func() { ended <- s.run(ctx, stop) }()
	<-ctx.Done()
	s.stopping.Store(true)
	err := s.awaitEnd(ended)
	if err == nil {
		s.settings.Logger.Info("stopped: " + s.log.summary(s.found+s.stats.read().Unique))
	}
	return err
}

// errFailed is the cause of a stop whose reason Serve returns.
var errFailed = errors.New("the server has failed")

// run starts every stage and ends them in order, so that nothing is lost between
// them: first the sessions, then the deduplicator, the writer, the syncer and, with the
// last report, the reporter.
func (s *Server) run(ctx context.Context, stop context.CancelCauseFunc) error {
	defer s.log.file.Close()
	stages := newStages(stop)
	deduplicator := &deduplicator{seen: s.seen}
	writer := newWriter(s.log, &s.stats, stages.stop)
	syncer := &syncer{log: s.log, stats: &s.stats, stop: stages.stop, drop: dropCache}
	reporter := &reporter{out: s.settings.Reports, stats: &s.stats, logger: s.settings.Logger}
	endSyncs, endReports := make(chan struct{}), make(chan struct{})

	deduplicated := stages.start(s.received, func() error { return deduplicator.run(s.received, s.unique) })
	written := stages.start(s.unique, func() error { return writer.run(s.unique, time.Tick(checkPeriod)) })
	// Tick returns nil for a period of 0, and so no tick ever.
	synced := stages.repeat(time.Tick(s.settings.SyncEvery), endSyncs, syncer.sync)
	reported := stages.repeat(s.reportTicks(), endReports, reporter.report)
	watched := stages.start(nil, func() error { return s.clients.watch(ctx, time.Tick(checkPeriod), s.waiting) })
	announced := stages.start(nil, func() error { return s.announceStop(ctx) })

	clientsErr := s.clients.serve(ctx, stop, stages.failed)
	stages.stop() // if a session has failed
	close(s.received)
	err := errors.Join(clientsErr, <-deduplicated, <-written)
	s.enter(syncing(s.log.name()))
	close(endSyncs)
	err = errors.Join(err, <-synced, <-watched, <-announced) // if messages are not read, all is synced first
	s.enter(reporting)
	close(endReports)
	return s.withMissing(errors.Join(err, s.awaitLastReport(reported)), ": ")
}

// announceStop says why the server stops, unless it has failed: Serve returns that.
func (s *Server) announceStop(ctx context.Context) error {
	<-ctx.Done()
	if cause := context.Cause(ctx); !errors.Is(cause, errFailed) {
		s.settings.Logger.Info(fmt.Sprintf("stopping: %v", cause))
	}
	return nil
}

// reportTicks returns the ticks at which reports are due.
func (s *Server) reportTicks() <-chan time.Time {
	return cmp.Or(s.settings.Ticks, time.Tick(s.settings.ReportEvery))
}

// withMissing adds to an error, after conjunction, how many accepted numbers are not in the
// log.
func (s *Server) withMissing(err error, conjunction string) error {
	if pending := s.stats.pending(); err != nil && pending > 0 {
		return fmt.Errorf("%w%s%d accepted %s missing from the log", err, conjunction, pending, english.PluralWord(int(pending), "number is", "numbers are"))
	}
	return err
}
