package bitset

import (
	"syscall"
	"unsafe"
)

const (
	// Before that many numbers have come, pages are small: a thousand numbers
	// then take up four megabytes. After it they are large, as the processor
	// finds its way to small ones too slowly.
	largeFrom = 10_000
	pageSize  = 2 << 20 // of a large page

	madviseCollapse = 25 // MADV_COLLAPSE, since Linux 6.1
)

// pages is the memory of a set as the system knows it. All it does is advice:
// where the system does not take it, time or memory is lost, and nothing else.
type pages struct {
	memory  []byte
	numbers int    // how many have come, until largeFrom
	small   []byte // what may still be in small pages, in units of a large one
}

func newPages(words []uint64) pages {
	memory := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), len(words)*8)
	_ = syscall.Madvise(memory, syscall.MADV_NOHUGEPAGE)
	return pages{memory: memory, small: wholePages(memory)}
}

// wholePages returns the part of memory that is made of whole large pages.
func wholePages(memory []byte) []byte {
	start := int(-uintptr(unsafe.Pointer(unsafe.SliceData(memory))) % pageSize)
	if start > len(memory) {
		return nil
	}
	memory = memory[start:]
	return memory[:len(memory)-len(memory)%pageSize]
}

// expect is told how many numbers are about to be inserted. From largeFrom on,
// memory that was not touched before comes in large pages, and what was is moved
// to them: one at a time, since each takes a good part of a millisecond.
func (p *pages) expect(numbers int) {
	if len(p.small) == 0 {
		return
	}
	if p.numbers < largeFrom {
		if p.numbers += numbers; p.numbers < largeFrom {
			return
		}
		_ = syscall.Madvise(p.memory, syscall.MADV_HUGEPAGE)
	}
	_ = syscall.Madvise(p.small[:pageSize], madviseCollapse)
	p.small = p.small[pageSize:]
}
