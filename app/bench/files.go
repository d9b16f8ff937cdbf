package bench

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"numberserver/app/bench/chart"
	"numberserver/app/bench/report"
)

// files are those that take the report. They are created before anything is
// measured, so that no result is lost for want of a folder.
type files []file

type file struct {
	*os.File
	form func(*report.Report, io.Writer) error // writes the report into the file
}

func (c *Command) createFiles() (files, error) {
	var created files
	err := errors.Join(
		created.add(c.JSON, (*report.Report).JSON),
		created.add(c.Plot, func(r *report.Report, out io.Writer) error {
			return chart.Draw(out, format(c.Plot), r)
		}),
	)
	if err != nil {
		created.close()
	}
	return created, err
}

// format is the format of the picture at path.
func format(path string) string { return strings.TrimPrefix(filepath.Ext(path), ".") }

// add creates the file at path, unless that is "".
func (all *files) add(path string, form func(*report.Report, io.Writer) error) error {
	if path == "" {
		return nil
	}
	f, err := os.Create(path)
	if err == nil {
		*all = append(*all, file{f, form})
	}
	return err
}

// write writes the report into all files.
func (all files) write(r *report.Report) error {
	var err error
	for _, f := range all {
		err = errors.Join(err, f.form(r, f))
	}
	return err
}

func (all files) close() {
	for _, f := range all {
		_ = f.Close()
	}
}
