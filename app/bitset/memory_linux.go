package bitset

import (
	"syscall"
	"unsafe"
)

// newMemory returns zeroed memory straight from the system, none of it used before
// it is touched. Memory of Go's heap may have been used before and would have to
// be cleared, and the garbage collector would wait for as much garbage again.
func newMemory[T uint32 | uint64](count int) []T {
	size := count * int(unsafe.Sizeof(T(0)))
	memory, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return make([]T, count)
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&memory[0])), count)
}

// freeMemory unmaps the memory of newMemory. Munmap refuses any other.
func freeMemory[T uint32 | uint64](memory []T) { _ = syscall.Munmap(bytesOf(memory)) }

// useLargePages asks for pages of 2 MiB, on most processors. On small ones, a
// random access waits for the address translation as well as for the memory.
func useLargePages(words []uint64) { _ = syscall.Madvise(bytesOf(words), syscall.MADV_HUGEPAGE) }

func bytesOf[T uint32 | uint64](memory []T) []byte {
	size := len(memory) * int(unsafe.Sizeof(T(0)))
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(memory))), size)[:size:size]
}
