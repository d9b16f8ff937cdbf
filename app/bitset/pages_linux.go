package bitset

import (
	"syscall"
	"unsafe"
)

const (
	// Before that many numbers have come, pages are small: a thousand numbers
	// then take up four megabytes. After it they are large, 2 MiB on most
	// processors, as the processor finds its way to small ones too slowly.
	largeFrom = 10_000

	madviseCollapse = 25 // MADV_COLLAPSE, since Linux 6.1
)

// pages is the memory of a set as the system knows it. All it does is advice:
// where the system does not take it, time or memory is lost, and nothing else.
type pages struct {
	memory  []byte
	numbers int // how many have come, until largeFrom
}

func newPages(words []uint64) pages {
	memory := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), len(words)*8)
	_ = syscall.Madvise(memory, syscall.MADV_NOHUGEPAGE)
	return pages{memory: memory}
}

// expect is told how many numbers are about to be inserted. At largeFrom it has
// memory come in large pages, and what is in small ones moved; for all at once,
// since the system makes all processors wait at each call.
func (p *pages) expect(numbers int) {
	if p.numbers >= largeFrom {
		return
	}
	before := p.numbers
	if p.numbers += numbers; p.numbers < largeFrom {
		return
	}
	_ = syscall.Madvise(p.memory, syscall.MADV_HUGEPAGE)
	if before > 0 {
		_ = syscall.Madvise(p.memory, madviseCollapse)
	}
}
