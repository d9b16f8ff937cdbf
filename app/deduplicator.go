package app

import (
	"runtime"

	"numberserver/app/bitset"
	"numberserver/app/grammar"
)

// deduplicate removes from every received batch the numbers of its range that were
// seen before and passes it on, even if it is then empty: the writer counts its
// duplicates. It alone uses seen, which therefore needs no lock. No received batch
// has more numbers than most. It ends when received is closed, and closes unique.
func deduplicate(seen *bitset.Set, most int, received <-chan *batch, unique chan<- *batch) {
	defer close(unique)
	for b := range received {
		for len(received) > 0 && len(b.numbers)+most <= batchCap {
			b.merge(<-received) // many small batches then cost little more than a few large ones
		}
		all := len(b.numbers)
		b.numbers = seen.InsertNew(b.numbers)
		b.duplicates += all - len(b.numbers)
		unique <- b
	}
}

// startDeduplicators starts a deduplicator for each range of numbers. Every batch
// passes through all of them in turn, so the numbers of a client stay in order.
// The returned channel is closed when all have ended.
func startDeduplicators(seen []*bitset.Set, received <-chan *batch, unique chan<- *batch) <-chan struct{} {
	most := batchSize
	for _, set := range seen[:len(seen)-1] {
		next := make(chan *batch, uniqueQueue)
		go deduplicate(set, most, received, next) // ends before the one after it
		received, most = next, batchCap
	}
	return start(func() { deduplicate(seen[len(seen)-1], most, received, unique) })
}

// owners returns how many deduplicators to use. Most of their time they wait for
// memory, which two processors do at the same time. More were not measured on
// machines with more processors.
func owners() int { return min(2, runtime.GOMAXPROCS(0)) }

// newRanges returns sets that share the number space equally.
func newRanges(count int) []*bitset.Set {
	sets := make([]*bitset.Set, count)
	for i := range sets {
		sets[i] = bitset.New(i*grammar.Numbers/count, (i+1)*grammar.Numbers/count)
	}
	return sets
}
