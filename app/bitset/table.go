package bitset

import (
	"runtime"
	"slices"
	"unsafe"
)

const (
	// tableMax is how many numbers, new or not, a set looks up in its table before it
	// moves to bits. The table takes 8 MiB. Random numbers would touch all 120 MiB of
	// the bits at once, and getting those from the system would be most of their cost.
	// Later, bits are faster, so numbers that are not new count, too.
	tableMax  = 1 << 20
	tableBits = 21 // of the index of a slot: half of the slots stay free
	// farProbe is the distance from its slot at which a number makes the table crowded,
	// and the set move to bits. Random numbers practically never get that far; chosen
	// ones could, and would make every lookup slow.
	farProbe = 128
)

// A table is a hash table of numbers, with linear probing. It holds the first numbers
// of a set.
type table struct {
	slots   []uint32 // number + 1, or 0
	taken   int      // numbers, new or not
	crowded bool     // a number is far from its slot
	cleanup runtime.Cleanup
}

func newTable() *table {
	t := &table{slots: newMemory[uint32](1 << tableBits)}
	t.cleanup = runtime.AddCleanup(t, freeMemory[uint32], t.slots)
	return t
}

// free frees the memory of the table now; the garbage collector may take its time.
func (t *table) free() {
	t.cleanup.Stop()
	freeMemory(t.slots)
}

// takes reports whether as many more numbers belong in the table.
func (t *table) takes(numbers int) bool { return !t.crowded && t.taken+numbers <= tableMax }

// slot is where the search for a number begins. This is multiplicative hashing: Knuth,
// The Art of Computer Programming, volume 3, section 6.4.
func slot(number uint32) uint32 { return number * 2654435769 >> (32 - tableBits) }

// insertNew inserts the numbers and returns those that are new, in their order.
func (t *table) insertNew(numbers []uint32) []uint32 {
	kept := 0
	now, later := cut(numbers)
	t.prefetch(now)
	for ; len(now) > 0; now, later = cut(later) {
		next, _ := cut(later)
		t.prefetch(next)
		for _, number := range now {
			if t.insert(number) {
				numbers[kept] = number
				kept++
			}
		}
	}
	t.taken += len(numbers)
	runtime.KeepAlive(t) // and with it its memory
	return numbers[:kept]
}

// prefetch starts to fetch the slots of a block of numbers.
func (t *table) prefetch(numbers []uint32) {
	if len(numbers) == 0 {
		return
	}
	const slotSize = 32 // bits
	var bits [block]uint32
	for i, number := range numbers {
		bits[i] = slot(number) * slotSize
	}
	prefetch(unsafe.Pointer(&t.slots[0]), &bits[0], len(numbers))
}

// insert inserts number and reports whether it was new.
func (t *table) insert(number uint32) bool {
	for probe := uint32(0); ; probe++ {
		at := &t.slots[(slot(number)+probe)%(1<<tableBits)]
		switch *at {
		case number + 1:
			return false
		case 0:
			*at = number + 1
			t.crowded = t.crowded || probe > farProbe
			return true
		}
	}
}

// moveTo moves all numbers to the bits of a set. It frees the table first, so that the
// two are never in memory together.
func (t *table) moveTo(s *Set) {
	const chunk = 1 << 17 // numbers, as in a large group of the server

	numbers := newMemory[uint32](t.taken + 1) // one more for the free slots behind the last
	defer freeMemory(numbers)
	found := 0
	for _, stored := range t.slots {
		numbers[found] = stored - 1
		found += int(min(stored, 1)) // no branch: it would be mispredicted
	}
	t.free()
	populate(s.words)
	for some := range slices.Chunk(numbers[:found], chunk) {
		s.insertNew([][]uint32{some})
	}
}
