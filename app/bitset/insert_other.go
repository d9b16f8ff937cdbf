//go:build !amd64 && !arm64

package bitset

func insertNew(words []uint64, numbers []uint32) (kept int) { return insertPlain(words, numbers) }
