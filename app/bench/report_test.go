package main

import (
	"bytes"
	"encoding/json"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/bench/target"
)

// runs are runs that took the given times.
func runs(times ...time.Duration) []*result {
	var results []*result
	for _, elapsed := range times {
		results = append(results, &result{elapsed: elapsed})
	}
	return results
}

// measured is a load of a million lines, as three programs took it.
func measured() *loadResult {
	l := &loadResult{
		Kind: "unique", Lines: 1_000_000, Bytes: 10_000_000, Clients: 5, Seed: 1,
		Series: []*series{
			{Program: "sink", Runs: runs(10*time.Millisecond, 20*time.Millisecond, 5*time.Millisecond)},
			{Program: "numberserver", Runs: []*result{
				{
					elapsed: 100 * time.Millisecond, sending: 2 * time.Millisecond,
					usage:   target.Usage{CPU: 8 * time.Millisecond, Memory: 128 << 20, Exit: 5 * time.Millisecond},
					samples: []sample{{at: 50 * time.Millisecond, lines: 400_000, logged: 3_000_000}},
				},
				{elapsed: 80 * time.Millisecond, sending: 2 * time.Millisecond, usage: target.Usage{CPU: 8 * time.Millisecond}},
				{elapsed: 125 * time.Millisecond, sending: 2 * time.Millisecond, usage: target.Usage{CPU: 8 * time.Millisecond}},
			}},
			{Program: "other", Runs: runs(time.Second, 2*time.Second, time.Second)},
		},
	}
	l.summarize()
	return l
}

var _ = Describe("A load", func() {
	It("has the rates of the middle, the slowest and the fastest run", func() {
		Expect(measured().Series[1].Rate).To(Equal(spread{Lowest: 8e6, Median: 10e6, Highest: 12.5e6}))
	})

	It("has the middle of two runs between them", func() {
		l := &loadResult{Lines: 1_000_000, Series: []*series{{Runs: runs(time.Second, 4*time.Second)}}}
		l.summarize()
		Expect(l.Series[0].Rate.Median).To(Equal(625e3))
	})

	It("compares each run with the one of the same turn", func() {
		l := measured()
		Expect(l.ratio(l.Series[1], l.Series[2])).To(Equal(spread{Lowest: 8, Median: 10, Highest: 25}))
	})
})

var _ = Describe("A table", func() {
	var out *gbytes.Buffer

	BeforeEach(func() {
		out = gbytes.NewBuffer()
		Expect(measured().write(out, false)).To(Succeed())
	})

	It("says what was sent", func() {
		Expect(out).To(gbytes.Say("unique: 1,000,000 lines from 5 clients, runs: 3, seed: 1"))
	})

	It("has a line for each program", func() {
		Expect(out).To(gbytes.Say(`sink +100.0 M +50.0 M +200.0 M +1000 +1.000 +- +- +- +-\n`))
		Expect(out).To(gbytes.Say(`numberserver +10.0 M +8.0 M +12.5 M +100 +0.100 +8.0 ns +2.0 ns +`))
		Expect(out).To(gbytes.Say(`other +1.0 M +500.0 k +1.0 M +10 +0.010`))
	})

	It("compares servers with the first one", func() {
		Expect(out).To(gbytes.Say("of numberserver "))
		Expect(out).To(gbytes.Say(`other .* 0.10 ± 60 %  ~ `))
	})

	It("says how likely chance makes such a difference", func() {
		l := &loadResult{Lines: 1, Series: []*series{
			{Program: "sink", Runs: runs(1, 1, 1, 1, 1)},
			{Program: "old", Runs: runs(100, 102, 104, 101, 103)},
			{Program: "same", Runs: runs(103, 100, 102, 104, 101)},
			{Program: "new", Runs: runs(50, 51, 52, 50, 51)},
		}}
		l.summarize()
		Expect(l.write(out, false)).To(Succeed())
		Expect(out).To(gbytes.Say(`same .* 1.02 ± 5 %  ~ `))
		Expect(out).To(gbytes.Say(`new .* 2.00 ± 1 %  p=0.008 `))
	})

	It("has a ratio only if there is one run", func() {
		l := measured()
		for _, s := range l.Series {
			s.Runs = s.Runs[:1]
		}
		Expect(l.write(out, false)).To(Succeed())
		Expect(out).To(gbytes.Say(`other .* 0\.10  +-`))
	})

	It("can be in Markdown", func() {
		l := measured()
		l.Series[2].Program = "a|b"
		Expect(l.write(out, true)).To(Succeed())
		Expect(out).To(gbytes.Say(`\n\n\|  \| lines/s \| lowest .* exit \|\n\|---\|---:\|`))
		Expect(out).To(gbytes.Say(`\| sink \| 100.0 M \| 50.0 M \|`))
		Expect(out).To(gbytes.Say(`\| a\\\|b \| 1.0 M \|`))
	})
})

