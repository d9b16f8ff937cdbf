//go:build amd64 || arm64

package bitset

// prefetch starts to fetch the word of each of count numbers, at least one, into
// the cache, and does not wait. Go has no intrinsic for a prefetch, so this is a
// loop in assembly.
//
//go:noescape
func prefetch(words *uint64, numbers *uint32, count int)
