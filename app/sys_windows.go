package app

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/windows"
)

// openFlags open a log. Not with O_APPEND: such a file cannot be truncated here.
// The writer moves to its end before every write.
const openFlags = os.O_RDWR | os.O_CREATE

const errAddrInUse = windows.WSAEADDRINUSE

// tryLock locks file until it is closed, unless another process has it locked. It
// locks one byte far behind the content: a locked byte cannot be read by others.
func tryLock(file *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	behind := &windows.Overlapped{OffsetHigh: 1 << 30}
	err := windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, behind)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errLocked
	}
	return err
}

// syncDir does nothing: Windows keeps the directory entry with the file.
func syncDir(string) {}

// setListenerOptions makes TCP's urgent data part of the stream: otherwise it would
// be taken out, and two halves of a bad line could become a good one.
func setListenerOptions(fd uintptr) error {
	const oobInline = 0x0100 // SO_OOBINLINE
	return syscall.SetsockoptInt(syscall.Handle(fd), syscall.SOL_SOCKET, oobInline, 1)
}
