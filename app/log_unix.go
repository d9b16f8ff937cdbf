//go:build unix

package app

import (
	"os"
	"path/filepath"
	"syscall"
)

// openFlags open a log. Append-only, so that there is no gap when somebody else
// shortens it.
const openFlags = os.O_RDWR | os.O_CREATE | os.O_APPEND

// lock keeps other servers from the file until it is closed.
func lock(file *os.File) error {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}

// keepEntry makes durable that there is a file at path: a sync of the file itself
// does not. Not every file system can, and then there is nothing to be done.
func keepEntry(path string) {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return
	}
	_ = folder.Sync()
	_ = folder.Close()
}
