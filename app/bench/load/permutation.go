package load

import (
	"math/rand/v2"

	"numberserver/app/grammar"
)

// A digit stays a digit when its lowest bit is flipped: '4' becomes '5' and '5'
// becomes '4'. Flipping it in some of the nine places takes a number to another
// one, and all 2^9 ways to do so divide the numbers into 5^9 families of 512.
// One number of each family is a round; each way of flipping, applied to a whole
// round, gives the next round; after 512 rounds every number was there once.
//
// So 20 MB of prepared lines make the whole number space, at the cost of an
// exclusive or for every few bytes. Families and rounds are in random order, and
// a round is long enough to have touched all of a server's memory before the
// next one comes near the same places.
const (
	waysToFlip = 1 << grammar.Digits // 512
	period     = grammar.Numbers / waysToFlip
)

// A mask says in which places of a number the lowest bit of the digit is
// flipped: bit 0 stands for the last digit.
type mask uint16

// masks returns all masks in random order.
func masks(chance *rand.Rand) []mask {
	all := make([]mask, waysToFlip)
	for i, m := range chance.Perm(waysToFlip) {
		all[i] = mask(m)
	}
	return all
}

// representatives returns a random number of each of count random families.
func representatives(chance *rand.Rand, count int) []uint32 {
	families := make([]uint32, period)
	for i := range families {
		families[i] = uint32(i)
	}
	for i := range count {
		other := i + chance.IntN(period-i)
		families[i], families[other] = families[other], families[i]
		families[i] = member(families[i], mask(chance.IntN(waysToFlip)))
	}
	return families[:count]
}

// member returns the number of a family that has the digits' lowest bits as in m.
// The family's own number says the rest of each digit, in base five.
func member(family uint32, m mask) uint32 {
	number, weight := uint32(0), uint32(1)
	for place := range grammar.Digits {
		digit := family%5*2 + uint32(m>>place&1)
		number += digit * weight
		family, weight = family/5, weight*10
	}
	return number
}

// drawn returns count random numbers, some of them perhaps the same.
func drawn(chance *rand.Rand, count int) []uint32 {
	numbers := make([]uint32, count)
	for i := range numbers {
		numbers[i] = chance.Uint32N(grammar.Numbers)
	}
	return numbers
}

// text returns the lines that send numbers.
func text(numbers []uint32) []byte {
	lines := make([]byte, len(numbers)*grammar.Length)
	for i, number := range numbers {
		line := lines[i*grammar.Length:][:grammar.Length]
		for place := grammar.Digits - 1; place >= 0; place-- {
			line[place] = '0' + byte(number%10)
			number /= 10
		}
		copy(line[grammar.Digits:], grammar.Newline)
	}
	return lines
}

// fill writes m into lines as often as it goes: what to apply to as many lines.
func (m mask) fill(lines []byte) {
	var line [grammar.Length]byte
	for place := range grammar.Digits {
		line[grammar.Digits-1-place] = byte(m >> place & 1)
	}
	for len(lines) > 0 {
		lines = lines[copy(lines, line[:]):]
	}
}
