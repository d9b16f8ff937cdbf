//go:build !unix

package bitset

func newWords(count int) []uint64 { return make([]uint64, count) }

func freeWords([]uint64) {}
