package bitset

import "testing"

// BenchmarkSmallPages is BenchmarkInsertNew without large pages.
func BenchmarkSmallPages(b *testing.B) {
	set := New(limit)
	set.pages.numbers = largePagesFrom // so that it does not ask for them
	benchmarkInsert(b, set, atOnce, (*Set).InsertNew)
}
