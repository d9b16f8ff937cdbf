//go:build !amd64 && !arm64

package bitset

import "unsafe"

// prefetch does nothing: the processor looks ahead as far as it can.
func prefetch(unsafe.Pointer, *uint32, int) {}
