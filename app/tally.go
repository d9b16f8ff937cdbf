package app

import "sync"

// Counts says how many numbers have come since the server started.
type Counts struct {
	Unique     uint64 // numbers that are in the log
	Duplicates uint64 // numbers that came again and were left out
}

// A tally adds up Counts for whoever asks while the numbers still come. It is
// updated once a batch, so its lock costs nothing.
type tally struct {
	mu     sync.Mutex
	counts Counts
}

func (t *tally) add(unique, duplicates int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.Unique += uint64(unique)
	t.counts.Duplicates += uint64(duplicates)
}

func (t *tally) read() Counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts
}
