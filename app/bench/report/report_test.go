package report_test

import (
	"bytes"
	"encoding/json"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/bench/report"
	"numberserver/app/bench/target"
	"numberserver/app/bench/trial"
)

// runs are runs that took the given times.
func runs(times ...time.Duration) []*trial.Result {
	var results []*trial.Result
	for _, elapsed := range times {
		results = append(results, &trial.Result{Elapsed: elapsed})
	}
	return results
}

// measured is a load of a million lines, as three programs took it.
func measured() *report.Load {
	return &report.Load{
		Kind: "unique", Lines: 1_000_000, Bytes: 10_000_000, Clients: 5, Seed: 1,
		Series: []*report.Series{
			{Program: "sink", Runs: runs(10*time.Millisecond, 20*time.Millisecond, 5*time.Millisecond)},
			{Program: "numberserver", Runs: []*trial.Result{
				{
					Elapsed: 100 * time.Millisecond, Sender: 2 * time.Millisecond,
					Usage:   target.Usage{CPU: 8 * time.Millisecond, Memory: 128 << 20, Exit: 5 * time.Millisecond},
					Samples: []trial.Sample{{At: 50 * time.Millisecond, Lines: 400_000, Logged: 3_000_000}},
				},
				{Elapsed: 80 * time.Millisecond, Sender: 2 * time.Millisecond, Usage: target.Usage{CPU: 8 * time.Millisecond}},
				{Elapsed: 125 * time.Millisecond, Sender: 2 * time.Millisecond, Usage: target.Usage{CPU: 8 * time.Millisecond}},
			}},
			{Program: "other", Runs: runs(time.Second, 2*time.Second, time.Second)},
		},
	}
}

var _ = Describe("A load", func() {
	It("has the rates of the middle, the slowest and the fastest run", func() {
		l := measured()
		Expect(l.Rate(l.Series[1])).To(Equal(report.Spread{Min: 8e6, Median: 10e6, Max: 12.5e6}))
	})

	It("has the middle of two runs between them", func() {
		l := measured()
		Expect(l.Rate(&report.Series{Runs: runs(time.Second, 4*time.Second)}).Median).To(Equal(625e3))
	})

	It("compares each run with the one beside it", func() {
		l := measured()
		Expect(l.Ratio(l.Series[1], l.Series[2])).To(Equal(report.Spread{Min: 8, Median: 10, Max: 25}))
	})
})

var _ = Describe("A table", func() {
	var out *gbytes.Buffer

	BeforeEach(func() {
		out = gbytes.NewBuffer()
		Expect(measured().Table(out)).To(Succeed())
	})

	It("says what was sent", func() {
		Expect(out).To(gbytes.Say("unique: 1,000,000 lines from 5 clients, runs: 3, seed: 1"))
	})

	It("has a line for each program", func() {
		Expect(out).To(gbytes.Say(`sink +100.0 M +50.0 M +200.0 M +1000 +1.000 +- +- +- +-\n`))
		Expect(out).To(gbytes.Say(`numberserver +10.0 M +8.0 M +12.5 M +100 +0.100 +8.0 ns +2.0 ns +`))
		Expect(out).To(gbytes.Say(`other +1.0 M +500.0 k +1.0 M +10 +0.010`))
	})

	It("compares the server with another one", func() {
		Expect(out).To(gbytes.Say("numberserver takes 10.00 times as many lines a second as other \\(8.00 to 25.00\\)\n"))
	})
})

var _ = Describe("The JSON form", func() {
	It("has all figures of every run", func() {
		var out bytes.Buffer
		Expect((&report.Report{System: "a machine", Loads: []*report.Load{measured()}}).JSON(&out)).To(Succeed())
		var document map[string]any
		Expect(json.Unmarshal(out.Bytes(), &document)).To(Succeed())
		Expect(document).To(HaveKeyWithValue("system", "a machine"))

		load := document["loads"].([]any)[0].(map[string]any)
		Expect(load).To(HaveKeyWithValue("lines", 1e6))
		own := load["programs"].([]any)[1].(map[string]any)
		Expect(own).To(HaveKeyWithValue("lines_per_second", HaveKeyWithValue("median", 1e7)))
		Expect(own["runs"].([]any)[0]).To(Equal(map[string]any{
			"seconds": 0.1, "cpu_seconds": 0.008, "sending_cpu_seconds": 0.002,
			"memory_bytes": 128.0 * (1 << 20), "exit_seconds": 0.005,
			"samples": []any{map[string]any{"seconds": 0.05, "lines_sent": 400e3, "log_bytes": 3e6}},
		}))
	})
})

var _ = Describe("What is shown of a run", func() {
	var (
		out  *gbytes.Buffer
		live *report.Live
	)

	show := func(terminal bool) {
		out = gbytes.NewBuffer()
		live = report.NewLive(out, terminal)
		live.Begin("unique 1/5", 1000)
		for i := range 4 {
			live.Watch(trial.Sample{At: time.Duration(i+1) * 100 * time.Millisecond, Lines: 100 * (i + 1) * (i + 1)})
		}
	}

	It("is a line on a terminal that changes", func() {
		show(true)
		Expect(out).To(gbytes.Say(`\r\x1b\[Kunique 1/5   10 %  1.0 k lines/s  █`))
		Expect(out).To(gbytes.Say(`\r\x1b\[Kunique 1/5  160 %  5.0 k lines/s  ▂▃▅█`))
	})

	It("is on a terminal what else goes on", func() {
		show(true)
		live.Say("checking the log")
		Expect(out).To(gbytes.Say(`\r\x1b\[Kunique 1/5 checking the log`))
	})

	It("is nothing elsewhere", func() {
		show(false)
		live.Say("checking the log")
		Expect(out.Contents()).To(BeEmpty())
	})

	It("is in the end how fast it was", func() {
		show(false)
		live.End(&trial.Result{Elapsed: time.Second / 2})
		Expect(out.Contents()).To(BeEquivalentTo("unique 1/5  2.0 k lines/s\n"))
	})
})
