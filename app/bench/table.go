package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"
)

// tableLegend explains the columns of a table.
const tableLegend = `
lines/s   all lines by the time from the first byte sent until the last line is in the log; median, lowest and highest run
of sink   the share of what a sink takes, which reads and throws away
of NAME   the rate as a multiple of that server's, and how far a run is from it at most; p is the probability of such
          a difference by chance, and ~ says that it may be chance: p ≥ 0.05, as always with fewer than 4 runs
CPU       processor time of the server for a line
to send   processor time of the clients, which share the machine, for a line
memory    peak memory of the server
exit      from terminate until the server has ended, with its log on the disk
`

// begin writes what is known before anything is measured.
func (r *report) begin(out io.Writer) error {
	_, err := fmt.Fprintf(out, "%s; logs in %s\n", r.System, r.Logs)
	return err
}

// end writes whether the logs were checked and, unless in Markdown, the legend.
func (r *report) end(out io.Writer, markdown bool) error {
	checked := "Every log was checked: it holds each number that was sent, once, and nothing else."
	if r.unchecked != "" {
		checked = fmt.Sprintf("The log of %s was not checked; --log says where it is.", r.unchecked)
	}
	legend := tableLegend
	if markdown {
		legend = ""
	}
	_, err := fmt.Fprintf(out, "\n%s\n%s", checked, legend)
	return err
}

// write writes the tables of a load, as Markdown if wanted.
func (l *loadResult) write(out io.Writer, markdown bool) error {
	write := writeText
	if markdown {
		write = writeMarkdown
	}
	fmt.Fprintf(out, "\n%s: %s lines from %d clients, runs: %d, seed: %d\n",
		l.Kind, thousands(l.Lines), l.Clients, len(l.Series[0].Runs), l.Seed)
	err := write(out, l.rows())
	if rows := l.loneRows(); len(rows) > 1 {
		fmt.Fprint(out, "\na lone line, from the write until it can be read in the log\n")
		err = write(out, rows)
	}
	return err
}

// writeText writes rows in aligned columns.
func writeText(out io.Writer, rows [][]string) error {
	names := 0
	for _, row := range rows {
		names = max(names, utf8.RuneCountInString(row[0]))
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range rows {
		fmt.Fprintf(table, "%-*s\t%s\t\n", names, row[0], strings.Join(row[1:], "\t"))
	}
	return table.Flush()
}

// writeMarkdown writes rows as a table of a page.
func writeMarkdown(out io.Writer, rows [][]string) error {
	var page strings.Builder
	for i, row := range rows {
		page.WriteString("\n|")
		for _, cell := range row {
			page.WriteString(" " + strings.ReplaceAll(cell, "|", `\|`) + " |")
		}
		if i == 0 {
			page.WriteString("\n|---|" + strings.Repeat("---:|", len(row)-1))
		}
	}
	_, err := fmt.Fprintln(out, page.String())
	return err
}

// rows returns the cells of the table, the header first.
func (l *loadResult) rows() [][]string {
	header := []string{"", "lines/s", "lowest", "highest", "MB/s", "of sink"}
	if l.compares() {
		header = append(header, "of "+l.Series[1].Program)
	}
	rows := [][]string{append(header, "CPU", "to send", "memory", "exit")}
	for _, s := range l.Series {
		rows = append(rows, l.row(s))
	}
	return rows
}

func (l *loadResult) row(s *series) []string {
	cells := []string{
		s.Program, count(s.Rate.Median), count(s.Rate.Lowest), count(s.Rate.Highest),
		fmt.Sprintf("%.0f", s.Rate.Median*float64(l.Bytes)/float64(l.Lines)/1e6),
		fmt.Sprintf("%.3f", s.OfSink.Median),
	}
	if l.compares() {
		cells = append(cells, l.comparison(s))
	}
	cpu := l.perLine(s, func(run *result) time.Duration { return run.usage.CPU }).Median
	sending := l.perLine(s, func(run *result) time.Duration { return run.sending }).Median
	memory := s.spread(func(run *result) float64 { return float64(run.usage.Memory) }).Median
	exit := s.spread(func(run *result) float64 { return run.usage.Exit.Seconds() }).Median
	return append(cells, known(cpu, "%.1f ns"), known(sending, "%.1f ns"),
		known(memory/(1<<20), "%.0f MiB"), known(exit*1e3, "%.0f ms"))
}

// compares reports whether there are servers to compare with the first one.
func (l *loadResult) compares() bool { return len(l.Series) > 2 }

// comparison compares a server with the first one.
func (l *loadResult) comparison(s *series) string {
	if s == l.Series[0] || s == l.Series[1] {
		return ""
	}
	ratio := l.ratio(s, l.Series[1])
	if len(s.Runs) == 1 {
		return fmt.Sprintf("%.2f", ratio.Median)
	}
	verdict := "~"
	if differ, p := l.differ(s, l.Series[1]); differ {
		verdict = fmt.Sprintf("p=%.3f", p)
	}
	return fmt.Sprintf("%.2f ± %.0f %%  %s", ratio.Median, 100*ratio.deviation(), verdict)
}

// loneRows returns the cells of the table of latencies, the header first.
func (l *loadResult) loneRows() [][]string {
	rows := [][]string{{"", "lines", "50 %", "90 %", "99 %", "99.9 %"}}
	for _, s := range l.Series {
		if s.Lone == nil {
			continue
		}
		row := []string{s.Program, thousands(int(s.Lone.Lines))}
		for _, seconds := range []float64{s.Lone.P50, s.Lone.P90, s.Lone.P99, s.Lone.P999} {
			row = append(row, fmt.Sprintf("%.0f µs", seconds*1e6))
		}
		rows = append(rows, row)
	}
	return rows
}

// known formats a value, unless it is 0, which stands for unknown.
func known(value float64, format string) string {
	if value == 0 {
		return "-"
	}
	return fmt.Sprintf(format, value)
}

// count formats a large number in a few characters.
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

// thousands formats n with a comma after every three digits.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
