//go:build unix

package app

import (
	"os"
	"syscall"
)

// lock keeps other servers from the file until it is closed.
func lock(file *os.File) error {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}
