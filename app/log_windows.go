package app

import (
	"os"

	"golang.org/x/sys/windows"
)

// openFlags open a log. Not append-only: such a file cannot be shortened here.
const openFlags = os.O_RDWR | os.O_CREATE

// lock keeps other servers from the file until it is closed. It locks one byte
// far behind all content: on Windows, what is locked cannot be read by others.
func lock(file *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	behind := &windows.Overlapped{OffsetHigh: 1 << 30}
	return windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, behind)
}

// keepEntry has nothing to do: Windows keeps the entry with the file.
func keepEntry(string) {}
