package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/perf/benchmath"

	"numberserver/app/bench/load"
)

// results writes what programs did under a load in Go's benchmark format, a line a
// run, and keeps what the closing sentences need.
//
// The format: https://golang.org/design/14313-benchmark-format.
type results struct {
	out  io.Writer
	load *load.Load

	sinkTook time.Duration        // in this turn
	rates    map[string][]float64 // lines a second of each run of a program
	shares   map[string][]float64 // of the sink's rate in the same turn
}

// writeConfig writes the configuration lines, which apply to the results after them.
func (r *results) writeConfig() error {
	text, _ := os.ReadFile("/proc/cpuinfo")
	_, cpu, _ := strings.Cut(string(text), "model name\t: ")
	cpu, _, _ = strings.Cut(cpu, "\n")
	_, err := fmt.Fprintf(r.out, "goos: %s\ngoarch: %s\ncpu: %s\nlogs: %s\nlines: %d\nclients: %d\n",
		runtime.GOOS, runtime.GOARCH, cpu, os.TempDir(), r.load.Lines, r.load.Clients)
	return err
}

// add writes the figures of a run. In each turn the sink is the first. A figure that is
// unknown, which 0 stands for, is left out.
func (r *results) add(name string, run result) error {
	if name == sinkName {
		r.sinkTook = run.elapsed
	}
	lines, seconds := float64(r.load.Lines), run.elapsed.Seconds()
	rate, share := lines/seconds, r.sinkTook.Seconds()/seconds
	r.rates[name] = append(r.rates[name], rate)
	r.shares[name] = append(r.shares[name], share)

	kind := strings.ToUpper(string(r.load.Kind[:1])) + string(r.load.Kind[1:])
	line := fmt.Sprintf("Benchmark%s/server=%s-%d\t1", kind, name, runtime.GOMAXPROCS(0))
	add := func(value float64, unit string) {
		if value != 0 {
			line += "\t" + significant(value, 4) + " " + unit
		}
	}
	add(float64(run.elapsed)/lines, "ns/line")
	add(rate, "lines/s")
	add(100*share, "%-of-sink")
	add(float64(run.usage.CPU)/lines, "cpu-ns/line")
	add(float64(run.usage.Memory)/(1<<20), "peak-MiB")
	add(float64(run.usage.Exit), "exit-ns")
	for _, percent := range []float64{50, 90, 99, 99.9} {
		if n := float64(len(run.lone)); n > 0 {
			add(float64(run.lone[int(math.Ceil(n*percent/100))-1]), fmt.Sprintf("p%v-ns", percent))
		}
	}
	_, err := fmt.Fprintln(r.out, line)
	return err
}

// summary says what a program took. Its figures are medians, as benchstat's are.
func (r *results) summary(name string) string {
	what := "lines"
	if r.load.Different == r.load.Lines+r.load.Lone {
		what = "new numbers"
	}
	return fmt.Sprintf("%s took %s million %s per 10 s, %s of what a sink takes",
		name, significant(10*median(r.rates[name])/1e6, 3), what, significant(median(r.shares[name]), 2))
}

func median(values []float64) float64 {
	sample := benchmath.NewSample(values, &benchmath.DefaultThresholds)
	return benchmath.AssumeNothing.Summary(sample, 0.95).Center
}

// significant formats a positive value with so many significant digits, or more if it
// has more before the point.
func significant(value float64, digits int) string {
	decimals := digits - 1 - int(math.Floor(math.Log10(value)))
	return strconv.FormatFloat(value, 'f', max(0, decimals), 64)
}

// maxOthers is how much of the machine's processor time others may use before the
// figures mean little. On a quiet machine it is a few percent.
const maxOthers = 0.2

// processorTimes returns the times of the machine's processors so far, in ticks: all of
// it, also idle, and what others have had than this program and those that it started.
// Others are also other virtual machines on the same host. Only Linux says it.
func processorTimes() (total, others float64) {
	machine, _ := os.ReadFile("/proc/stat")
	var user, nice, system, idle, ioWait, irq, softIRQ, steal float64
	_, err := fmt.Sscanf(string(machine), "cpu %g %g %g %g %g %g %g %g",
		&user, &nice, &system, &idle, &ioWait, &irq, &softIRQ, &steal)
	if err != nil {
		return 0, 0
	}
	others = user + nice + system + irq + softIRQ + steal
	total = others + idle + ioWait

	self, _ := os.ReadFile("/proc/self/stat")
	_, fields, _ := strings.Cut(string(self), ") ")
	for i, field := range strings.Fields(fields) {
		var ticks float64
		if _, err := fmt.Sscan(field, &ticks); err == nil && 11 <= i && i < 15 { // utime, stime, cutime, cstime
			others -= ticks
		}
	}
	return total, others
}
