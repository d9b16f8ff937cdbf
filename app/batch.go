package app

import "sync"

// batchSize is how many numbers travel from stage to stage at once. Smaller
// batches pay more for each hand-over, larger ones fall out of the cache.
const (
	batchSize = 16_384
	// batchRoom is how many there is room for: the deduplicator makes one batch of
	// several when they are small.
	batchRoom = 2 * batchSize
)

// A batch is what one read of one client brought. Every stage owns it while it
// holds it and passes it on, so nothing in it is shared.
type batch struct {
	numbers    []uint32 // at first all that came; after the deduplicator the new ones
	duplicates int      // how many the deduplicator took out
}

// batches keeps used batches for the next read, so that no line costs memory.
var batches = sync.Pool{New: func() any {
	return &batch{numbers: make([]uint32, 0, batchRoom)}
}}

// newBatch returns an empty batch.
func newBatch() *batch {
	return batches.Get().(*batch)
}

// free gives the batch back. The caller must not touch it afterwards.
func (b *batch) free() {
	b.numbers, b.duplicates = b.numbers[:0], 0
	batches.Put(b)
}
