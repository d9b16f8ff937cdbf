//go:build !linux

package bitset

func newMemory[T uint32 | uint64](count int) []T { return make([]T, count) }

func populate([]uint64) {}

func freeMemory[T uint32 | uint64]([]T) {}
