package app

import "numberserver/app/bitset"

// deduplicate removes from every received batch the numbers that were seen before
// and passes it on, even if it is then empty: the writer counts its duplicates. It
// alone uses seen, which therefore needs no lock. It ends when received is closed,
// and closes unique.
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

// gather merges into b the batches that wait behind it, so that many small reads
// cost hardly more than a few large ones. It does not wait for more.
func gather(b *batch, received <-chan *batch) {
	for len(received) > 0 && len(b.numbers) <= batchCap-batchSize {
		b.merge(<-received)
	}
}
