//go:build amd64 || arm64

package bitset

import "unsafe"

// prefetch starts to fetch each of count bits of memory, at least one, into the cache,
// and does not wait. Go has no intrinsic for a prefetch, so this is a loop in
// assembly.
//
//go:noescape
func prefetch(memory unsafe.Pointer, bits *uint32, count int)
