// Package report is what a benchmark tells: while it runs and in the end.
package report

import (
	"slices"
	"time"

	"numberserver/app/bench/trial"
)

// A Report is what a benchmark has shown.
type Report struct {
	System    string // what it ran on
	Logs      string // where the logs were
	Unchecked string // the program whose log was out of reach, if any
	Loads     []*Load
}

// A Load is what one kind of load has shown.
type Load struct {
	Kind    string
	Lines   int // sent in each run
	Bytes   int // sent in each run
	Clients int
	Seed    uint64
	Series  []*Series // one for each program, all of the same length, the sink's first
}

// A Series is the runs of one program under one load.
type Series struct {
	Program string
	Runs    []*trial.Result
}

// A Spread is how a figure varies from run to run.
type Spread struct {
	Min, Median, Max float64
}

// spread returns how values vary. There must be some.
func spread(values []float64) Spread {
	slices.Sort(values)
	middle := len(values) / 2
	median := values[middle]
	if len(values)%2 == 0 {
		median = (values[middle-1] + values[middle]) / 2
	}
	return Spread{values[0], median, values[len(values)-1]}
}

// spread returns how a figure varies over the runs of a series.
func (s *Series) spread(figure func(*trial.Result) float64) Spread {
	var values []float64
	for _, run := range s.Runs {
		values = append(values, figure(run))
	}
	return spread(values)
}

// Rate is how many lines a second a program took.
func (l *Load) Rate(s *Series) Spread {
	return s.spread(l.rate)
}

func (l *Load) rate(run *trial.Result) float64 { return float64(l.Lines) / run.Elapsed.Seconds() }

// Ratio compares the rates of two programs. Each run is compared with the other
// program's run right before or after it, when the machine was the same.
func (l *Load) Ratio(s, other *Series) Spread {
	var ratios []float64
	for i, run := range s.Runs {
		ratios = append(ratios, l.rate(run)/l.rate(other.Runs[i]))
	}
	return spread(ratios)
}

// PerLine is a time of a run in nanoseconds for each line.
func (l *Load) PerLine(s *Series, of func(*trial.Result) time.Duration) Spread {
	return s.spread(func(run *trial.Result) float64 { return float64(of(run)) / float64(l.Lines) })
}
