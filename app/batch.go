package app

import "sync"

// batchSize is the most numbers that one read brings. Smaller batches cost more per
// hand-over, larger ones do not stay in the cache.
const batchSize = 16_384

// A batch with no more numbers than smallBatch is merged with the next one, if one waits.
const smallBatch = 1024

// How many batches may wait for the deduplicator, and for the writer: enough to keep
// both busy, few enough to stay in a processor's cache until they are used.
const (
	receivedQueue = 4
	uniqueQueue   = 2
)

// A batch is what one read of one client brought, or several small reads together. Each
// stage owns it until it passes it on, so it needs no lock.
type batch struct {
	numbers    []uint32      // all that were received; after the deduplicator the new ones
	duplicates int           // how many the deduplicator removed
	markers    []chan<- bool // each told whether all numbers before it are in the log
}

// batches keeps used batches, so that reading numbers allocates no memory.
var batches = sync.Pool{New: func() any {
	return &batch{numbers: make([]uint32, 0, batchSize+smallBatch)}
}}

// newBatch returns an empty batch from the pool.
func newBatch() *batch { return batches.Get().(*batch) }

// merge adds the numbers and markers of more, which it frees. Neither batch has been
// deduplicated.
func (b *batch) merge(more *batch) {
	b.numbers = append(b.numbers, more.numbers...)
	b.markers = append(b.markers, more.markers...)
	more.free()
}

// free returns the batch to the pool. The caller must not use it afterwards.
func (b *batch) free() {
	clear(b.markers)
	b.numbers, b.duplicates, b.markers = b.numbers[:0], 0, b.markers[:0]
	batches.Put(b)
}
