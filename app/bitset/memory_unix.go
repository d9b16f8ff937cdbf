//go:build unix

package bitset

import (
	"syscall"
	"unsafe"
)

// newWords returns memory that is straight from the system, all zeros, none of it
// in use before it is touched. From Go's own heap it might have been used before,
// and be cleared, all of it, first; and the garbage collector would wait for as
// much garbage again.
func newWords(count int) []uint64 {
	memory, err := syscall.Mmap(-1, 0, count*8, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return make([]uint64, count)
	}
	return unsafe.Slice((*uint64)(unsafe.Pointer(&memory[0])), count)
}

// freeWords gives the memory back. It knows memory that is not the system's, and
// leaves it alone.
func freeWords(words []uint64) {
	memory := unsafe.Slice((*byte)(unsafe.Pointer(&words[0])), len(words)*8)
	_ = syscall.Munmap(memory[:len(memory):len(memory)])
}
