package app

import (
	"fmt"
	"time"
)

// keptInCache is how many bytes at the end of the log stay in the page cache, for
// programs that follow the log. The writer reuses the pages that are dropped. Pages that
// have not been used lately cost more, as a virtual machine gets them from its host.
const keptInCache = 64 << 20

// A syncer makes the log durable, beside the writer, which never waits for it.
type syncer struct {
	log   *logFile
	stats *stats
	stop  func()                         // stops the server when the log cannot be synced
	drop  func(log file, from, to int64) // removes a synced part of the log from the page cache

	dropped int64 // bytes of the log that were dropped from the page cache
	err     error // of the first sync that failed
}

// sync syncs the log if anything was written since the last sync. It returns the error
// of the first sync that failed: the log is then written, but may not survive a loss of
// power. A failed sync is not retried: the system reports it only once.
func (s *syncer) sync() error {
	now := s.stats.snapshot()
	if s.err != nil || now.Unsynced == 0 {
		return s.err
	}
	size, began := s.log.size.Load(), time.Now()
	if err := s.log.file.Sync(); err != nil {
		s.err = fmt.Errorf("the log is not durable: %w", err)
		s.stop()
		return s.err
	}
	s.stats.addSync(now.Unique, time.Since(began))
	s.dropOld(size)
	return nil
}

// dropOld drops from the page cache what lies more than keptInCache before size, up
// to which the log is synced.
func (s *syncer) dropOld(size int64) {
	end := max(0, size-keptInCache)
	if end > s.dropped {
		s.drop(s.log.file, s.dropped, end)
	}
	s.dropped = end
}
