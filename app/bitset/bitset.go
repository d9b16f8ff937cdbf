// Package bitset is a set of numbers with a bit for each number that may be in it,
// made to look up many numbers in random order.
package bitset

import "runtime"

// wordBits is how many numbers share a word.
const wordBits = 64

// A Set remembers which numbers have been inserted. It is not safe for concurrent
// use.
type Set struct {
	words []uint64
}

// New returns an empty set for the numbers below limit. On Linux it uses no memory
// before it is touched.
func New(limit int) *Set {
	words := newMemory((limit + wordBits - 1) / wordBits)
	s := &Set{words}
	runtime.AddCleanup(s, freeMemory, words)
	return s
}

// InsertNew inserts numbers, all of which must be below the limit, and returns those
// that were not in the set before, in their order, in the memory of numbers.
//
// Most words are not in a cache, which is smaller than the 120 MiB of a full set. The
// loop therefore prefetches the word of a number well before it is that number's turn.
// It has no branch on whether a number is new: the processor would mispredict up to half
// of them, and discard what it has begun ahead.
func (s *Set) InsertNew(numbers []uint32) []uint32 {
	if len(numbers) == 0 {
		return numbers
	}
	kept := insertNew(s.words, numbers)
	runtime.KeepAlive(s) // and with it the memory of words
	return numbers[:kept]
}

// insertPlain is insertNew in Go: for processors without a loop in assembly, and for
// the specs, which compare the two.
func insertPlain(words []uint64, numbers []uint32) (kept int) {
	for _, number := range numbers {
		numbers[kept] = number
		word := &words[number/wordBits]
		old := *word
		*word = old | 1<<(number%wordBits)
		kept += int(^old >> (number % wordBits) & 1)
	}
	return kept
}
