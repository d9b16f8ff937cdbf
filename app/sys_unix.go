//go:build unix

package app

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// openFlags open a log. With O_APPEND, a log that another program shortens gets no
// gap of zero bytes.
const openFlags = os.O_RDWR | os.O_CREATE | os.O_APPEND

const errAddrInUse = syscall.EADDRINUSE

// tryLock locks file until it is closed, unless another process has it locked.
func tryLock(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errLocked
	}
	return err
}

// syncDir makes the directory entry of path durable, which a sync of the file does
// not. Some file systems cannot, so an error is ignored.
func syncDir(path string) {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return
	}
	_ = dir.Sync()
	_ = dir.Close()
}

// setListenerOptions makes TCP's urgent data part of the stream: otherwise it would
// be taken out, and two halves of a bad line could become a good one. It also has
// every connection end with a reset by default, so that none ends in the ordinary
// way if the process is killed right after it was accepted. Connections inherit
// both options, on Linux.
func setListenerOptions(fd uintptr) error {
	return errors.Join(
		syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_OOBINLINE, 1),
		syscall.SetsockoptLinger(int(fd), syscall.SOL_SOCKET, syscall.SO_LINGER, &syscall.Linger{Onoff: 1}),
	)
}
