package report

import (
	"math"
	"time"

	"numberserver/app/bench/trial"
)

// window is the time over which the rate of the moment is taken.
const window = 250 * time.Millisecond

// Rates returns the lines sent per second at each sample, over the window before
// it.
func Rates(samples []trial.Sample) []float64 {
	var rates []float64
	var before trial.Sample // the start of the window
	first := 0              // the first sample in the window
	for _, now := range samples {
		for now.At-samples[first].At >= window {
			before = samples[first]
			first++
		}
		rates = append(rates, float64(now.Lines-before.Lines)/(now.At-before.At).Seconds())
	}
	return rates
}

// MiddleRun returns the run of a series whose rate is the nearest to the median.
func (l *Load) MiddleRun(s *Series) *trial.Result {
	median := l.Rate(s).Median
	middle := s.Runs[0]
	for _, run := range s.Runs {
		if math.Abs(l.rate(run)-median) < math.Abs(l.rate(middle)-median) {
			middle = run
		}
	}
	return middle
}
