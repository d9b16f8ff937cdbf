package load

import (
	"fmt"
	"iter"
	"math/bits"
	"strconv"

	"numberserver/app/grammar"
)

const (
	// pageSize is how many numbers share a page of a set: 4 KiB of bits, so that
	// a set of few numbers is small.
	pageSize = 1 << 15
	pages    = (grammar.Numbers + pageSize - 1) / pageSize
)

// A Set is a set of numbers, one bit for each. Pages without a number are nil.
type Set struct {
	pages [pages]*page
}

type page [pageSize / 64]uint64

// NewSet returns an empty set.
func NewSet() *Set { return new(Set) }

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
	block := make([]uint32, 0, len(text)/grammar.Length)
	for len(text) >= grammar.Length {
		number, ok := parse(text[:grammar.Digits])
		if !ok || string(text[grammar.Digits:grammar.Length]) != grammar.Newline {
			return fmt.Errorf("%q is not a line to send", text[:grammar.Length])
		}
		block = append(block, number)
		text = text[grammar.Length:]
	}
	s.addAll(block)
	if len(text) > 0 {
		return fmt.Errorf("%q is only a part of a line", text)
	}
	return nil
}

func (s *Set) addAll(numbers []uint32) {
	for _, number := range numbers {
		s.add(number)
	}
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
func (s *Set) Count() int {
	count := 0
	for _, p := range s.pages {
		count += p.count()
	}
	return count
}

func (p *page) count() int {
	if p == nil {
		return 0
	}
	count := 0
	for _, word := range p {
		count += bits.OnesCount64(word)
	}
	return count
}

// LogSize is the size of a log that holds the numbers of the set.
func (s *Set) LogSize() int64 {
	size := int64(s.Count() * grammar.Length)
	for number := range s.numbers() {
		if number >= grammar.Numbers/10 {
			break // all others have nine digits
		}
		size -= int64(grammar.Digits - len(strconv.Itoa(number)))
	}
	return size
}

// numbers iterates over the numbers of the set, the smallest first.
func (s *Set) numbers() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, p := range s.pages {
			if p == nil {
				continue
			}
			for j := range p {
				for word := p[j]; word != 0; word &= word - 1 {
					if !yield(i*pageSize + j*64 + bits.TrailingZeros64(word)) {
						return
					}
				}
			}
		}
	}
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
