package app

import (
	"fmt"
	"time"
)

const (
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

// A phase is a step of a stop.
type phase struct {
	waitsFor string
	patience time.Duration // without progress
}

func writing(log string) phase { return phase{"numbers to be written to " + log, stopPatience} }

func syncing(log string) phase { return phase{"the disk to sync " + log, syncPatience} }

var reporting = phase{"the last report to be printed", stopPatience}

func (s *Server) enter(p phase) { s.phase.Store(&p) }

// awaitEnd waits for run to end, for as long as it makes progress: an operation
// of the system, such as a write to a disk that hangs, cannot be interrupted.
func (s *Server) awaitEnd(ended <-chan error) error {
	checks := time.Tick(stopCheckPeriod)
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
		p := s.phase.Load()
		if time.Since(lastProgress) >= p.patience {
			return s.giveUp(p)
		}
		if !warned {
			s.settings.Logger.Warn("still stopping: waiting for " + p.waitsFor)
			warned = true
		}
	}
}

// progress changes whenever a stop makes progress.
type progress struct {
	phase  *phase
	counts Counts
	syncs  Timing
}

func (s *Server) progress() progress {
	stats := s.stats.snapshot()
	return progress{s.phase.Load(), stats.Counts, stats.Syncs}
}

// giveUp returns the error of a stop that made no progress for the patience of its phase.
func (s *Server) giveUp(p *phase) error {
	err := fmt.Errorf("gave up stopping after %v without progress: still waiting for %s", p.patience, p.waitsFor)
	return s.withMissing(err, "; up to ")
}

// awaitLastReport waits for the reporter, but not for long: a write to a full pipe
// cannot be interrupted, and must not keep the server from stopping.
func (s *Server) awaitLastReport(reported <-chan error) error {
	select {
	case err := <-reported:
		return err
	case <-time.After(lastReportPatience):
		s.settings.Logger.Warn("the last report is not printed: the output is not read")
		return nil
	}
}
