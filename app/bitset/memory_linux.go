package bitset

import (
	"runtime"
	"slices"
	"sync"
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

// populate gets memory of newMemory from the system, on all processors at once. If the
// system cannot, it is got when it is touched.
func populate(words []uint64) {
	const (
		unit          = 1 << 18 // words, in a large page
		populateWrite = 23      // MADV_POPULATE_WRITE, since Linux 5.14
	)
	share := (len(words)/unit/runtime.GOMAXPROCS(0) + 1) * unit
	var shares sync.WaitGroup
	for part := range slices.Chunk(words, share) {
		shares.Go(func() { _ = syscall.Madvise(bytesOf(part), populateWrite) })
	}
	shares.Wait()
}

// freeMemory unmaps the memory of newMemory. Munmap refuses memory that is not from
// Mmap.
func freeMemory[T uint32 | uint64](memory []T) {
	_ = syscall.Munmap(bytesOf(memory))
}

func bytesOf[T uint32 | uint64](memory []T) []byte {
	size := len(memory) * int(unsafe.Sizeof(T(0)))
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(memory))), size)
}
