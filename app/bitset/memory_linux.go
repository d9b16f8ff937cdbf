package bitset

import (
	"syscall"
	"unsafe"
)

// newMemory returns zeroed memory straight from the system, none of it used before it
// is touched. Memory of Go's heap may have been used before and would have to be
// cleared, and the garbage collector would wait for as much garbage again.
//
// It asks for large pages, of 2 MiB on most processors: the system needs less time for
// one than for as many small ones. Without them it is slower, and nothing else.
func newMemory[T uint32 | uint64](count int) []T {
	size := count * int(unsafe.Sizeof(T(0)))
	memory, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return make([]T, count)
	}
	_ = syscall.Madvise(memory, syscall.MADV_HUGEPAGE)
	return unsafe.Slice((*T)(unsafe.Pointer(&memory[0])), count)
}

// freeMemory unmaps the memory of newMemory. Munmap refuses memory that is not from
// Mmap.
func freeMemory[T uint32 | uint64](memory []T) {
	size := len(memory) * int(unsafe.Sizeof(T(0)))
	_ = syscall.Munmap(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(memory))), size))
}
