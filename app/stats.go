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

// Stats is what a server has done so far, and its present state.
type Stats struct {
	Counts

	Accepted  uint64 // numbers read from clients, logged or not
	Bytes     uint64 // bytes read from clients
	Rejected  uint64 // connections ended for bad data
	Connected int    // clients that have a slot
	Waiting   int    // clients that wait for one; -1 if the system does not tell

	Received, ReceivedCap int // batches that wait for the deduplicator, and the most that can
	Deduped, DedupedCap   int // batches that wait for the writer, and the most that can

	LogSize      int64 // bytes
	Writes       Timing
	Syncs        Timing
	LastSync     time.Time // zero before the first
	LastSyncTook time.Duration

	Stopping bool // the server has begun to stop
}

// stats adds up what happens while others read it. It is updated at most once per
// read or batch, so it costs nothing per line.
type stats struct {
	accepted  atomic.Uint64
	bytes     atomic.Uint64
	rejected  atomic.Uint64
	connected atomic.Int64

	mu           sync.Mutex
	counts       Counts
	logSize      int64
	writes       Timing
	syncs        Timing
	lastSync     time.Time
	lastSyncTook time.Duration
}

// wrote records a batch that the writer is done with, and the size of the log. Only
// a batch with unique numbers was written.
func (s *stats) wrote(c Counts, logSize int64, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.Unique += c.Unique
	s.counts.Duplicates += c.Duplicates
	s.logSize = logSize
	if c.Unique > 0 {
		s.writes.Times++
		s.writes.Took += took
	}
}

// synced records a sync that has just ended.
func (s *stats) synced(took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.syncs.Times++
	s.syncs.Took += took
	s.lastSync, s.lastSyncTook = time.Now(), took
}

// read returns the counts so far, both as of one moment.
func (s *stats) read() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts
}

// pending returns how many accepted numbers are neither in the log nor known to be
// duplicates.
func (s *stats) pending() uint64 {
	counts := s.read()
	return s.accepted.Load() - counts.Unique - counts.Duplicates
}

// snapshot returns the statistics without what Server.Stats adds: queue lengths,
// waiting clients and whether the server stops.
func (s *stats) snapshot() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Stats{
		Counts:       s.counts,
		Accepted:     s.accepted.Load(),
		Bytes:        s.bytes.Load(),
		Rejected:     s.rejected.Load(),
		Connected:    int(s.connected.Load()),
		LogSize:      s.logSize,
		Writes:       s.writes,
		Syncs:        s.syncs,
		LastSync:     s.lastSync,
		LastSyncTook: s.lastSyncTook,
	}
}
