package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"
)

const (
	// drawPeriod is the time between two drawings.
	drawPeriod = 100 * time.Millisecond
	// sparklineWidth is how many bars a sparkline has at most.
	sparklineWidth = 40
)

// A live shows how a run goes: a line that is drawn again and again on a terminal,
// nothing elsewhere. The run's result is a line in both cases.
type live struct {
	out      io.Writer
	terminal bool

	title   string
	lines   int // in the whole run
	samples []sample
	drawn   time.Duration
}

// newLive returns a live that writes to out.
func newLive(out io.Writer) *live {
	file, ok := out.(*os.File)
	return &live{out: out, terminal: ok && term.IsTerminal(int(file.Fd()))}
}

// begin begins a run.
func (l *live) begin(title string, lines int) {
	*l = live{out: l.out, terminal: l.terminal, title: title, lines: lines}
}

// watch takes a sample of the run.
func (l *live) watch(s sample) {
	l.samples = append(l.samples, s)
	if !l.terminal || s.at-l.drawn < drawPeriod {
		return
	}
	l.drawn = s.at
	rates := ratesAt(l.samples)
	rates = rates[max(0, len(rates)-sparklineWidth):]
	fmt.Fprintf(l.out, "\r\x1b[K%s  %3d %%  %s lines/s  %s", l.title,
		100*s.lines/l.lines, count(rates[len(rates)-1]), sparkline(rates))
}

// say shows what is being done besides the run.
func (l *live) say(text string) {
	if l.terminal {
		fmt.Fprintf(l.out, "\r\x1b[K%s %s", l.title, text)
	}
}

// end ends the run with its result.
func (l *live) end(r *result) {
	if l.terminal {
		fmt.Fprint(l.out, "\r\x1b[K")
	}
	fmt.Fprintf(l.out, "%s  %s lines/s\n", l.title, count(float64(l.lines)/r.elapsed.Seconds()))
}

// abort ends a run that failed.
func (l *live) abort() {
	if l.terminal {
		fmt.Fprintln(l.out)
	}
}

// sparkline draws values as bars of eight heights. There must be at least one.
func sparkline(values []float64) string {
	heights := []rune("▁▂▃▄▅▆▇█")
	highest := max(slices.Max(values), 1)
	var line strings.Builder
	for _, value := range values {
		line.WriteRune(heights[int(value/highest*float64(len(heights)-1))])
	}
	return line.String()
}
