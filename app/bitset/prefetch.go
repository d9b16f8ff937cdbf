//go:build amd64 || arm64

package bitset

// prefetch asks the processor to fetch the word of each of count numbers, at
// least one, into its cache, and does not wait for them. Go has no word for
// that, so it is one instruction of assembly in a loop.
//
//go:noescape
func prefetch(words *uint64, numbers *uint32, count int)
