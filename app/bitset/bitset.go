// Package bitset is a set of numbers with one bit for each, made to look up many
// numbers in random order. That costs the wait for memory, so that is what the set
// avoids.
package bitset

import (
	"runtime"
	"slices"
)

// block is how many numbers are looked up while the memory of the next ones is
// fetched: enough to hide the wait, few enough for the processor's queues.
const block = 64

// wordBits is how many numbers share a word.
const wordBits = 64

// A Set remembers which numbers have been inserted. It is not safe for concurrent
// use.
type Set struct {
	words  []uint64
	pages  pages
	sorted []uint32 // for InsertNew, kept for the next call
}

// New returns an empty set for the numbers below limit. It has a bit for each of
// them, but only uses the memory of pages that it touches.
func New(limit int) *Set {
	words := newWords((limit + wordBits - 1) / wordBits)
	s := &Set{words: words, pages: newPages(words)}
	runtime.AddCleanup(s, freeWords, words)
	return s
}

// InsertNew inserts the numbers of all batches, and leaves in each batch those that
// were not in the set before, in their order. The more numbers there are in all, the
// less each costs.
//
// The set looks up the numbers of one window after the other, and then goes through
// the batches once more. It has no branch on whether a number is new: the processor
// would mispredict half of them.
func (s *Set) InsertNew(batches [][]uint32) {
	starts, count := findWindows(batches)
	s.pages.expect(count)
	s.sorted = slices.Grow(s.sorted[:0], count)[:count]
	next := starts
	for _, numbers := range batches {
		place(s.sorted, numbers, &next)
	}
	s.insert(s.sorted)
	runtime.KeepAlive(s) // and with it its memory
	next = starts
	for i, numbers := range batches {
		batches[i] = keepNew(numbers, s.sorted, &next)
	}
}

// insert inserts the numbers and replaces each by 1 if it is new, or by 0.
func (s *Set) insert(numbers []uint32) {
	s.prefetch(numbers[:min(block, len(numbers))])
	for len(numbers) > 0 {
		now, later := cut(numbers)
		next, _ := cut(later)
		s.prefetch(next)
		s.insertBlock(now)
		numbers = later
	}
}

// cut cuts numbers after a block.
func cut(numbers []uint32) (first, rest []uint32) {
	n := min(block, len(numbers))
	return numbers[:n], numbers[n:]
}

// prefetch starts to fetch the memory of the numbers.
func (s *Set) prefetch(numbers []uint32) {
	if len(numbers) > 0 {
		prefetch(&s.words[0], &numbers[0], len(numbers))
	}
}

func (s *Set) insertBlock(numbers []uint32) {
	words := s.words
	for i, number := range numbers {
		word := &words[number/wordBits]
		old := *word
		*word = old | 1<<(number%wordBits)
		numbers[i] = uint32(^old>>(number%wordBits)) & 1
	}
}
