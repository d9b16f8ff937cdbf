package app

import "numberserver/app/bitset"

// deduplicate takes out of every received batch the numbers that were seen
// before and passes it on, empty or not, so that its duplicates are counted. It
// is the only one that touches seen, which therefore needs no lock. It ends when
// received is closed, and closes unique.
func deduplicate(seen *bitset.Set, received <-chan *batch, unique chan<- *batch) {
	defer close(unique)
	for b := range received {
		gather(b, received)
		all := len(b.numbers)
		b.numbers = seen.InsertNew(b.numbers)
		b.duplicates = all - len(b.numbers)
		unique <- b
	}
}

// gather adds to b what else has come meanwhile, so that many small reads cost
// hardly more than a few large ones. It waits for nothing.
func gather(b *batch, received <-chan *batch) {
	for len(received) > 0 && len(b.numbers) <= batchRoom-batchSize {
		more := <-received
		b.numbers = append(b.numbers, more.numbers...)
		more.free()
	}
}
