package bitset

import (
	"syscall"
	"unsafe"
)

const (
	// Before that many numbers have come, pages are small: a thousand numbers
	// then take up four megabytes. After it they are large, as the processor
	// finds its way to small ones too slowly; numbers in no order have touched
	// most of the memory by then anyway.
	largeFrom = 1 << 16
	pageSize  = 2 << 20 // of a large page

	madviseCollapse = 25 // MADV_COLLAPSE, since Linux 6.1
)

// pages is the memory of a set as the system knows it. All it does is advice:
// where the system does not take it, time or memory is lost, and nothing else.
type pages struct {
	numbers int    // how many have come, until largeFrom
	small   []byte // what is still in small pages, in units of a large one
}

func newPages(words []uint64) pages {
	memory := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), len(words)*8)
	_ = syscall.Madvise(memory, syscall.MADV_NOHUGEPAGE)
	start := -uintptr(unsafe.Pointer(unsafe.SliceData(memory))) % pageSize
	end := max(int(start), len(memory)-(len(memory)-int(start))%pageSize)
	return pages{small: memory[min(int(start), len(memory)):min(end, len(memory))]}
}

// expect makes one more page large if the numbers to come are worth it. One at a
// time, since each takes a millisecond.
func (p *pages) expect(numbers int) {
	if len(p.small) == 0 {
		return
	}
	if p.numbers += numbers; p.numbers < largeFrom {
		return
	}
	page := p.small[:pageSize]
	p.small = p.small[pageSize:]
	_ = syscall.Madvise(page, syscall.MADV_HUGEPAGE)
	_ = syscall.Madvise(page, madviseCollapse)
}
