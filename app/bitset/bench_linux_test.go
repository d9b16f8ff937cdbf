package bitset

import (
	"syscall"
	"testing"
)

// BenchmarkSmallPages is BenchmarkInsertNew without large pages.
func BenchmarkSmallPages(b *testing.B) {
	set := New(limit)
	if err := syscall.Madvise(bytesOf(set.words), syscall.MADV_NOHUGEPAGE); err != nil {
		b.Fatal(err)
	}
	benchmarkInsert(b, set, atOnce, (*Set).InsertNew)
}
