package app

import "sync"

const (
	// batchSize is the most numbers that one read brings. Smaller batches cost more
	// per hand-over, larger ones do not stay in the cache.
	batchSize = 16_384
	// batchCap is the most numbers in a batch: the deduplicators merge small ones.
	batchCap = 2 * batchSize
)

// How many batches may wait for the first deduplicator, and for each stage after it:
// enough to keep all busy, few enough to drain within milliseconds. Those that wait
// for the first may be small; it merges them.
const (
	receivedQueue = 16
	uniqueQueue   = 4
)

// A batch is what one read of one client brought. Each stage owns it until it
// passes it on, so it needs no lock.
type batch struct {
	numbers    []uint32      // all that were received; after the deduplicators the new ones
	duplicates int           // how many the deduplicators removed
	markers    []chan<- bool // each told whether all numbers before it are in the log
}

// batches keeps used batches, so that reading numbers allocates no memory.
var batches = sync.Pool{New: func() any {
	return &batch{numbers: make([]uint32, 0, batchCap)}
}}

// newBatch returns an empty batch.
func newBatch() *batch { return batches.Get().(*batch) }

// merge adds the content of more, which it frees.
func (b *batch) merge(more *batch) {
	b.numbers = append(b.numbers, more.numbers...)
	b.duplicates += more.duplicates
	b.markers = append(b.markers, more.markers...)
	more.free()
}

// free returns the batch to the pool. The caller must not use it afterwards.
func (b *batch) free() {
	clear(b.markers)
	b.numbers, b.duplicates, b.markers = b.numbers[:0], 0, b.markers[:0]
	batches.Put(b)
}
