//go:build !linux

package bitset

func newMemory(count int) []uint64 { return make([]uint64, count) }

func freeMemory([]uint64) {}
