package main

import (
	"cmp"
	"math"
	"slices"
	"time"

	"golang.org/x/perf/benchmath"
)

// A report is the results of a benchmark. Its JSON form is in base units.
type report struct {
	System    string        `json:"system"` // what it ran on
	Logs      string        `json:"logs"`   // where the logs were
	Loads     []*loadResult `json:"loads"`
	unchecked string        // the server whose log could not be read, if any
}

// A loadResult is the results of one load.
type loadResult struct {
	Kind    string    `json:"kind"`
	Lines   int       `json:"lines"` // in each run
	Bytes   int       `json:"bytes"` // in each run
	Clients int       `json:"clients"`
	Seed    uint64    `json:"seed"`
	Series  []*series `json:"programs"` // with as many runs each, the sink's first
}

// A series is the runs of one program under one load.
type series struct {
	Program string    `json:"name"`
	Rate    spread    `json:"lines_per_second"`
	OfSink  spread    `json:"of_sink"`
	Lone    *latency  `json:"lone_line,omitempty"` // nil if unknown
	Runs    []*result `json:"runs"`
}

// A latency is how long lone lines took, in all runs together.
type latency struct {
	Lines int64   `json:"lines"`
	P50   float64 `json:"p50_seconds"`
	P90   float64 `json:"p90_seconds"`
	P99   float64 `json:"p99_seconds"`
	P999  float64 `json:"p999_seconds"`
}

// A spread is how a figure varies from run to run.
type spread struct {
	Median  float64 `json:"median"`
	Lowest  float64 `json:"lowest"`
	Highest float64 `json:"highest"`
}

// newSpread returns the spread of values. There must be at least one.
func newSpread(values []float64) spread {
	slices.Sort(values)
	middle := len(values) / 2
	median := values[middle]
	if len(values)%2 == 0 {
		median = (values[middle-1] + values[middle]) / 2
	}
	return spread{Median: median, Lowest: values[0], Highest: values[len(values)-1]}
}

// deviation is how far the runs are from the median at most, as a share of it.
func (s spread) deviation() float64 { return max(s.Highest-s.Median, s.Median-s.Lowest) / s.Median }

// values returns a figure of each run of a series.
func (s *series) values(figure func(*result) float64) []float64 {
	var values []float64
	for _, run := range s.Runs {
		values = append(values, figure(run))
	}
	return values
}

// spread returns the spread of a figure over the runs of a series.
func (s *series) spread(figure func(*result) float64) spread { return newSpread(s.values(figure)) }

// summarize fills in what follows from the runs.
func (l *loadResult) summarize() {
	for _, s := range l.Series {
		s.Rate = s.spread(l.rate)
		s.OfSink = l.ratio(s, l.Series[0])
		s.Lone = s.lone()
	}
}

// rate is how many lines a second a program took in a run.
func (l *loadResult) rate(run *result) float64 { return float64(l.Lines) / run.elapsed.Seconds() }

// ratio compares the rates of two programs. Each run is compared with the other
// program's run of the same turn, when the machine was in the same state.
func (l *loadResult) ratio(s, other *series) spread {
	var ratios []float64
	for i, run := range s.Runs {
		ratios = append(ratios, l.rate(run)/l.rate(other.Runs[i]))
	}
	return newSpread(ratios)
}

// differ reports whether the rates of two programs differ more than by chance, and
// the probability of such a difference by chance. It judges as benchstat does, by a
// Mann-Whitney U-test, which needs at least four runs.
func (l *loadResult) differ(s, other *series) (bool, float64) {
	sampleOf := func(s *series) *benchmath.Sample {
		return benchmath.NewSample(s.values(l.rate), &benchmath.DefaultThresholds)
	}
	comparison := benchmath.AssumeNothing.Compare(sampleOf(s), sampleOf(other))
	return comparison.P < comparison.Alpha, comparison.P
}

// lone returns the latencies of all runs together, or nil if one is unknown.
func (s *series) lone() *latency {
	all := newLatencies()
	for _, run := range s.Runs {
		if run.lone == nil {
			return nil
		}
		all.Merge(run.lone)
	}
	seconds := func(percentile float64) float64 {
		return time.Duration(all.ValueAtPercentile(percentile)).Seconds()
	}
	return &latency{all.TotalCount(), seconds(50), seconds(90), seconds(99), seconds(99.9)}
}

// perLine is the spread of a time of a run in nanoseconds per line.
func (l *loadResult) perLine(s *series, of func(*result) time.Duration) spread {
	return s.spread(func(run *result) float64 { return float64(of(run)) / float64(l.Lines) })
}

// middleRun returns the run of a series whose rate is nearest to the median.
func (l *loadResult) middleRun(s *series) *result {
	median := s.Rate.Median
	return slices.MinFunc(s.Runs, func(a, b *result) int {
		return cmp.Compare(math.Abs(l.rate(a)-median), math.Abs(l.rate(b)-median))
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
