package bitset

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// The benchmarks insert numbers in random order. One number per iteration, so ns/op
// is time per number.

// together is how many numbers a batch of the server has.
const together = 16_384

func BenchmarkInsertNew(b *testing.B) { benchmarkInsert(b, New(0, limit), (*Set).InsertNew) }

// BenchmarkInsertNewHalf is what one of two owners does: half of the numbers are
// the other one's.
func BenchmarkInsertNewHalf(b *testing.B) { benchmarkInsert(b, New(0, limit/2), (*Set).InsertNew) }

// BenchmarkPrefetch has as many numbers fetched ahead as its name says; 0 is the
// set without prefetching.
func BenchmarkPrefetch(b *testing.B) {
	for _, ahead := range []int{0, 64, 128, 256, 512} {
		b.Run(fmt.Sprint(ahead), func(b *testing.B) {
			benchmarkInsert(b, New(0, limit), func(set *Set, numbers []uint32) []uint32 {
				return insertAhead(set, numbers, ahead)
			})
		})
	}
}

// BenchmarkFirst is what one of two owners does with the first numbers of all, as
// many as its name says. It includes what getting the memory costs.
func BenchmarkFirst(b *testing.B) {
	numbers := randomNumbers()
	for _, count := range []int{10_000, 100_000, 1_000_000, 2_000_000, 10_000_000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			batch := make([]uint32, together)
			for done := 0; done < b.N; done += count {
				set := New(0, limit/2)
				for at := 0; at < count; at += together {
					set.InsertNew(batch[:copy(batch, numbers[at:count])])
				}
				b.StopTimer()
				runtime.KeepAlive(set)
				runtime.GC() // frees the set's memory
				b.StartTimer()
			}
		})
	}
}

// benchmarkInsert inserts into a set that has all its memory.
func benchmarkInsert(b *testing.B, set *Set, insert func(*Set, []uint32) []uint32) {
	numbers, batch := randomNumbers(), make([]uint32, together)
	insertAt := func(at int) {
		copy(batch, numbers[at%len(numbers):])
		insert(set, batch)
	}
	for at := 0; at < len(numbers); at += together {
		insertAt(at)
	}
	b.ResetTimer()
	for done := 0; done < b.N; done += together {
		insertAt(done)
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

// insertAhead is Set.InsertNew with another number of numbers fetched ahead, a
// multiple of block.
func insertAhead(s *Set, numbers []uint32, ahead int) []uint32 {
	step, kept := max(ahead, block), 0
	for at := -ahead; at < len(numbers); at += step {
		if next := numbers[min(at+ahead, len(numbers)):min(at+ahead+step, len(numbers))]; ahead > 0 && len(next) > 0 {
			prefetch(&s.words[0], &next[0], len(next), s.low, s.size)
		}
		for from := max(at, 0); at >= 0 && from < min(at+step, len(numbers)); from += block {
			kept = s.insert(numbers[:min(at+step, len(numbers))], from, kept)
		}
	}
	return numbers[:kept]
}
