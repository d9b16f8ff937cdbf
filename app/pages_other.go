//go:build !linux

package app

func keepPagesSmall(bitset) {}
