package bitset

import (
	"syscall"
	"unsafe"
)

const wordBytes = 8

// newMemory returns zeroed words straight from the system, none of whose memory is
// used before it is touched. Memory of Go's heap may have been used before and would
// have to be cleared, and the garbage collector would wait for as much garbage again.
//
// It asks for large pages, of 2 MiB on most processors: the system needs less time for
// one than for as many small ones. Without them it is slower, and nothing else.
func newMemory(count int) []uint64 {
	memory, err := syscall.Mmap(-1, 0, count*wordBytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return make([]uint64, count)
	}
	_ = syscall.Madvise(memory, syscall.MADV_HUGEPAGE)
	return unsafe.Slice((*uint64)(unsafe.Pointer(&memory[0])), count)
}

// freeMemory unmaps words of newMemory. Munmap refuses memory that is not from Mmap.
func freeMemory(words []uint64) {
	_ = syscall.Munmap(unsafe.Slice((*byte)(unsafe.Pointer(&words[0])), len(words)*wordBytes))
}
