package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// outputs are the files that the report is written to. They are created before
// anything is measured, so that a wrong path is noticed at once.
type outputs []output

type output struct {
	*os.File
	encode func(*report, io.Writer) error
}

func (s *settings) createOutputs() (outputs, error) {
	var created outputs
	err := errors.Join(
		created.add(s.JSON, (*report).writeJSON),
		created.add(s.Plot, func(r *report, out io.Writer) error { return drawChart(out, chartFormat(s.Plot), r) }),
	)
	if err != nil {
		created.close()
	}
	return created, err
}

// chartFormat is the format of the picture at path.
func chartFormat(path string) string { return strings.TrimPrefix(filepath.Ext(path), ".") }

// add creates the file at path, unless that is "".
func (o *outputs) add(path string, encode func(*report, io.Writer) error) error {
	if path == "" {
		return nil
	}
	file, err := os.Create(path)
	if err == nil {
		*o = append(*o, output{file, encode})
	}
	return err
}

// write writes the report to all files.
func (o outputs) write(r *report) error {
	var err error
	for _, file := range o {
		err = errors.Join(err, file.encode(r, file))
	}
	return err
}

func (o outputs) close() {
	for _, file := range o {
		_ = file.Close()
	}
}
