package app

import (
	"runtime"

	"numberserver/app/bitset"
)

// A deduplicator removes the numbers that were seen before. It alone uses the set,
// which therefore needs no lock.
type deduplicator struct {
	seen *bitset.Set
}

// run passes on every received batch, with the new ones of its numbers, even if there
// are none: the writer counts its duplicates. It ends when received is closed, and
// closes unique.
//
// It has a thread of its own, which was measured to be faster: the system tends to run a
// thread where it last ran, and that processor's cache still holds what it works on.
func (d *deduplicator) run(received <-chan *batch, unique chan<- *batch) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(unique)
	for b := range received {
		// Small batches are merged while others wait, as each costs one write.
		for len(b.numbers) <= smallBatch && len(received) > 0 {
			b.merge(<-received)
		}
		all := len(b.numbers)
		b.numbers = d.seen.InsertNew(b.numbers)
		b.duplicates = all - len(b.numbers)
		unique <- b
	}
	return nil
}
