package bitset

import (
	"iter"
	"runtime"
)

const (
	// tableMax is the most numbers in a table. Bits in random order use all of their
	// memory from the first ten thousand numbers on, and most of what those cost is
	// getting it from the system; a table of this size is cheap to get, and stays in
	// the third-level cache.
	tableMax  = 1 << 19
	tableBits = 20 // of the index of a slot; half of the slots stay free
)

// A table is a hash table of numbers, with linear probing.
type table struct {
	slots   []uint32 // how far a number is above the range's lowest, plus 1; or 0
	count   int
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

// hasRoom reports whether as many more numbers fit in.
func (t *table) hasRoom(numbers int) bool { return t.count+numbers <= tableMax }

// insertNew is Set.InsertNew, for a range of size numbers from low.
func (t *table) insertNew(numbers []uint32, low, size uint32) []uint32 {
	kept := 0
	for _, number := range numbers {
		if offset := number - low; offset < size && !t.insert(offset+1) {
			continue
		}
		numbers[kept] = number
		kept++
	}
	runtime.KeepAlive(t) // and with it its memory
	return numbers[:kept]
}

// insert reports whether value is new. The index is a multiplicative hash: Knuth,
// The Art of Computer Programming, volume 3, section 6.4.
func (t *table) insert(value uint32) bool {
	for i := value * 2654435769 >> (32 - tableBits); ; i = (i + 1) % (1 << tableBits) {
		switch t.slots[i] {
		case value:
			return false
		case 0:
			t.slots[i] = value
			t.count++
			return true
		}
	}
}

// all yields the numbers of the table, many at a time, for a range from low.
func (t *table) all(low uint32) iter.Seq[[]uint32] {
	return func(yield func([]uint32) bool) {
		for at := 0; at < len(t.slots); at += block * block {
			var numbers []uint32
			for _, value := range t.slots[at:min(at+block*block, len(t.slots))] {
				if value != 0 {
					numbers = append(numbers, low+value-1)
				}
			}
			if !yield(numbers) {
				return
			}
		}
	}
}
