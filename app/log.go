package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// logFile is what the server needs of its log: an *os.File, or a fake that fails
// when a spec wants it to.
type logFile interface {
	io.ReadWriteSeeker
	io.ReaderAt
	io.Closer
	Name() string
	Stat() (fs.FileInfo, error)
	Sync() error
	Truncate(size int64) error
}

// errLocked is returned by lock for a file that is locked already.
var errLocked = errors.New("it is in use by another server")

// openLog opens the log at path, or creates it, and leaves its content alone. The
// log is locked until the file is closed, so no other server can open it.
func openLog(path string) (*os.File, error) {
	if err := checkLog(path); err != nil {
		return nil, fmt.Errorf("cannot open the log: %w; name another file", err)
	}
	file, err := os.OpenFile(path, openFlags, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot open the log: %w", err)
	}
	if err := lockFile(file); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("cannot lock the log %s: %w; name another file", path, err)
	}
	syncDir(path)
	return file, nil
}

// lockFile locks file. A signal may interrupt the system call.
func lockFile(file *os.File) error {
	err := lock(file)
	for errors.Is(err, syscall.EINTR) {
		err = lock(file)
	}
	return err
}

// checkLog refuses anything but a regular file or a free name: other kinds of
// files do not keep the numbers, and to open a FIFO may block for ever.
func checkLog(path string) error {
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
