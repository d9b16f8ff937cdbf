package load

import (
	"math/rand/v2"

	"numberserver/app/grammar"
)

// Flipping the lowest bit of an ASCII digit gives another digit: '4' becomes '5'
// and '5' becomes '4'. Flipping it in some of the nine places of a number gives
// another number, and the 2^9 ways to do so divide the numbers into 5^9 families
// of 512. A round has one number of each family; each way of flipping, applied to
// all lines of the first round, gives another round, and the 512 rounds together
// have every number once.
//
// So 20 MB of prepared lines make the whole number space, at the cost of an XOR
// of every line. Families and rounds are in random order, and a round is long
// enough to touch all of a server's memory before the next one returns to the
// same cache lines.
const (
	waysToFlip = 1 << grammar.Digits // 512
	period     = grammar.Numbers / waysToFlip
)

// A mask has a bit for each digit whose lowest bit is flipped. Bit 0 stands for the
// last digit.
type mask uint16

// masks returns all masks in random order.
func masks(rng *rand.Rand) []mask {
	all := make([]mask, waysToFlip)
	for i, m := range rng.Perm(waysToFlip) {
		all[i] = mask(m)
	}
	return all
}

// representatives returns a random number of each of count random families.
func representatives(rng *rand.Rand, count int) []uint32 {
	families := make([]uint32, period)
	for i := range families {
		families[i] = uint32(i)
	}
	for i := range count {
		other := i + rng.IntN(period-i)
		families[i], families[other] = families[other], families[i]
		families[i] = member(families[i], mask(rng.IntN(waysToFlip)))
	}
	return families[:count]
}

// member returns the number of a family whose digits have the lowest bits of m.
// The digits of the family in base five are the other bits of each digit.
func member(family uint32, m mask) uint32 {
	number, weight := uint32(0), uint32(1)
	for place := range grammar.Digits {
		digit := family%5*2 + uint32(m>>place&1)
		number += digit * weight
		family, weight = family/5, weight*10
	}
	return number
}

// drawn returns count random numbers, which may repeat.
func drawn(rng *rand.Rand, count int) []uint32 {
	numbers := make([]uint32, count)
	for i := range numbers {
		numbers[i] = rng.Uint32N(grammar.Numbers)
	}
	return numbers
}

// text returns the lines of numbers, as a client sends them.
func text(numbers []uint32) []byte {
	lines := make([]byte, 0, len(numbers)*grammar.Length)
	for _, number := range numbers {
		var digits [grammar.Digits]byte
		for place := len(digits) - 1; place >= 0; place-- {
			digits[place] = '0' + byte(number%10)
			number /= 10
		}
		lines = append(append(lines, digits[:]...), grammar.Newline...)
	}
	return lines
}

// fill fills lines with what to XOR that many lines with to apply m to each.
func (m mask) fill(lines []byte) {
	var line [grammar.Length]byte
	for place := range grammar.Digits {
		line[grammar.Digits-1-place] = byte(m >> place & 1)
	}
	for len(lines) > 0 {
		lines = lines[copy(lines, line[:]):]
	}
}
