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
// A lookup is a wait for a random word of memory, 120 MiB of them being more than a
// cache holds. So the loop asks for the word of a number well before that number's
// turn; it has no branch on whether a number is new, as the processor would
// mispredict up to half of them, and then have waited in vain.
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
