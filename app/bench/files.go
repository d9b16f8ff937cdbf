package bench

import (
	"errors"
	"io"
	"os"

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
	if c.JSON == "" {
		return created, nil
	}
	f, err := os.Create(c.JSON)
	if err != nil {
		return nil, err
	}
	return append(created, file{f, (*report.Report).JSON}), nil
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
