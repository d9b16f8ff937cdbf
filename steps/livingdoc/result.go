package livingdoc

import (
	"maps"
	"slices"
	"time"

	messages "github.com/cucumber/messages/go/v21"
)

// A status is the result of a step or a scenario, in godog's words.
type status string

const (
	passed    status = "passed"
	skipped   status = "skipped"
	pending   status = "pending"
	undefined status = "undefined"
	ambiguous status = "ambiguous"
	failed    status = "failed"
	notRun    status = "not run" // excluded by a tag, or after a stop at a failure
)

// statuses are in the order of their severity, the worst first.
var statuses = []status{failed, ambiguous, undefined, pending, skipped, notRun, passed}

var marks = map[status]string{
	passed: "✓", failed: "✗", ambiguous: "≠", undefined: "?", pending: "…", skipped: "–", notRun: "○",
}

// Mark is a symbol, so that no reader depends on colour.
func (s status) Mark() string { return marks[s] }

// Class is the status as a CSS class.
func (s status) Class() string {
	if s == notRun {
		return "not-run"
	}
	return string(s)
}

// worst returns the most severe status.
func worst(parts []status) status {
	for _, s := range statuses {
		if slices.Contains(parts, s) {
			return s
		}
	}
	return notRun
}

// A counts says how many scenarios have each status.
type counts map[status]int

// Total is the number of scenarios, those that did not run included.
func (c counts) Total() (total int) {
	for _, n := range c {
		total += n
	}
	return total
}

// Passed is the number of scenarios that passed.
func (c counts) Passed() int { return c[passed] }

// Status is the worst one.
func (c counts) Status() status { return worst(slices.Collect(maps.Keys(c))) }

// A run is what godog did with a scenario, or with one row of its examples.
type run struct {
	Status status
	Took   time.Duration
	Steps  []step
}

// runs returns the runs of the pickles, by the ID of the scenario or the row of
// examples. A pickle that was not run has none. steps are the feature's, by ID.
func (f *Formatter) runs(pickles []*messages.Pickle, steps map[string]step) map[string]run {
	started := make(map[string]time.Time)
	for _, result := range f.Storage.MustGetPickleResults() {
		started[result.PickleID] = result.StartedAt
	}
	runs := make(map[string]run)
	for _, pickle := range pickles {
		if at, ok := started[pickle.Id]; ok {
			id := pickle.AstNodeIds[len(pickle.AstNodeIds)-1]
			runs[id] = newRun(pickle, steps, f.results(pickle), at)
		}
	}
	return runs
}

// A result is what godog recorded when a step ended.
type result struct {
	status  status
	at      time.Time
	message string
}

// results returns what was recorded of a pickle's steps, by their ID.
func (f *Formatter) results(pickle *messages.Pickle) map[string]result {
	results := make(map[string]result)
	for _, recorded := range f.Storage.MustGetPickleStepResultsByPickleID(pickle.Id) {
		r := result{status: status(recorded.Status.String()), at: recorded.FinishedAt}
		if recorded.Err != nil {
			r.message = recorded.Err.Error()
		}
		results[recorded.PickleStepID] = r
	}
	return results
}

// newRun joins the steps with their results. godog records only when a step ended,
// so a step took the time since the previous one. The page shows a background once,
// so the run includes a step of the background only if it did not pass.
func newRun(pickle *messages.Pickle, steps map[string]step, results map[string]result, started time.Time) run {
	whole, last := run{}, started
	var parts []status
	for _, s := range pickle.Steps {
		done := steps[s.AstNodeIds[0]]
		done.Text, done.Status = s.Text, notRun
		if r, ok := results[s.Id]; ok {
			done.Status, done.Message, done.Took = r.status, r.message, r.at.Sub(last)
			last = r.at
		}
		parts = append(parts, done.Status)
		if !done.background || done.Status != passed {
			whole.Steps = append(whole.Steps, done)
		}
	}
	whole.Status, whole.Took = worst(parts), last.Sub(started)
	if len(parts) == 0 {
		whole.Status = undefined // as in godog's summary
	}
	return whole
}
