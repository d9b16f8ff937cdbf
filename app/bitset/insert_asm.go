//go:build amd64 || arm64

package bitset

// insertNew sets the bits of numbers, of which there is at least one, moves those
// whose bits were not set to the front, and returns how many these are. Go has no
// intrinsic for a prefetch, so this is in assembly.
//
//go:noescape
func insertNew(words []uint64, numbers []uint32) (kept int)
