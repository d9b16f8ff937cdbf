package main

import (
	"fmt"
	"time"
)

// The thresholds of a warning. On a quiet machine the sink's runs spread over 14 to
// 19 % of the median, and others use a few percent of the processors.
const (
	maxSinkSpread = 0.3  // of the median, between the slowest and the fastest run
	maxOthers     = 0.2  // of the machine's processor time
	maxStolen     = 0.05 // of the machine's processor time
)

// processors are processor times, 0 where unknown.
type processors struct {
	total  time.Duration // of all processors, also idle ones
	busy   time.Duration // used by programs
	stolen time.Duration // given by the host to other virtual machines
	own    time.Duration // used by this process
}

func processorsNow() processors {
	total, busy, stolen := machineTimes()
	return processors{total, busy, stolen, processorTime()}
}

func (p processors) since(before processors) processors {
	return processors{p.total - before.total, p.busy - before.busy, p.stolen - before.stolen, p.own - before.own}
}

// busyReason says why the machine was too busy to measure, or returns "". The own time
// includes that of the servers.
func busyReason(sink spread, used processors) string {
	total := float64(used.total)
	others, stolen := float64(used.busy-used.own), float64(used.stolen)
	switch between := (sink.Highest - sink.Lowest) / sink.Median; {
	case stolen > maxStolen*total:
		return fmt.Sprintf("the host took %.0f %% of the processor time away (more than %.0f %%)", 100*stolen/total, 100*maxStolen)
	case others > maxOthers*total:
		return fmt.Sprintf("other programs used %.0f %% of the processors (more than %.0f %%)", 100*others/total, 100*maxOthers)
	case between > maxSinkSpread:
		return fmt.Sprintf("the sink's runs spread over %.0f %% of their median (more than %.0f %%)", 100*between, 100*maxSinkSpread)
	default:
		return ""
	}
}
