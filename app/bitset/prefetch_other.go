//go:build !amd64 && !arm64

package bitset

// prefetch leaves it to the processor to look ahead.
func prefetch(*uint64, *uint32, int) {}
