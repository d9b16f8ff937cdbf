package bitset

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// The benchmarks insert numbers in random order, a batch of the server at a time. One
// number per iteration, so ns/op is time per number.

const batch = 16_384

func BenchmarkInsertNew(b *testing.B) { benchmarkInsert(b, insertNew) }

// BenchmarkInsertPlain is without assembly, and so without a prefetch.
func BenchmarkInsertPlain(b *testing.B) { benchmarkInsert(b, insertPlain) }

// BenchmarkFirst inserts the first numbers of all, as many as its name says. It
// includes what getting the memory costs.
func BenchmarkFirst(b *testing.B) {
	numbers := randomNumbers()
	for _, count := range []int{1_000_000, 10_000_000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			for done := 0; done < b.N; done += count {
				set := New(limit)
				insertAll(set.words, numbers[:count], insertNew)
				b.StopTimer()
				runtime.KeepAlive(set)
				runtime.GC() // frees the set's memory
				b.StartTimer()
			}
		})
	}
}

// BenchmarkDependentLoads is how long a random word of the set's memory takes when the
// processor cannot ask for it early.
func BenchmarkDependentLoads(b *testing.B) {
	set := New(limit)
	order := rand.New(rand.NewPCG(1, 2)).Perm(len(set.words))
	for i, at := range order {
		set.words[at] = uint64(order[(i+1)%len(order)])
	}
	b.ResetTimer()
	at := uint64(0)
	for range b.N {
		at = set.words[at]
	}
	runtime.KeepAlive(at)
	runtime.KeepAlive(set)
}

type insert func(words []uint64, numbers []uint32) (kept int)

// benchmarkInsert inserts into a set that has all its memory.
func benchmarkInsert(b *testing.B, insert insert) {
	numbers, set := randomNumbers(), New(limit)
	insertAll(set.words, numbers, insert)
	b.ResetTimer()
	for done := 0; done < b.N; done += len(numbers) {
		insertAll(set.words, numbers[:min(len(numbers), b.N-done)], insert)
	}
	runtime.KeepAlive(set)
}

// insertAll inserts copies of the numbers.
func insertAll(words []uint64, numbers []uint32, insert insert) {
	copied := make([]uint32, batch)
	for len(numbers) > 0 {
		n := copy(copied, numbers)
		insert(words, copied[:n])
		numbers = numbers[n:]
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
