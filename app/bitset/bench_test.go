package bitset

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkInsertNew inserts numbers in no order into a set that has all its
// memory. One number an iteration, so that ns/op is time per number.
func BenchmarkInsertNew(b *testing.B) {
	const together = 16_384
	random := rand.New(rand.NewPCG(1, 2))
	numbers := make([]uint32, 1<<24)
	for i := range numbers {
		numbers[i] = random.Uint32N(limit)
	}
	set, batch := New(limit), make([]uint32, together)
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
