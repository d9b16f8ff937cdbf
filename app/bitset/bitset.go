// Package bitset is a set of small numbers, one bit each, made for looking up
// numbers in no order: what that costs is waiting for memory, so that is what it
// avoids.
package bitset

import "runtime"

// block is how many numbers are looked up while the memory of the next ones is
// on its way: enough to hide it, few enough to stay in the processor's queues.
const block = 64

// A Set remembers which numbers have been inserted. It holds one bit for every
// number that it may hold, but takes up only the pages of memory that are used.
// It is not safe for concurrent use.
type Set struct {
	words []uint64
	pages pages
}

// New returns an empty set for numbers below limit.
func New(limit int) *Set {
	words := newWords((limit + 63) / 64)
	s := &Set{words: words, pages: newPages(words)}
	runtime.AddCleanup(s, freeWords, words)
	return s
}

// InsertNew inserts all numbers and moves those that were not in the set yet to
// the front, in their order. It returns that front part. It panics for a number
// that is far beyond the limit.
func (s *Set) InsertNew(numbers []uint32) []uint32 {
	s.pages.expect(len(numbers))
	fresh := 0
	s.prefetch(numbers, 0)
	for at := 0; at < len(numbers); at += block {
		s.prefetch(numbers, at+block)
		fresh = s.insert(numbers, at, fresh)
	}
	runtime.KeepAlive(s) // and with it its memory
	return numbers[:fresh]
}

// prefetch asks for the memory of the block of numbers at at, and does not wait.
func (s *Set) prefetch(numbers []uint32, at int) {
	if count := min(len(numbers)-at, block); count > 0 {
		prefetch(&s.words[0], &numbers[at], count)
	}
}

// insert inserts the block of numbers at at, moves the new ones to fresh and
// returns where they end.
func (s *Set) insert(numbers []uint32, at, fresh int) int {
	for _, number := range numbers[at:min(at+block, len(numbers))] {
		word, bit := &s.words[number/64], number%64
		// No branch on whether the number is new: the processor would guess
		// wrong half of the time and throw away what it has begun.
		numbers[fresh] = number
		fresh += int(^*word >> bit & 1)
		*word |= 1 << bit
	}
	return fresh
}
