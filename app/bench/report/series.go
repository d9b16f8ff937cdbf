// Package report is what a benchmark tells: while it runs and in the end.
package report

import (
	"slices"
	"time"

	"numberserver/app/bench/trial"
)

// A Series is the runs of one program under one load.
type Series struct {
	Program string
	Lines   int // sent in each run
	Bytes   int // sent in each run
	Results []*trial.Result
}

// A Spread is how a figure varies from run to run.
type Spread struct {
	Min, Median, Max float64
}

// Spread returns how figure varies.
func (s *Series) Spread(figure func(*trial.Result) float64) Spread {
	var values []float64
	for _, result := range s.Results {
		values = append(values, figure(result))
	}
	slices.Sort(values)
	middle := len(values) / 2
	median := values[middle]
	if len(values)%2 == 0 {
		median = (values[middle-1] + values[middle]) / 2
	}
	return Spread{values[0], median, values[len(values)-1]}
}

// Rate is how many lines a second the program takes.
func (s *Series) Rate() Spread {
	return s.Spread(func(r *trial.Result) float64 { return float64(s.Lines) / r.Elapsed.Seconds() })
}

// perLine spreads a time of a run over its lines, in nanoseconds.
func (s *Series) perLine(of func(*trial.Result) time.Duration) Spread {
	return s.Spread(func(r *trial.Result) float64 { return float64(of(r)) / float64(s.Lines) })
}
