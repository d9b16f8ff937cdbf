// Package livingdoc writes the features, and how they fared in a run, as one HTML
// page. It is a formatter for godog:
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
	"line":         line,
	"statuses":     func() []status { return statuses },
}).ParseFS(files, "*"))

// A Formatter writes the page when the run has ended. Everything on it comes from
// godog's storage, because events arrive late when scenarios run concurrently.
type Formatter struct {
	*godog.BaseFmt

	out io.Writer
}

// New returns a formatter that writes its page to out.
func New(suite string, out io.Writer) godog.Formatter {
	return &Formatter{BaseFmt: godog.NewBaseFmt(suite, out), out: unfiltered(out)}
}

// Summary writes the page. godog asks a formatter for no error, so a page that
// cannot be written ends the process: a run must not succeed without it. Formats
// that are named after this one then print no summary.
func (f *Formatter) Summary() {
	if err := f.write(); err != nil {
		fmt.Fprintf(os.Stderr, "html: cannot write the page: %v\n", err)
		os.Exit(1)
	}
}

// write renders the page before it writes, so that no half of it is left behind.
func (f *Formatter) write() error {
	var rendered bytes.Buffer
	if err := pageTemplate.Execute(&rendered, f.page()); err != nil {
		return err
	}
	_, err := f.out.Write(rendered.Bytes())
	return err
}

// unfiltered returns the writer behind godog's filter for --no-colors. The filter
// drops write errors, and issues one write for each character.
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
