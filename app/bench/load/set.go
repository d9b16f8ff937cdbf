package load

import (
	"fmt"
	"math/bits"

	"numberserver/app/grammar"
)

const (
	// pageSize is how many numbers share a page of a set: 4 KiB of bits, so that
	// a set of few numbers is small.
	pageSize = 1 << 15
	pages    = (grammar.Numbers + pageSize - 1) / pageSize
	// blockSize is how many numbers are looked up in a row. Without other work in
	// between, the processor waits for several cache misses at the same time.
	blockSize = 4096
)

// A Set is a set of numbers, one bit for each. Pages without a number are nil.
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

// merge adds all numbers of another set, which must not be used any more.
func (s *Set) merge(other *Set) {
	for i, p := range other.pages {
		switch {
		case p == nil:
		case s.pages[i] == nil:
			s.pages[i] = p
		default:
			for j, word := range p {
				s.pages[i][j] |= word
			}
		}
	}
}

// AddLines adds the numbers of lines as clients send them: nine digits each, with
// leading zeros.
func (s *Set) AddLines(text []byte) error {
	for len(text) >= grammar.Length {
		number, ok := parse(text[:grammar.Digits])
		if !ok || string(text[grammar.Digits:grammar.Length]) != grammar.Newline {
			return fmt.Errorf("%q is not a line to send", text[:grammar.Length])
		}
		s.block = append(s.block, number)
		if len(s.block) == cap(s.block) {
			s.addBlock()
		}
		text = text[grammar.Length:]
	}
	s.addBlock()
	if len(text) > 0 {
		return fmt.Errorf("%q is only a part of a line", text)
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

// remove removes number and reports whether it was there.
func (s *Set) remove(number uint32) bool {
	if !s.has(number) {
		return false
	}
	s.pages[number/pageSize][number%pageSize/64] &^= 1 << (number % 64)
	return true
}

func (s *Set) has(number uint32) bool {
	p := s.pages[number/pageSize]
	return p != nil && p[number%pageSize/64]>>(number%64)&1 != 0
}

// Count is how many numbers the set has.
func (s *Set) Count() int { return s.below(grammar.Numbers) }

// LogSize is the size of a log that holds the numbers of the set.
func (s *Set) LogSize() int64 {
	size, counted := int64(0), 0
	for width, limit := 1, 10; width <= grammar.Digits; width, limit = width+1, limit*10 {
		below := s.below(limit)
		size += int64(below-counted) * int64(width+len(grammar.Newline))
		counted = below
	}
	return size
}

// below is how many numbers of the set are less than limit.
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
	panic("load: an empty set has no smallest number")
}

// parse returns the number that text spells. It is deliberately simple, and not
// the server's parser.
func parse(text []byte) (number uint32, ok bool) {
	for _, b := range text {
		if b < '0' || b > '9' {
			return 0, false
		}
		number = number*10 + uint32(b-'0')
	}
	return number, true
}
