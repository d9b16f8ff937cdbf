package livingdoc

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"
)

// A feature is a feature file with the results of a run.
type feature struct {
	*messages.Feature

	File         string
	Requirements []int
	counts
}

// order is the first requirement of a feature, and after all of them if it has none.
func (f *feature) order() int {
	if len(f.Requirements) == 0 {
		return math.MaxInt
	}
	return f.Requirements[0]
}

// readFeatures reads the feature files in a folder.
func (p *page) readFeatures(folder string, results results) error {
	paths, _ := filepath.Glob(filepath.Join(folder, "*.feature"))
	ids := 0
	newID := func() string { ids++; return strconv.Itoa(ids) }
	for _, path := range paths {
		if err := p.readFeature(path, newID, results); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	slices.SortStableFunc(p.Features, func(a, b *feature) int { return cmp.Compare(a.order(), b.order()) })
	return nil
}

func (p *page) readFeature(path string, newID func() string, results results) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	document, err := gherkin.ParseGherkinDocument(file, newID)
	if err != nil {
		return err
	}
	f := &feature{Feature: document.Feature, File: filepath.ToSlash(path)}
	for _, s := range scenarios(f.Feature) {
		f.add(p.addScenario(s, f.File, results))
	}
	p.Features = append(p.Features, f)
	p.add(f.counts)
	return p.link(f)
}

// link joins a feature with the requirements that it names.
func (p *page) link(f *feature) error {
	f.Requirements = requirementsIn(f.Description)
	for _, number := range f.Requirements {
		if number < 1 || number > len(p.Requirements) {
			return fmt.Errorf("there is no requirement %d", number)
		}
		r := p.Requirements[number-1]
		r.Features = append(r.Features, f)
	}
	return nil
}

// scenarios returns the scenarios of a feature, those of its rules included.
func scenarios(f *messages.Feature) (all []*messages.Scenario) {
	for _, child := range f.Children {
		inner := []*messages.RuleChild{{Scenario: child.Scenario}}
		if child.Rule != nil {
			inner = child.Rule.Children
		}
		for _, c := range inner {
			if c.Scenario != nil {
				all = append(all, c.Scenario)
			}
		}
	}
	return all
}

// addScenario joins a scenario, or every row of an outline, with its run.
func (p *page) addScenario(s *messages.Scenario, file string, results results) counts {
	var whole run
	if len(s.Examples) == 0 {
		whole = results.runAt(file, s.Location)
	}
	for _, examples := range s.Examples {
		for _, row := range examples.TableBody {
			p.runs[row.Id] = results.runAt(file, row.Location)
			whole.add(p.runs[row.Id].counts)
		}
	}
	p.runs[s.Id] = whole
	if !whole.OK() {
		p.Problems = append(p.Problems, s)
	}
	return whole.counts
}
