package bitset

import (
	"syscall"
	"testing"
	"unsafe"
)

// BenchmarkSmallPages is BenchmarkInsertNew without large pages.
func BenchmarkSmallPages(b *testing.B) {
	set := New(limit)
	words := unsafe.Slice((*byte)(unsafe.Pointer(&set.words[0])), len(set.words)*8)
	if err := syscall.Madvise(words, syscall.MADV_NOHUGEPAGE); err != nil {
		b.Fatal(err)
	}
	benchmarkInsert(b, set, atOnce, (*Set).InsertNew)
}
