//go:build !linux

package bitset

func newWords(count int) []uint64 { return make([]uint64, count) }

func freeWords([]uint64) {}

// pages leaves the size of pages to the system.
type pages struct{}

func newPages([]uint64) pages { return pages{} }

func (pages) expect(int) {}
