//go:build !amd64 && !arm64

package bitset

// prefetch does nothing: the processor looks ahead as far as it can.
func prefetch(*uint64, *uint32, int) {}
