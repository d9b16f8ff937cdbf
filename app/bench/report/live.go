package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"numberserver/app/bench/trial"
)

const (
	// drawPeriod is the time from one drawing to the next.
	drawPeriod = 100 * time.Millisecond
	// bars is how many bars a sparkline has.
	bars = 40
)

// A Live shows how a run goes while it goes: a line that is drawn over and over
// on a terminal, nothing elsewhere. Then it leaves a line that says how it went.
// It draws between two samples, while no client waits for it.
type Live struct {
	out      io.Writer
	terminal bool

	title   string
	lines   int // in the whole run
	samples []trial.Sample
	drawn   time.Duration
}

// NewLive returns what shows runs on out, which may be a terminal.
func NewLive(out io.Writer, terminal bool) *Live {
	return &Live{out: out, terminal: terminal}
}

// Begin begins a run of that title and so many lines.
func (l *Live) Begin(title string, lines int) {
	*l = Live{out: l.out, terminal: l.terminal, title: title, lines: lines}
}

// Watch takes a sample of the run.
func (l *Live) Watch(sample trial.Sample) {
	l.samples = append(l.samples, sample)
	if !l.terminal || sample.At-l.drawn < drawPeriod {
		return
	}
	l.drawn = sample.At
	rates := Rates(l.samples)
	rates = rates[max(0, len(rates)-bars):]
	fmt.Fprintf(l.out, "\r\x1b[K%s  %3d %%  %s lines/s  %s", l.title,
		100*sample.Lines/l.lines, count(rates[len(rates)-1]), sparkline(rates))
}

// Say shows what goes on while there is nothing to watch.
func (l *Live) Say(text string) {
	if l.terminal {
		fmt.Fprintf(l.out, "\r\x1b[K%s %s", l.title, text)
	}
}

// End ends the run with what it has shown.
func (l *Live) End(result *trial.Result) {
	if l.terminal {
		fmt.Fprint(l.out, "\r\x1b[K")
	}
	fmt.Fprintf(l.out, "%s  %s lines/s\n", l.title, count(float64(l.lines)/result.Elapsed.Seconds()))
}

// Break ends a run that failed.
func (l *Live) Break() {
	if l.terminal {
		fmt.Fprintln(l.out)
	}
}

// sparkline draws values as bars of eight heights, the highest one in full.
func sparkline(values []float64) string {
	heights := []rune("▁▂▃▄▅▆▇█")
	highest := 0.0
	for _, value := range values {
		highest = max(highest, value)
	}
	var line strings.Builder
	for _, value := range values {
		height := 0
		if highest > 0 {
			height = int(value / highest * float64(len(heights)-1))
		}
		line.WriteRune(heights[height])
	}
	return line.String()
}
