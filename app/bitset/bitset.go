// Package bitset is a set of numbers, made to look up many in random order. The first
// million are in a hash table; when there are more, all are in bits, one for each
// number. Most of what a lookup costs is the wait for memory, so that is what the set
// avoids.
package bitset

import (
	"runtime"
	"unsafe"
)

// block is how many numbers are looked up while the memory of the next ones is
// fetched. More at once are no faster.
const block = 64

// wordBits is how many numbers share a word.
const wordBits = 64

// A Set remembers which numbers have been inserted. It is not safe for concurrent
// use.
type Set struct {
	first  *table // the first numbers, nil when they have been moved to words
	words  []uint64
	sorted []uint32 // for insertNew, kept for the next call
}

// New returns an empty set for the numbers below limit, which is at most 1<<32 - 1. On
// Linux it uses no memory before it is touched.
func New(limit int) *Set {
	words := newMemory[uint64]((limit + wordBits - 1) / wordBits)
	s := &Set{first: newTable(), words: words}
	runtime.AddCleanup(s, freeMemory[uint64], words)
	return s
}

// InsertNew inserts the numbers of all batches, and leaves in each batch those that
// were not in the set before, in their order. In bits, the more numbers there are in
// all, the less each costs.
func (s *Set) InsertNew(batches [][]uint32) {
	for i, numbers := range batches {
		if s.first == nil || !s.first.takes(len(numbers)) {
			s.leaveTable()
			s.insertNew(batches[i:])
			return
		}
		batches[i] = s.first.insertNew(numbers)
	}
}

// leaveTable moves the numbers of the table, if there still is one, to bits.
func (s *Set) leaveTable() {
	if s.first != nil {
		s.first.moveTo(s)
		s.first = nil
	}
}

// insertNew is InsertNew with bits.
//
// The set looks up the numbers of one window after the other, and then goes through
// the batches once more. It has no branch on whether a number is new: the processor
// would mispredict up to half of them.
func (s *Set) insertNew(batches [][]uint32) {
	starts := s.sort(batches)
	s.insert(s.sorted)
	s.keepNew(batches, starts)
}

// insert inserts the numbers and replaces each by 1 if it is new, or by 0.
func (s *Set) insert(numbers []uint32) {
	now, later := cut(numbers)
	s.prefetch(now)
	for ; len(now) > 0; now, later = cut(later) {
		next, _ := cut(later)
		s.prefetch(next)
		s.insertBlock(now)
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
		prefetch(unsafe.Pointer(&s.words[0]), &numbers[0], len(numbers))
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
	runtime.KeepAlive(s) // and with it the memory of words
}
