package bitset

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// The benchmarks insert numbers in random order. One number per iteration, so ns/op
// is time per number.

const (
	batch  = 16_384 // numbers in a batch of the server
	atOnce = 8      // batches that it looks up at once under load
)

func BenchmarkInsertNew(b *testing.B) { benchmarkInsert(b, New(limit), atOnce, (*Set).InsertNew) }

// BenchmarkAtOnce inserts as many batches at once as its name says.
func BenchmarkAtOnce(b *testing.B) {
	for _, count := range []int{1, 2, 4, 8, 16} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			benchmarkInsert(b, New(limit), count, (*Set).InsertNew)
		})
	}
}

// BenchmarkInOrder does not sort the numbers by window.
func BenchmarkInOrder(b *testing.B) { benchmarkInsert(b, New(limit), atOnce, insertInOrder) }

// BenchmarkNoPrefetch does not prefetch either.
func BenchmarkNoPrefetch(b *testing.B) {
	benchmarkInsert(b, New(limit), atOnce, insertInOrderWithoutPrefetch)
}

// BenchmarkWindows sorts the numbers by window and goes through them once more, but
// looks none up.
func BenchmarkWindows(b *testing.B) {
	benchmarkInsert(b, New(limit), atOnce, func(s *Set, batches [][]uint32) {
		starts := s.sort(batches)
		for i := range s.sorted {
			s.sorted[i] &= 1
		}
		s.keepNew(batches, starts)
	})
}

// BenchmarkFirst inserts the first numbers of all, as many as its name says. It
// includes what getting the memory costs.
func BenchmarkFirst(b *testing.B) { benchmarkFirst(b, func() *Set { return New(limit) }) }

// BenchmarkFirstInBits does not put them in a table.
func BenchmarkFirstInBits(b *testing.B) { benchmarkFirst(b, newBits) }

func benchmarkFirst(b *testing.B, newSet func() *Set) {
	numbers := randomNumbers()
	for _, count := range []int{10_000, 100_000, 1_000_000, 2_000_000, 10_000_000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			batches := newBatches(1)
			for done := 0; done < b.N; done += count {
				set := newSet()
				for at := 0; at < count; at += batch {
					fill(batches, numbers[at:count])
					set.InsertNew(batches)
				}
				b.StopTimer()
				runtime.KeepAlive(set)
				runtime.GC() // frees the set's memory
				b.StartTimer()
			}
		})
	}
}

// benchmarkInsert inserts many batches at once into a set that has all its memory.
func benchmarkInsert(b *testing.B, set *Set, many int, insert func(*Set, [][]uint32)) {
	numbers, batches := randomNumbers(), newBatches(many)
	insertAt := func(at int) {
		fill(batches, numbers[at%len(numbers):])
		insert(set, batches)
	}
	for at := 0; at < len(numbers); at += many * batch {
		insertAt(at)
	}
	b.ResetTimer()
	for done := 0; done < b.N; done += many * batch {
		insertAt(done)
	}
}

func newBatches(count int) [][]uint32 {
	batches := make([][]uint32, count)
	for i := range batches {
		batches[i] = make([]uint32, batch)
	}
	return batches
}

// fill copies numbers to the batches, as far as they go.
func fill(batches [][]uint32, numbers []uint32) {
	for i := range batches {
		batches[i] = batches[i][:cap(batches[i])]
		n := copy(batches[i], numbers)
		batches[i], numbers = batches[i][:n], numbers[n:]
	}
}

func randomNumbers() []uint32 {
	random := rand.New(rand.NewPCG(1, 2))
	numbers := make([]uint32, 1<<24)
	for i := range numbers {
		numbers[i] = random.Uint32N(limit)
	}
	return numbers
}

// insertInOrder is InsertNew without windows.
func insertInOrder(s *Set, batches [][]uint32) { insertWith(s.insert, batches) }

// insertInOrderWithoutPrefetch is InsertNew without windows and prefetching.
func insertInOrderWithoutPrefetch(s *Set, batches [][]uint32) { insertWith(s.insertBlock, batches) }

func insertWith(insert func([]uint32), batches [][]uint32) {
	for i, numbers := range batches {
		isNew := append(make([]uint32, 0, batch), numbers...)
		insert(isNew)
		kept := 0
		for i, number := range numbers {
			numbers[kept] = number
			kept += int(isNew[i])
		}
		batches[i] = numbers[:kept]
	}
}
