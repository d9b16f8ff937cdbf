// Package check is the proof that a log is right: it holds what was sent, all of
// it, nothing else and nothing twice. It shares no code with any server, so that
// it does not share its faults.
package check

import (
	"fmt"
	"math/bits"
)

const (
	digits  = 9
	numbers = 1_000_000_000
)

// blockSize is how many numbers are looked up one right after the other. Nothing
// but look-ups in between lets the processor wait for several of them at once.
const blockSize = 4096

// A Set is a set of numbers.
type Set struct {
	words []uint64
	block []uint32 // numbers not added yet
}

// NewSet returns an empty set.
func NewSet() *Set {
	return &Set{words: make([]uint64, numbers/64), block: make([]uint32, 0, blockSize)}
}

// AddLines adds what a client sends: lines of nine digits, with leading zeros.
func (s *Set) AddLines(text []byte) error {
	const lineLength = digits + len(newline)
	for len(text) >= lineLength {
		number, ok := parse(text[:digits])
		if !ok || string(text[digits:lineLength]) != newline {
			return fmt.Errorf("%q is no line to send", text[:lineLength])
		}
		s.block = append(s.block, number)
		if len(s.block) == cap(s.block) {
			s.addBlock()
		}
		text = text[lineLength:]
	}
	s.addBlock()
	if len(text) > 0 {
		return fmt.Errorf("%q is a part of a line only", text)
	}
	return nil
}

func (s *Set) addBlock() {
	for _, number := range s.block {
		s.words[number/64] |= 1 << (number % 64)
	}
	s.block = s.block[:0]
}

func (s *Set) has(number uint32) bool {
	return s.words[number/64]>>(number%64)&1 != 0
}

// Count is how many numbers the set has.
func (s *Set) Count() int { return s.below(numbers) }

// LogSize is how many bytes a log has that holds the numbers of the set.
func (s *Set) LogSize() int64 {
	size, counted := int64(0), 0
	for width, limit := 1, 10; width <= digits; width, limit = width+1, limit*10 {
		below := s.below(limit)
		size += int64(below-counted) * int64(width+len(newline))
		counted = below
	}
	return size
}

// below is how many numbers of the set are smaller than limit.
func (s *Set) below(limit int) int {
	count := 0
	for _, word := range s.words[:limit/64] {
		count += bits.OnesCount64(word)
	}
	if limit%64 == 0 {
		return count
	}
	return count + bits.OnesCount64(s.words[limit/64]<<(64-limit%64))
}

// smallest returns the smallest number of the set, which must not be empty.
func (s *Set) smallest() uint32 {
	for i, word := range s.words {
		if word != 0 {
			return uint32(i*64 + bits.TrailingZeros64(word))
		}
	}
	panic("check: an empty set has no smallest number")
}

// parse returns the number that text spells, one digit after the other.
func parse(text []byte) (number uint32, ok bool) {
	for _, b := range text {
		if b < '0' || b > '9' {
			return 0, false
		}
		number = number*10 + uint32(b-'0')
	}
	return number, true
}
