package bitset

import (
	"syscall"
	"unsafe"
)

const (
	// largePagesFrom is how many numbers have to come before the set asks for large
	// pages, 2 MiB on most processors. On small ones a lookup waits for the address
	// translation as well; but a thousand numbers then use 4 MB instead of all memory.
	largePagesFrom = 10_000

	madvCollapse = 25 // MADV_COLLAPSE, since Linux 6.1
)

// newWords returns zeroed memory straight from the system, none of it used before
// it is touched. Memory of Go's heap may have been used before and would have to
// be cleared, and the garbage collector would wait for as much garbage again.
func newWords(count int) []uint64 {
	memory, err := syscall.Mmap(-1, 0, count*8, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return make([]uint64, count)
	}
	return unsafe.Slice((*uint64)(unsafe.Pointer(&memory[0])), count)
}

// freeWords unmaps the memory of newWords. Munmap refuses memory that is not from
// Mmap.
func freeWords(words []uint64) { _ = syscall.Munmap(bytesOf(words)) }

func bytesOf(words []uint64) []byte {
	size := len(words) * 8
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), size)[:size:size]
}

// pages advises the system on the pages of a set. Advice that it does not take
// costs time or memory, and nothing else.
type pages struct {
	memory  []byte
	numbers int // how many have come, up to largePagesFrom
}

func newPages(words []uint64) pages {
	memory := bytesOf(words)
	_ = syscall.Madvise(memory, syscall.MADV_NOHUGEPAGE)
	return pages{memory: memory}
}

// expect is told how many numbers are about to be inserted. When largePagesFrom
// have come, it asks for large pages and moves what is on small ones, all at once:
// each call makes all processors wait.
func (p *pages) expect(numbers int) {
	if p.numbers >= largePagesFrom {
		return
	}
	before := p.numbers
	if p.numbers += numbers; p.numbers < largePagesFrom {
		return
	}
	_ = syscall.Madvise(p.memory, syscall.MADV_HUGEPAGE)
	if before > 0 {
		_ = syscall.Madvise(p.memory, madvCollapse)
	}
}