var _ = Describe("The latency of lone lines", func() {
	// after is a run whose lone lines took so long.
	after := func(times ...time.Duration) *result {
		r := &result{elapsed: time.Second, lone: newLatencies()}
		for _, took := range times {
			Expect(r.lone.RecordValue(took.Nanoseconds())).To(Succeed())
		}
		return r
	}

	// lone is a load of two runs.
	lone := func(first, second *result) *loadResult {
		l := &loadResult{Lines: 1, Series: []*series{
			{Program: "sink", Runs: runs(time.Second, time.Second)},
			{Program: "a", Runs: []*result{first, second}},
		}}
		l.summarize()
		return l
	}

	It("is that of all runs together", func() {
		out := gbytes.NewBuffer()
		l := lone(after(10*time.Microsecond, 10*time.Microsecond, 10*time.Microsecond), after(time.Millisecond))
		Expect(l.Series[0].Lone).To(BeNil())
		Expect(l.write(out, false)).To(Succeed())
		Expect(out).To(gbytes.Say("a lone line"))
		Expect(out).To(gbytes.Say(`lines +50 % +90 % +99 % +99.9 %`))
		Expect(out).To(gbytes.Say(`a +4 +10 µs +1000 µs +1000 µs +1000 µs`))
	})

	It("is unknown if it is in one run", func() {
		out := gbytes.NewBuffer()
		Expect(lone(after(time.Millisecond), &result{elapsed: 1}).write(out, false)).To(Succeed())
		Expect(out).NotTo(gbytes.Say("a lone line"))
	})
})

var _ = DescribeTable("A machine is too busy if",
	func(sink spread, used processors, reason OmegaMatcher) {
		Expect(busyReason(sink, used)).To(reason)
	},
	Entry("the host takes too much", spread{1, 1, 1}, processors{total: 100, busy: 90, stolen: 6, own: 90}, HavePrefix("the host took 6 % ")),
	Entry("others use too much", spread{1, 1, 1}, processors{total: 100, busy: 90, own: 69}, HavePrefix("other programs used 21 % ")),
	Entry("the sink's runs differ too much", spread{10, 9, 12.1}, processors{total: 100}, HavePrefix("the sink's runs spread over 31 % ")),
	Entry("nothing of this, unless it is so", spread{10, 9, 12}, processors{total: 100, busy: 90, stolen: 5, own: 70}, BeEmpty()),
	Entry("nothing is known, unless it is so", spread{1, 1, 1}, processors{own: 100}, BeEmpty()),
)

var _ = Describe("The JSON form", func() {
	It("has all figures of every run", func() {
		var out bytes.Buffer
		Expect((&report{System: "a machine", Loads: []*loadResult{measured()}}).writeJSON(&out)).To(Succeed())
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
		out *gbytes.Buffer
		l   *live
	)

	show := func(terminal bool) {
		out = gbytes.NewBuffer()
		l = &live{out: out, terminal: terminal}
		l.begin("unique 1/5", 1000)
		for i := range 4 {
			l.watch(sample{at: time.Duration(i+1) * 100 * time.Millisecond, lines: 100 * (i + 1) * (i + 1)})
		}
	}

	It("is a line on a terminal that changes", func() {
		show(true)
		Expect(out).To(gbytes.Say(`\r\x1b\[Kunique 1/5   10 %  1.0 k lines/s  █`))
		Expect(out).To(gbytes.Say(`\r\x1b\[Kunique 1/5  160 %  5.0 k lines/s  ▂▃▅█`))
	})

	It("is on a terminal what else goes on", func() {
		show(true)
		l.say("checking the log")
		Expect(out).To(gbytes.Say(`\r\x1b\[Kunique 1/5 checking the log`))
	})

	It("is nothing elsewhere", func() {
		show(false)
		l.say("checking the log")
		Expect(out.Contents()).To(BeEmpty())
	})

	It("is in the end how fast it was", func() {
		show(false)
		l.end(&result{elapsed: time.Second / 2})
		Expect(out.Contents()).To(BeEquivalentTo("unique 1/5  2.0 k lines/s\n"))
	})
})

var _ = Describe("A warning", func() {
	It("says that the machine was too busy", func() {
		stderr := gbytes.NewBuffer()
		newBench(new(settings), streams{err: stderr}).warnIfBusy(measured(), processorsNow())
		Expect(stderr).To(gbytes.Say("^bench: warning: unique: .* \\(more than .* %\\); the figures mean little\n$"))
	})
})
