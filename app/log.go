package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// logFile is what the server does with its log: an *os.File, or one that fails
// where a spec wants it to.
type logFile interface {
	io.WriteCloser
	Name() string
	Stat() (fs.FileInfo, error)
	Sync() error
	Truncate(size int64) error
}

// openLog opens the log at path, or creates it, and leaves what is in it alone.
// It has the log to itself until the file is closed.
func openLog(path string) (*os.File, error) {
	if err := checkLog(path); err != nil {
		return nil, fmt.Errorf("cannot open the log: %w; name another file", err)
	}
	file, err := os.OpenFile(path, openFlags, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot open the log: %w", err)
	}
	if err := lock(file); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("cannot lock the log: %s is in use by another server (%w); name another file", path, err)
	}
	keepEntry(path)
	return file, nil
}

// checkLog refuses anything but a regular file, or none yet: it would not keep
// the numbers, or, as a FIFO that nobody reads, never open.
func checkLog(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("%s is a link to nothing", path)
		}
		return nil // open creates it, or says why not
	}
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no regular file", path)
	}
	return err
}
