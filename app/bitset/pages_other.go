//go:build !linux

package bitset

// pages leaves the size of pages to the system.
type pages struct{}

func newPages([]uint64) pages { return pages{} }

func (pages) expect(int) {}
