package app

import (
	"runtime"

	"numberserver/app/bitset"
)

// A deduplicator removes the numbers that were seen before. It alone uses the set,
// which therefore needs no lock.
type deduplicator struct {
	seen *bitset.Set

	group   []*batch   // looked up together
	numbers [][]uint32 // of each batch of the group
}

// run passes on every received batch, with the new ones of its numbers, even if there
// are none: the writer counts its duplicates. It ends when received is closed, and
// closes unique.
//
// It has a thread of its own, which was measured to be faster: the system tends to run a
// thread where it last ran, and that processor's cache still holds what it works on.
func (d *deduplicator) run(received <-chan *batch, unique chan<- *batch) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(unique)
	for b := range received {
		d.group = append(d.group[:0], b)
		d.addWaiting(received)
		d.deduplicate()
		for _, b := range d.group {
			unique <- b
		}
	}
}

// addWaiting adds to the group what waits behind it: numbers cost less in a large
// group, see bitset.InsertNew. It merges small batches, as each costs one write.
func (d *deduplicator) addWaiting(received <-chan *batch) {
	for len(received) > 0 && len(d.group) < groupSize {
		last, next := d.group[len(d.group)-1], <-received
		if len(last.numbers)+len(next.numbers) <= batchSize {
			last.merge(next)
		} else {
			d.group = append(d.group, next)
		}
	}
}

// deduplicate leaves in the group's batches the numbers that are new.
func (d *deduplicator) deduplicate() {
	d.numbers = d.numbers[:0]
	for _, b := range d.group {
		d.numbers = append(d.numbers, b.numbers)
	}
	d.seen.InsertNew(d.numbers)
	for i, b := range d.group {
		b.duplicates = len(b.numbers) - len(d.numbers[i])
		b.numbers = d.numbers[i]
	}
}
