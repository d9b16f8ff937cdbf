package report

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"numberserver/app/bench/trial"
)

// legend says what the columns of a table are.
const legend = `
lines/s   all lines, from the first byte sent to the last line in the log; median, lowest and highest run
of sink   the share of what a sink took in the same minutes, which reads and throws away
CPU       processor time of the server for a line, and of the clients, who share the machine, to send it
memory    the most that the server had at a time
exit      from terminate until the server has ended, its log safe on the disk
`

// Begin writes what is known before anything is measured.
func (r *Report) Begin(out io.Writer) error {
	_, err := fmt.Fprintf(out, "%s; logs in %s\n", r.System, r.Logs)
	return err
}

// End writes what helps to read the tables.
func (r *Report) End(out io.Writer) error {
	checked := "Every log was checked: it has each number that was sent, once, and nothing else."
	if r.Unchecked != "" {
		checked = fmt.Sprintf("The log of %s was not checked: where it is, was not said.", r.Unchecked)
	}
	_, err := fmt.Fprintf(out, "\n%s\n%s", checked, legend)
	return err
}

// Table writes a line for each program.
func (l *Load) Table(out io.Writer) error {
	fmt.Fprintf(out, "\n%s: %s lines from %d clients, runs: %d, seed: %d\n",
		l.Kind, thousands(l.Lines), l.Clients, len(l.Series[0].Runs), l.Seed)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%-*s\tlines/s\tlowest\thighest\tMB/s\tof sink\tCPU\tto send\tmemory\texit\t\n", l.nameWidth(), "")
	for _, s := range l.Series {
		l.row(table, s)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return l.comparison(out)
}

func (l *Load) row(table io.Writer, s *Series) {
	rate := l.Rate(s)
	cpu := l.PerLine(s, func(run *trial.Result) time.Duration { return run.Usage.CPU }).Median
	sending := l.PerLine(s, func(run *trial.Result) time.Duration { return run.Sender }).Median
	memory := s.spread(func(run *trial.Result) float64 { return float64(run.Usage.Memory) }).Median
	exit := s.spread(func(run *trial.Result) float64 { return run.Usage.Exit.Seconds() }).Median
	fmt.Fprintf(table, "%-*s\t%s\t%s\t%s\t%s\t%.3f\t%s\t%s\t%s\t%s\t\n", l.nameWidth(), s.Program,
		count(rate.Median), count(rate.Min), count(rate.Max), l.megabytes(rate.Median),
		l.Ratio(s, l.Series[0]).Median, known(cpu, "%.1f ns"), known(sending, "%.1f ns"),
		known(memory/(1<<20), "%.0f MiB"), known(exit*1e3, "%.0f ms"))
}

// comparison compares our server with another one, if there is one.
func (l *Load) comparison(out io.Writer) error {
	if len(l.Series) < 3 {
		return nil
	}
	own, other := l.Series[1], l.Series[2]
	ratio := l.Ratio(own, other)
	_, err := fmt.Fprintf(out, "%s takes %.2f times as many lines a second as %s (%.2f to %.2f)\n",
		own.Program, ratio.Median, other.Program, ratio.Min, ratio.Max)
	return err
}

func (l *Load) nameWidth() int {
	width := 0
	for _, s := range l.Series {
		width = max(width, len(s.Program))
	}
	return width
}

// megabytes is what a rate of lines is as one of bytes.
func (l *Load) megabytes(rate float64) string {
	return fmt.Sprintf("%.0f", rate*float64(l.Bytes)/float64(l.Lines)/1e6)
}

// known writes a value, unless it is 0, which means that it is not known.
func known(value float64, format string) string {
	if value == 0 {
		return "-"
	}
	return fmt.Sprintf(format, value)
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

// thousands writes n with a comma after every three digits.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
