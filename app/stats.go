package app

import (
	"sync"
	"sync/atomic"
	"time"
)

// Counts says how many numbers have come since the server started.
type Counts struct {
	Unique     uint64 // numbers that were written to the log
	Duplicates uint64 // numbers that came again and were left out
}

// Timing says how often an operation was done and how long it took in all.
type Timing struct {
	Times uint64
	Took  time.Duration
}

// A Queue holds batches of numbers that wait for the next stage.
type Queue struct {
	Length, Capacity int
}

// Stats is what a server has done so far, and its present state.
type Stats struct {
	Counts

	Bytes   uint64            // bytes read from clients
	Clients []Client          // clients that have a slot
	Waiting int               // clients that wait for one; -1 if the system does not tell
	Ended   map[Ending]uint64 // connections that have ended, by reason

	DedupQueue Queue // before the deduplicator
	WriteQueue Queue // before the writer

	LogSize      int64 // bytes
	Writes       Timing
	Syncs        Timing
	LastSync     time.Time // zero before the first
	LastSyncTook time.Duration
	Unsynced     uint64 // numbers that were written since the last sync began

	Stopping bool // the server has begun to stop
}

// stats adds up what happens while others read it. It is updated at most once per
// read or batch, so it costs nothing per line.
type stats struct {
	accepted atomic.Uint64 // numbers read from clients, logged or not
	bytes    atomic.Uint64
	ended    [len(behaviors)]atomic.Uint64

	mu     sync.Mutex
	total  Stats  // of the writer and the syncer
	synced uint64 // unique numbers in the log when the last sync began
}

// addWritten records a batch that the writer is done with. Only a batch with unique
// numbers took a write.
func (s *stats) addWritten(c Counts, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total.Unique += c.Unique
	s.total.Duplicates += c.Duplicates
	if c.Unique > 0 {
		s.total.Writes.Times++
		s.total.Writes.Took += took
	}
}

// addSync records a sync that has just ended, and that began when unique numbers had
// been written.
func (s *stats) addSync(unique uint64, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.synced = unique
	s.total.Syncs.Times++
	s.total.Syncs.Took += took
	s.total.LastSync, s.total.LastSyncTook = time.Now(), took
}

// read returns the counts so far, both as of one moment.
func (s *stats) read() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.total.Counts
}

// pending returns how many accepted numbers are neither in the log nor known to be
// duplicates.
func (s *stats) pending() uint64 {
	counts := s.read()
	return s.accepted.Load() - counts.Unique - counts.Duplicates
}

// snapshot returns the statistics without what Server.Stats adds.
func (s *stats) snapshot() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.total
	now.Bytes = s.bytes.Load()
	now.Ended = make(map[Ending]uint64)
	for ending := range s.ended {
		now.Ended[Ending(ending)] = s.ended[ending].Load()
	}
	now.Unsynced = now.Unique - s.synced
	return now
}
