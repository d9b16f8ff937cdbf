package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// errLocked is returned by tryLock for a file that is locked already.
var errLocked = errors.New("it is in use by another server")

// openFile opens the file at path for a log, or creates it, and leaves its content
// alone. It is locked until it is closed, so no other server can open it.
func openFile(path string) (file, error) {
	if err := checkPath(path); err != nil {
		return nil, fmt.Errorf("cannot open the log: %w; name another file", err)
	}
	opened, err := os.OpenFile(path, openFlags, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot open the log: %w", err)
	}
	err = tryLock(opened)
	for errors.Is(err, syscall.EINTR) { // a signal has interrupted the system call
		err = tryLock(opened)
	}
	if err != nil {
		_ = opened.Close()
		return nil, fmt.Errorf("cannot lock the log %s: %w; name another file", path, err)
	}
	syncDir(path)
	return opened, nil
}

// checkPath refuses anything but a regular file or a free name: other kinds of
// files do not keep the numbers, and to open a FIFO may block for ever.
func checkPath(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("%s is a link to nothing", path)
		}
		return nil // open creates it, or says why it cannot
	}
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file", path)
	}
	return err
}
