package livingdoc

import (
	"fmt"
	"iter"
	"slices"
	"time"

	messages "github.com/cucumber/messages/go/v21"
)

// A feature is a feature file with its anchors and results.
type feature struct {
	*messages.Feature

	Anchor       string
	URI          string
	Requirements []*requirement // those of the list
	Unlisted     []int          // requirement numbers that the list does not have
	Scenarios    []*scenario
	Counts       counts

	numbers     []int // of all its requirements, ascending
	ruleAnchors map[string]string
}

// A scenario is a scenario or an outline. The steps of a scenario have results; an
// outline has a run for each row of its examples instead.
type scenario struct {
	*messages.Scenario

	Anchor   string
	InRule   bool
	Location string

	Status status
	Took   time.Duration
	Steps  []step
	Rows   map[string]run
}

// A step is a step and, if it was run, its result.
type step struct {
	*messages.Step

	Text    string // with the values of the examples
	Status  status // empty in an outline
	Took    time.Duration
	Message string

	background bool
}

// newFeature joins a feature with the runs of its scenarios.
func newFeature(uri string, written *messages.Feature, runs map[string]run, ids anchors) *feature {
	f := &feature{
		Feature:     written,
		Anchor:      ids.take(slug(written.Name)),
		URI:         uri,
		Counts:      counts{},
		numbers:     requirementsIn(written.Description),
		ruleAnchors: make(map[string]string),
	}
	for _, child := range written.Children {
		if rule := child.Rule; rule != nil {
			f.ruleAnchors[rule.Id] = ids.take(f.Anchor + "." + slug(rule.Name))
		}
	}
	for rule, child := range children(written) {
		if child.Scenario != nil {
			anchor := ids.take(f.Anchor + "." + slug(child.Scenario.Name))
			f.add(child.Scenario, anchor, rule != nil, runs)
		}
	}
	return f
}

// add appends the scenario and counts its runs.
func (f *feature) add(written *messages.Scenario, anchor string, inRule bool, runs map[string]run) {
	s := &scenario{
		Scenario: written,
		Anchor:   anchor,
		InRule:   inRule,
		Location: fmt.Sprintf("%s:%d", f.URI, written.Location.Line),
		Rows:     make(map[string]run),
	}
	var parts []status
	count := func(id string) run {
		done, ok := runs[id]
		if !ok {
			done.Status = notRun
		}
		f.Counts[done.Status]++
		parts = append(parts, done.Status)
		s.Took += done.Took
		return done
	}
	if len(written.Examples) == 0 {
		s.Steps = count(written.Id).Steps
	}
	if s.Steps == nil {
		s.Steps = asWritten(written.Steps)
	}
	for _, examples := range written.Examples {
		for _, row := range examples.TableBody {
			s.Rows[row.Id] = count(row.Id)
		}
	}
	s.Status = worst(parts)
	f.Scenarios = append(f.Scenarios, s)
}

// asWritten returns steps without results: of an outline, or a scenario not run.
func asWritten(written []*messages.Step) []step {
	steps := make([]step, len(written))
	for i, s := range written {
		steps[i] = step{Step: s, Text: s.Text}
	}
	return steps
}

// RuleAnchor returns the anchor of a rule.
func (f *feature) RuleAnchor(rule *messages.Rule) string { return f.ruleAnchors[rule.Id] }

// Run returns the scenario with its results.
func (f *feature) Run(written *messages.Scenario) *scenario {
	i := slices.IndexFunc(f.Scenarios, func(s *scenario) bool { return s.Id == written.Id })
	return f.Scenarios[i]
}

// children iterates over the backgrounds and scenarios in their order, each with its
// rule, or with nil outside of rules.
func children(f *messages.Feature) iter.Seq2[*messages.Rule, *messages.RuleChild] {
	return func(yield func(*messages.Rule, *messages.RuleChild) bool) {
		for _, child := range f.Children {
			inner := []*messages.RuleChild{{Background: child.Background, Scenario: child.Scenario}}
			if child.Rule != nil {
				inner = child.Rule.Children
			}
			for _, c := range inner {
				if !yield(child.Rule, c) {
					return
				}
			}
		}
	}
}

// stepsByID returns all steps of a feature.
func stepsByID(f *messages.Feature) map[string]step {
	steps := make(map[string]step)
	for _, child := range children(f) {
		if child.Background != nil {
			for _, s := range child.Background.Steps {
				steps[s.Id] = step{Step: s, background: true}
			}
		}
		if child.Scenario != nil {
			for _, s := range child.Scenario.Steps {
				steps[s.Id] = step{Step: s}
			}
		}
	}
	return steps
}
