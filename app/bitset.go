package app

// A bitset remembers which numbers have been seen: one bit for each of the
// Numbers, 125 MB, of which the system hands out only the pages that are used.
// It is not safe for concurrent use.
type bitset []uint64

func newBitset() bitset {
	set := make(bitset, Numbers/64)
	keepPagesSmall(set)
	return set
}

// insertNew inserts all numbers and moves those that were not in the set yet to
// the front, in their order. It returns that front part.
func (set bitset) insertNew(numbers []uint32) []uint32 {
	fresh := 0
	for _, number := range numbers {
		word, bit := &set[number/64], number%64
		// No branch on whether the number is new: the processor would guess
		// wrong half of the time and wait for memory at each wrong guess.
		numbers[fresh] = number
		fresh += int(^*word >> bit & 1)
		*word |= 1 << bit
	}
	return numbers[:fresh]
}
