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

const (
	// pageSize is how many numbers share a page of a set.
	pageSize = 1 << 20
	pages    = (numbers + pageSize - 1) / pageSize
	// blockSize is how many numbers are looked up one right after the other.
	// Nothing but look-ups in between lets the processor wait for several of
	// them at once.
	blockSize = 4096
)

// A Set is a set of numbers, a bit for each. Pages without a number are nil.
type Set struct {
	pages [pages]*page
	block []uint32 // numbers not added yet
}

type page [pageSize / 64]uint64

// NewSet returns an empty set.
func NewSet() *Set { return &Set{block: make([]uint32, 0, blockSize)} }

// Clone returns a copy of the set.
func (s *Set) Clone() *Set {
	c := NewSet()
	for i, p := range s.pages {
		if p != nil {
			copied := *p
			c.pages[i] = &copied
		}
	}
	return c
}

// AddSet adds all numbers of another set.
func (s *Set) AddSet(other *Set) {
	for i, p := range other.pages {
		if p == nil {
			continue
		}
		if s.pages[i] == nil {
			s.pages[i] = new(page)
		}
		for j, word := range p {
			s.pages[i][j] |= word
		}
	}
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
		s.add(number)
	}
	s.block = s.block[:0]
}

func (s *Set) add(number uint32) {
	p := s.pages[number/pageSize]
	if p == nil {
		p = new(page)
		s.pages[number/pageSize] = p
	}
	p[number%pageSize/64] |= 1 << (number % 64)
}

// remove takes number out and reports whether it was there.
func (s *Set) remove(number uint32) bool {
	p := s.pages[number/pageSize]
	if p == nil {
		return false
	}
	word, bit := &p[number%pageSize/64], uint64(1)<<(number%64)
	had := *word&bit != 0
	*word &^= bit
	return had
}

func (s *Set) has(number uint32) bool {
	p := s.pages[number/pageSize]
	return p != nil && p[number%pageSize/64]>>(number%64)&1 != 0
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
	for i, p := range s.pages {
		if p != nil {
			count += p.below(limit - i*pageSize)
		}
	}
	return count
}

// below is how many of the first limit numbers of the page are in the set.
func (p *page) below(limit int) int {
	limit = max(0, min(limit, pageSize))
	count := 0
	for _, word := range p[:limit/64] {
		count += bits.OnesCount64(word)
	}
	if limit%64 == 0 {
		return count
	}
	return count + bits.OnesCount64(p[limit/64]<<(64-limit%64))
}

// smallest returns the smallest number of the set, which must not be empty.
func (s *Set) smallest() int {
	for i, p := range s.pages {
		if p == nil {
			continue
		}
		for j, word := range p {
			if word != 0 {
				return i*pageSize + j*64 + bits.TrailingZeros64(word)
			}
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
