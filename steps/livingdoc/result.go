package livingdoc

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	messages "github.com/cucumber/messages/go/v21"
)

// A run is what godog did with a scenario or with one row of its examples. It has no
// steps if godog did not run it, or if it stands for all rows of an outline.
type run struct {
	Steps []step
	counts
}

// A step is a step of a run. Its text has the values of the row.
type step struct {
	Keyword string
	Name    string
	Result  struct {
		Status  string        // passed, failed, skipped, undefined, pending or ambiguous
		Message string        `json:"error_message"`
		Took    time.Duration `json:"duration"`
	}
}

// counts says how many scenarios there are, how many passed, and how long they took.
type counts struct {
	Total, Passed int
	Took          time.Duration
}

func (c *counts) add(d counts) {
	c.Total += d.Total
	c.Passed += d.Passed
	c.Took += d.Took
}

// OK reports whether all scenarios passed.
func (c counts) OK() bool { return c.Passed == c.Total }

// results has the steps that were run by the place, "file:line", of the scenario or the
// row.
type results map[string][]step

// readResults reads what godog's format cucumber has written.
func readResults(path string) (results, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var files []struct {
		URI      string
		Elements []struct {
			Line  int64
			Steps []step
		}
	}
	if err := json.Unmarshal(text, &files); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	all := make(results)
	for _, file := range files {
		for _, element := range file.Elements {
			all[place(filepath.ToSlash(file.URI), element.Line)] = element.Steps
		}
	}
	return all, nil
}

func newRun(steps []step) run {
	r := run{Steps: steps, counts: counts{Total: 1, Passed: min(1, len(steps))}}
	for _, s := range steps {
		r.Took += s.Result.Took
		if s.Result.Status != "passed" {
			r.Passed = 0
		}
	}
	return r
}

// runAt returns the run of a scenario or a row. It has no steps if it was not run.
func (all results) runAt(file string, at *messages.Location) run {
	return newRun(all[place(file, at.Line)])
}

func place(file string, line int64) string { return fmt.Sprintf("%s:%d", file, line) }
