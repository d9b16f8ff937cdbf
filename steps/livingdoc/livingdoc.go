// Package livingdoc writes the features and the results of a run as one HTML page.
// It is a formatter for godog:
//
//	godog.Format("html", livingdoc.Description, livingdoc.New)
//	go tool godog run --format pretty,html:features.html features/
//
// The page is complete without a script and requests nothing.
package livingdoc

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"os"
	"reflect"

	"github.com/cucumber/godog"
)

// Description is what godog's help says about the format.
const Description = "Writes the features and their results as one HTML page."

//go:embed page.html page.css page.js
var files embed.FS

var pageTemplate = template.Must(template.New("page.html").Funcs(template.FuncMap{
	"duration":     formatDuration,
	"code":         splitCode,
	"placeholders": splitPlaceholders,
	"paragraphs":   paragraphs,
	"visible":      visible,
	"line":         oneLine,
	"statuses":     func() []status { return statuses },
}).ParseFS(files, "*"))

// A Formatter writes the page when the run has ended. It reads godog's storage, not
// its events: they have no times, and come late from concurrent scenarios.
type Formatter struct {
	*godog.BaseFmt

	out io.Writer
}

// New returns a formatter that writes its page to out.
func New(suite string, out io.Writer) godog.Formatter {
	return &Formatter{BaseFmt: godog.NewBaseFmt(suite, out), out: unfiltered(out)}
}

// Summary writes the page. A formatter cannot return an error to godog, so it exits
// if that fails: a run must not succeed without its page. Formats that are named
// after this one then print no summary.
func (f *Formatter) Summary() {
	if err := f.write(); err != nil {
		fmt.Fprintf(os.Stderr, "html: cannot write the page: %v\n", err)
		os.Exit(1)
	}
}

// write renders the page in memory first, so that an error leaves no partial page.
func (f *Formatter) write() error {
	var rendered bytes.Buffer
	if err := pageTemplate.Execute(&rendered, f.page()); err != nil {
		return err
	}
	_, err := f.out.Write(rendered.Bytes())
	return err
}

// unfiltered returns the writer that godog's --no-colors filter wraps. The filter
// ignores write errors and writes one character at a time.
func unfiltered(out io.Writer) io.Writer {
	filter := reflect.ValueOf(out)
	if filter.Type().String() != "*colors.noColors" {
		return out
	}
	field := filter.Elem().FieldByName("out")
	if !field.IsValid() {
		return out
	}
	behind, ok := reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem().Interface().(io.Writer)
	if !ok {
		return out
	}
	return behind
}
