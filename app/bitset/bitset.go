// Package bitset is a set of numbers with one bit for each, made to look up many
// numbers in random order. That costs the wait for memory, so that is what the set
// avoids.
package bitset

import "runtime"

// block is how many numbers are looked up while the memory of the next ones is
// fetched: enough to hide the wait, few enough for the processor's queues.
const block = 64

// wordBits is how many numbers share a word.
const wordBits = 64

// A Set remembers which numbers of its range have been inserted. It is not safe
// for concurrent use.
type Set struct {
	words []uint64
	low   uint32 // the smallest number of the range
	size  uint32 // how many numbers the range has
	pages pages
}

// New returns an empty set for the numbers from low up to, but not including, high.
// It has a bit for each of them, but only uses the memory of pages that it touches.
func New(low, high int) *Set {
	words := newWords((high - low + wordBits - 1) / wordBits)
	s := &Set{words: words, low: uint32(low), size: uint32(high - low), pages: newPages(words)}
	runtime.AddCleanup(s, freeWords, words)
	return s
}

// InsertNew inserts the numbers of its range. It removes those that were in the set
// already and returns the others, including those outside the range, in their
// order. The result shares the memory of numbers.
func (s *Set) InsertNew(numbers []uint32) []uint32 {
	s.pages.expect(len(numbers))
	kept := 0
	s.prefetch(numbers, 0)
	for at := 0; at < len(numbers); at += block {
		s.prefetch(numbers, at+block)
		kept = s.insert(numbers, at, kept)
	}
	runtime.KeepAlive(s) // and with it its memory
	return numbers[:kept]
}

// prefetch starts to fetch the memory of the block of numbers at at.
func (s *Set) prefetch(numbers []uint32, at int) {
	if count := min(len(numbers)-at, block); count > 0 {
		prefetch(&s.words[0], &numbers[at], count, s.low, s.size)
	}
}

// insert inserts the block of numbers at at, moves those to keep to index kept and
// returns where they end.
//
// It has no branch on whether a number is in range or new: the processor would
// mispredict half of them. A number outside the range stands for the first word,
// which is always in the cache, with an empty mask: it is found new, and nothing
// is inserted.
func (s *Set) insert(numbers []uint32, at, kept int) int {
	words, low, size := s.words, s.low, uint64(s.size)
	for _, number := range numbers[at:min(at+block, len(numbers))] {
		offset := uint64(number - low)
		inRange := (offset - size) >> 63 // 1 or 0: the sign of the difference
		offset &= -inRange
		word := &words[offset/wordBits]
		isOld := *word >> (offset % wordBits) & inRange
		*word |= inRange << (offset % wordBits)
		numbers[kept] = number
		kept += int(1 - isOld)
	}
	return kept
}
