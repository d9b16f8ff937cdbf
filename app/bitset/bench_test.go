package bitset

import (
	"math/rand/v2"
	"testing"
)

// The benchmarks insert numbers in random order into a set that has all its memory.
// One number per iteration, so ns/op is time per number.

func BenchmarkInsertNew(b *testing.B) { benchmarkInsertNew(b, New(0, limit)) }

// BenchmarkInsertNewHalf is what one of two owners does: half of the numbers are
// the other one's.
func BenchmarkInsertNewHalf(b *testing.B) { benchmarkInsertNew(b, New(0, limit/2)) }

func benchmarkInsertNew(b *testing.B, set *Set) {
	const together = 16_384
	random := rand.New(rand.NewPCG(1, 2))
	numbers := make([]uint32, 1<<24)
	for i := range numbers {
		numbers[i] = random.Uint32N(limit)
	}
	batch := make([]uint32, together)
	insert := func(at int) {
		copy(batch, numbers[at%len(numbers):])
		set.InsertNew(batch)
	}
	for at := 0; at < len(numbers); at += together {
		insert(at)
	}
	b.ResetTimer()
	for done := 0; done < b.N; done += together {
		insert(done)
	}
}
