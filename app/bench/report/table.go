package report

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"numberserver/app/bench/trial"
)

// Table writes a line for each series, medians and spread. The share is of what
// the first series reaches.
func Table(out io.Writer, all []*Series) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tlines/s\tmin\tmax\tMB/s\tshare\tCPU ns/line\tto send\tmemory\tto exit\t")
	for _, s := range all {
		s.row(table, all[0].Rate().Median)
	}
	return table.Flush()
}

func (s *Series) row(table io.Writer, whole float64) {
	rate := s.Rate()
	cpu := s.perLine(func(r *trial.Result) time.Duration { return r.Usage.CPU })
	sender := s.perLine(func(r *trial.Result) time.Duration { return r.Sender })
	memory := s.Spread(func(r *trial.Result) float64 { return float64(r.Usage.Memory) })
	exit := s.Spread(func(r *trial.Result) float64 { return float64(r.Usage.Exit) })
	megabytes := rate.Median * float64(s.Bytes) / float64(s.Lines) / 1e6
	fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%.0f\t%.3f\t%.1f\t%.1f\t%.0f MiB\t%v\t\n", s.Program,
		count(rate.Median), count(rate.Min), count(rate.Max), megabytes, rate.Median/whole,
		cpu.Median, sender.Median, memory.Median/(1<<20), time.Duration(exit.Median).Round(time.Millisecond))
}

// count writes a large number in a few characters.
func count(n float64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.2f G", n/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1f M", n/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.1f k", n/1e3)
	default:
		return fmt.Sprintf("%.0f", n)
	}
}
