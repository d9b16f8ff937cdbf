package app

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"sync/atomic"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
	"golang.org/x/time/rate"

	"numberserver/app/grammar"
)

// lookBack is how many bytes at the end of the log are read to find the last whole
// line, and at its start to find out whether it is a number log.
const lookBack = 64 << 10

// file is what the server needs of the log's file: an *os.File, or a fake that fails
// when a spec wants it to.
type file interface {
	io.ReadWriteSeeker
	io.ReaderAt
	io.Closer
	Fd() uintptr
	Name() string
	Stat() (fs.FileInfo, error)
	Sync() error
	Truncate(size int64) error
}

// A logFile is the log. Other programs can change the file; the server goes on at
// its end, and a number is never joined to what they have left there.
type logFile struct {
	file   file
	logger *slog.Logger

	size     atomic.Int64 // in bytes, as far as the writer knows
	lastLine []byte       // what the file must end with
	buffer   []byte       // for what it does end with

	gone     bool           // the file is no longer at its path
	changes  int            // by other programs, as far as they were noticed
	warnings rate.Sometimes // of changes
}

// newLogFile returns a log that warns of changes by other programs at most once a
// minute.
func newLogFile(file file, logger *slog.Logger) *logFile {
	return &logFile{file: file, logger: logger, warnings: rate.Sometimes{Interval: warningPeriod}}
}

func (l *logFile) name() string { return l.file.Name() }

// clear empties the log, and says so if anything is lost.
func (l *logFile) clear() error {
	size, err := l.file.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("cannot clear the log: %w", err)
	}
	numbers := isNumberLog(l.file, size)
	if err := l.file.Truncate(0); err != nil {
		return fmt.Errorf("cannot clear the log: %w", err)
	}
	switch {
	case size == 0:
	case numbers:
		l.logger.Info(fmt.Sprintf("cleared %s, which had %s", l.name(), humanize.Bytes(uint64(size))))
	default:
		l.logger.Warn(fmt.Sprintf("cleared %s, which had %s and was not a number log", l.name(), humanize.Bytes(uint64(size))))
	}
	return nil
}

// isNumberLog reports whether both ends of a file look like those of a number log.
func isNumberLog(file io.ReaderAt, size int64) bool {
	head, tail := make([]byte, min(size, lookBack)), make([]byte, min(size, lookBack))
	_, headErr := file.ReadAt(head, 0)
	_, tailErr := file.ReadAt(tail, size-int64(len(tail)))
	if size > lookBack { // the tail begins within a line
		tail = tail[bytes.IndexByte(tail, '\n')+1:]
	}
	return headErr == nil && tailErr == nil && areLogged(head) && areLogged(tail)
}

// areLogged reports whether data is lines of a log, the last of which may be torn.
func areLogged(data []byte) bool {
	_, rest := grammar.ParseLogged(nil, bytes.TrimRight(data, "\x00"), len(data))
	return grammar.MayBecomeLogged(rest)
}

// append writes count lines to the end of the log, with one write, and returns how many
// are in the log afterwards: all, unless it fails. It cuts off a torn line then.
func (l *logFile) append(lines []byte, count int) (written int, err error) {
	if err := l.findEnd(); err != nil {
		return 0, err
	}
	n, err := l.file.Write(lines)
	if err != nil {
		return l.keepWholeLines(lines[:n], err)
	}
	l.size.Add(int64(n))
	l.lastLine = append(l.lastLine[:0], lines[max(0, len(lines)-grammar.Length):]...)
	return count, nil
}

// keepWholeLines cuts a torn line off what was written before a write failed.
func (l *logFile) keepWholeLines(written []byte, err error) (lines int, _ error) {
	end := bytes.LastIndexByte(written, '\n') + 1
	l.size.Add(int64(end))
	if end < len(written) {
		err = errors.Join(err, l.file.Truncate(l.size.Load()))
	}
	return bytes.Count(written, []byte("\n")), err
}

// findEnd moves to the end of the log. If another program has changed its size or its
// last line, that may be within a line.
func (l *logFile) findEnd() error {
	size, err := l.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	switch known := l.size.Load(); {
	case size < known:
		return l.repair(size, fmt.Sprintf("the log was shortened by %d bytes", known-size))
	case size > known:
		return l.repair(size, fmt.Sprintf("another program wrote %d bytes to the log", size-known))
	}
	end, err := l.end(size, len(l.lastLine))
	if err == nil && !bytes.Equal(end, l.lastLine) {
		return l.repair(size, "another program has overwritten the log")
	}
	return err
}

// end reads at most count bytes before size, which is where the log ended just now. They
// are valid until the next call.
func (l *logFile) end(size int64, count int) ([]byte, error) {
	l.buffer = slices.Grow(l.buffer[:0], count)[:min(size, int64(count))]
	n, err := l.file.ReadAt(l.buffer, size-int64(len(l.buffer)))
	if errors.Is(err, io.EOF) { // another program has shortened it in the meantime
		err = nil
	}
	return l.buffer[:n], err
}

// repair goes on with a log that another program has changed and that now has that
// size: it cuts off an unfinished line at the end. If that line is longer than it looks
// back, it ends the line instead.
func (l *logFile) repair(size int64, change string) error {
	tail, err := l.end(size, lookBack)
	if err != nil {
		return err
	}
	unfinished := len(tail) - (bytes.LastIndexByte(tail, '\n') + 1)
	switch {
	case int64(len(tail)) < min(size, lookBack): // shortened in the meantime
		return l.findEnd()
	case unfinished == 0:
	case unfinished == lookBack:
		change += "; numbers go on behind it in a new line"
		if _, err := io.WriteString(l.file, grammar.Newline); err != nil {
			return err
		}
	default:
		change += "; an unfinished line at its end is cut off"
		if err := l.file.Truncate(size - int64(unfinished)); err != nil {
			return err
		}
	}
	l.warnOfChange(change)
	end, err := l.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	return l.goOnAt(end)
}

// goOnAt remembers where the log ends, and with what.
func (l *logFile) goOnAt(size int64) error {
	l.size.Store(size)
	end, err := l.end(size, grammar.Length)
	l.lastLine = append(l.lastLine[:0], end...)
	return err
}

// warnOfChange counts a change by another program and warns of it. What goes on writing
// to the log does not flood the messages.
func (l *logFile) warnOfChange(change string) {
	l.changes++
	l.warnings.Do(func() { l.logger.Warn(change, "log", l.name()) })
}

// check warns when the log is not what it was, or no longer where it was.
func (l *logFile) check() error {
	if err := l.findEnd(); err != nil || l.gone {
		return err
	}
	opened, err := l.file.Stat()
	if err != nil {
		return err
	}
	found, err := os.Stat(l.name())
	if errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(opened, found) {
		l.gone = true
		l.changes++
		l.logger.Warn("the log was deleted, moved or replaced; numbers go on into the file that was opened", "log", l.name())
	}
	return nil
}

// summary says at the end where that many numbers are.
func (l *logFile) summary(numbers uint64) string {
	if l.changes == 0 {
		return fmt.Sprintf("%d %s in %s, synced to disk", numbers, english.PluralWord(int(numbers), "number is", "numbers are"), l.name())
	}
	return fmt.Sprintf("%d %s written to %s, synced to disk; other programs have changed it %s",
		numbers, english.PluralWord(int(numbers), "number was", "numbers were"), l.name(), english.Plural(l.changes, "time", "times"))
}
