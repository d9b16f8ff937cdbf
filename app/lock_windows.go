package app

import (
	"os"

	"golang.org/x/sys/windows"
)

// lock keeps other servers from the file until it is closed. It locks one byte
// far behind all content: on Windows, what is locked cannot be read by others.
func lock(file *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	behind := &windows.Overlapped{OffsetHigh: 1 << 30}
	return windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, behind)
}
