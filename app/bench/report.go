package main

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// A report is the results of a benchmark.
type report struct {
	system    string // what it ran on
	logs      string // where the logs were
	unchecked string // the server whose log could not be read, if any
	loads     []*loadResult
}

// A loadResult is the results of one load.
type loadResult struct {
	kind    string
	lines   int // in each run
	bytes   int // in each run
	clients int
	seed    uint64
	series  []*series // one for each program, with as many runs each, the sink's first
}

// A series is the runs of one program under one load.
type series struct {
	program string
	runs    []*result
}

// A spread is how a figure varies from run to run.
type spread struct {
	min, median, max float64
}

// newSpread returns the spread of values. There must be at least one.
func newSpread(values []float64) spread {
	slices.Sort(values)
	middle := len(values) / 2
	median := values[middle]
	if len(values)%2 == 0 {
		median = (values[middle-1] + values[middle]) / 2
	}
	return spread{values[0], median, values[len(values)-1]}
}

// deviation is how far the runs are from the median at most, as a share of it.
func (s spread) deviation() float64 { return max(s.max-s.median, s.median-s.min) / s.median }

// spread returns the spread of a figure over the runs of a series.
func (s *series) spread(figure func(*result) float64) spread {
	var values []float64
	for _, run := range s.runs {
		values = append(values, figure(run))
	}
	return newSpread(values)
}

// rate is how many lines a second a program took.
func (l *loadResult) rate(s *series) spread { return s.spread(l.runRate) }

func (l *loadResult) runRate(run *result) float64 { return float64(l.lines) / run.elapsed.Seconds() }

// ratio compares the rates of two programs. Each run is compared with the other
// program's run of the same turn, when the machine was in the same state.
func (l *loadResult) ratio(s, other *series) spread {
	var ratios []float64
	for i, run := range s.runs {
		ratios = append(ratios, l.runRate(run)/l.runRate(other.runs[i]))
	}
	return newSpread(ratios)
}

// perLine is the spread of a time of a run in nanoseconds per line.
func (l *loadResult) perLine(s *series, of func(*result) time.Duration) spread {
	return s.spread(func(run *result) float64 { return float64(of(run)) / float64(l.lines) })
}

// middleRun returns the run of a series whose rate is nearest to the median.
func (l *loadResult) middleRun(s *series) *result {
	median := l.rate(s).median
	return slices.MinFunc(s.runs, func(a, b *result) int {
		return cmp.Compare(math.Abs(l.runRate(a)-median), math.Abs(l.runRate(b)-median))
	})
}

// rateWindow is the time over which the rate at a sample is taken.
const rateWindow = 250 * time.Millisecond

// ratesAt returns the lines sent per second in the window before each sample.
func ratesAt(samples []sample) []float64 {
	var rates []float64
	var start sample // of the window
	first := 0       // the first sample in the window
	for _, now := range samples {
		for now.at-samples[first].at >= rateWindow {
			start = samples[first]
			first++
		}
		rates = append(rates, float64(now.lines-start.lines)/(now.at-start.at).Seconds())
	}
	return rates
}
