package app

import (
	"syscall"
	"unsafe"
)

// keepPagesSmall asks for pages of 4 KiB where the system would hand out 2 MiB
// at a time: a thousand numbers then cost four megabytes and not the whole set.
// It is a wish; where it is not granted, only memory is lost.
func keepPagesSmall(set bitset) {
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(set))), len(set)*8)
	_ = syscall.Madvise(bytes, syscall.MADV_NOHUGEPAGE)
}
