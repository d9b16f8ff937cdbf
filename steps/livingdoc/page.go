package livingdoc

import (
	"cmp"
	"fmt"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A page is what the template shows.
type page struct {
	Started time.Time
	Took    time.Duration
	Commit  string
	System  string
	Counts  counts

	Requirements []*requirement
	Unread       error      // why there are none
	Specified    []*feature // in the order of their requirements
	Beyond       []*feature // those without one
}

// page collects the features of the run, and the requirements.
func (f *Formatter) page() *page {
	started := f.Storage.MustGetTestRunStarted().StartedAt
	p := &page{
		Started: started,
		Took:    time.Since(started),
		Commit:  commit(),
		System:  fmt.Sprintf("%s %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH),
		Counts:  counts{},
	}
	p.Requirements, p.Unread = readRequirements(requirementsFile)

	ids := anchors{"run": true, "requirements": true, "beyond": true, "filter": true}
	for _, r := range p.Requirements {
		r.Anchor = ids.take(fmt.Sprintf("requirement-%d", r.Number))
	}
	for _, document := range f.Storage.MustGetFeatures() {
		if written := document.GherkinDocument.Feature; written != nil {
			runs := f.runs(document.Pickles, stepsByID(written))
			p.add(newFeature(document.Uri, written, runs, ids))
		}
	}
	slices.SortStableFunc(p.Specified, func(a, b *feature) int { return cmp.Compare(a.numbers[0], b.numbers[0]) })
	return p
}

// add puts the feature in its part of the page and links it with its requirements.
func (p *page) add(f *feature) {
	for s, n := range f.Counts {
		p.Counts[s] += n
	}
	for _, n := range f.numbers {
		i := slices.IndexFunc(p.Requirements, func(r *requirement) bool { return r.Number == n })
		if i < 0 {
			f.Unlisted = append(f.Unlisted, n)
			continue
		}
		f.Requirements = append(f.Requirements, p.Requirements[i])
		p.Requirements[i].Features = append(p.Requirements[i].Features, f)
	}
	if len(f.numbers) == 0 {
		p.Beyond = append(p.Beyond, f)
	} else {
		p.Specified = append(p.Specified, f)
	}
}

// Features lists all features as the page shows them.
func (p *page) Features() []*feature { return slices.Concat(p.Specified, p.Beyond) }

// Verdict says in one sentence how the run went.
func (p *page) Verdict() string {
	total := p.Counts.Total()
	switch total {
	case p.Counts[notRun]:
		return "No scenario was run"
	case p.Counts[passed]:
		return "All scenarios passed"
	}
	return fmt.Sprintf("%d of %d scenarios passed", p.Counts[passed], total)
}

// Problems lists the scenarios that did not pass, the worst first.
func (p *page) Problems() (list []*scenario) {
	for _, f := range p.Features() {
		for _, s := range f.Scenarios {
			if s.Status != passed && s.Status != notRun {
				list = append(list, s)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *scenario) int {
		return cmp.Compare(slices.Index(statuses, a.Status), slices.Index(statuses, b.Status))
	})
	return list
}

// commit returns what git says is checked out.
func commit() string {
	out, err := exec.Command("git", "describe", "--always", "--dirty", "--exclude=*", "--abbrev=12").Output()
	if err != nil {
		return "unknown"
	}
	hash, changed := strings.CutSuffix(strings.TrimSpace(string(out)), "-dirty")
	if changed {
		hash += " with local changes"
	}
	return hash
}
