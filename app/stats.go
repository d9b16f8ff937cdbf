package app

import (
	"sync"
	"sync/atomic"
	"time"
)

// Counts says how many numbers have come since the server started.
type Counts struct {
	Unique     uint64 // numbers that are in the log
	Duplicates uint64 // numbers that came again and were left out
}

// Timing says how often something was done and how long that took in all.
type Timing struct {
	Times uint64
	Took  time.Duration
}

// Stats is what a server has done so far, and how it stands.
type Stats struct {
	Counts

	Bytes     uint64 // read from clients
	Rejected  uint64 // connections ended for data that is no line
	Connected int    // clients that have a place
	Waiting   int    // clients in line for one; -1 where the system does not tell

	Received int // batches that wait for the deduplicator
	Deduped  int // batches that wait for the writer
	Writes   Timing
	Syncs    Timing
}

// stats adds up what happens while others ask. Nothing in it is touched more
// often than once a read or a batch, so it costs no line anything.
type stats struct {
	bytes     atomic.Uint64
	rejected  atomic.Uint64
	connected atomic.Int64

	mu     sync.Mutex
	counts Counts
	writes Timing
	syncs  Timing
}

// wrote tells of a batch that the writer is done with. If there was nothing to
// write, it took no time.
func (s *stats) wrote(unique, duplicates int, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.Unique += uint64(unique)
	s.counts.Duplicates += uint64(duplicates)
	if took > 0 {
		s.writes.Times++
		s.writes.Took += took
	}
}

// synced tells of a sync.
func (s *stats) synced(took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.syncs.Times++
	s.syncs.Took += took
}

// read returns the numbers counted so far, as of one moment.
func (s *stats) read() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts
}

// snapshot returns all of it but the queues, which belong to the server.
func (s *stats) snapshot() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Stats{
		Counts:    s.counts,
		Bytes:     s.bytes.Load(),
		Rejected:  s.rejected.Load(),
		Connected: int(s.connected.Load()),
		Writes:    s.writes,
		Syncs:     s.syncs,
	}
}
