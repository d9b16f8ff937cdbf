package bitset

import "slices"

// Numbers are sorted by window, a part of the set, before they are looked up: the
// processor then translates the addresses of a few pages at a time, which it
// remembers, instead of those of the whole set, which it does not. This is what
// databases call radix partitioning: Manegold, Boncz and Kersten, "Optimizing
// Main-Memory Join on Modern Hardware" (2002).
const (
	windowBits = 25 // of the numbers in a window, whose bits take 4 MiB
	windows    = 32 // enough for all numbers of nine digits
)

// perWindow has an index into sorted numbers for each window.
type perWindow [windows]int

// window returns the window of a number. Larger numbers than there are windows for
// share those of smaller ones, which is only slower.
func window(number uint32) uint32 { return number >> windowBits % windows }

// findWindows returns where each window starts when all numbers are sorted, and how
// many numbers there are.
func findWindows(batches [][]uint32) (starts perWindow, count int) {
	var counts perWindow
	for _, numbers := range batches {
		for _, number := range numbers {
			counts[window(number)]++
		}
	}
	for w := range counts {
		starts[w] = count
		count += counts[w]
	}
	return starts, count
}

// sort fills s.sorted with all numbers, window by window, and returns where each window
// starts.
func (s *Set) sort(batches [][]uint32) perWindow {
	starts, count := findWindows(batches)
	s.sorted = slices.Grow(s.sorted[:0], count)[:count]
	next := starts
	for _, numbers := range batches {
		place(s.sorted, numbers, &next)
	}
	return starts
}

// keepNew leaves in each batch the numbers for which s.sorted, which began as sort left
// it, is now 1.
func (s *Set) keepNew(batches [][]uint32, starts perWindow) {
	for i, numbers := range batches {
		batches[i] = keepNew(numbers, s.sorted, &starts)
	}
}

// place stores each number in sorted at the next index of its window.
func place(sorted, numbers []uint32, next *perWindow) {
	for _, number := range numbers {
		w := window(number)
		at := next[w]
		next[w] = at + 1
		sorted[at] = number
	}
}

// keepNew returns the numbers for which isNew, at the next index of their window, is 1.
// The others are overwritten.
func keepNew(numbers, isNew []uint32, next *perWindow) []uint32 {
	kept := 0
	for _, number := range numbers {
		w := window(number)
		at := next[w]
		next[w] = at + 1
		numbers[kept] = number
		kept += int(isNew[at])
	}
	return numbers[:kept]
}
