package main

import (
	"bytes"
	"image/png"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

// twoRuns is a series of two runs with as many samples each.
func twoRuns(program string, samples int) *series {
	run := &result{elapsed: time.Second}
	for i := range samples {
		run.samples = append(run.samples, sample{at: time.Duration(i+1) * time.Millisecond, lines: 1000 * (i + 1)})
	}
	return &series{Program: program, Runs: []*result{run, {elapsed: 2 * time.Second, samples: run.samples}}}
}

// reportOf is a report of equal loads.
func reportOf(loads int, programs ...*series) *report {
	r := new(report)
	for range loads {
		l := &loadResult{Kind: "unique", Lines: 1000, Bytes: 10_000, Clients: 5, Series: programs}
		l.summarize()
		r.Loads = append(r.Loads, l)
	}
	return r
}

var _ = Describe("A picture", func() {
	It("names the load and the programs", func() {
		out := gbytes.NewBuffer()
		Expect(drawChart(out, "svg", reportOf(1, twoRuns("sink", 3), twoRuns("numberserver", 5), twoRuns("other", 9)))).To(Succeed())
		Expect(out).To(gbytes.Say("<svg"))
		Expect(out).To(gbytes.Say("unique, 5 clients"))
		for _, name := range []string{"sink", "numberserver", "other"} {
			Expect(string(out.Contents())).To(ContainSubstring(">" + name + "<"))
		}
	})

	It("has a row for each load", func() {
		height := func(loads int) int {
			var out bytes.Buffer
			Expect(drawChart(&out, "png", reportOf(loads, twoRuns("sink", 3), twoRuns("numberserver", 5)))).To(Succeed())
			picture, err := png.Decode(&out)
			Expect(err).NotTo(HaveOccurred())
			return picture.Bounds().Dy()
		}
		Expect(height(3)).To(BeNumerically("~", 3*height(1), 3))
	})

	It("names fonts for systems without its own", func() {
		out := gbytes.NewBuffer()
		Expect(drawChart(out, "svg", reportOf(1, twoRuns("sink", 3)))).To(Succeed())
		Expect(out).To(gbytes.Say("'Liberation Sans',Arial,Helvetica,sans-serif"))
	})

	It("can be of runs that were over before the second sample", func() {
		Expect(drawChart(gbytes.NewBuffer(), "svg", reportOf(1, twoRuns("sink", 1), twoRuns("numberserver", 1)))).To(Succeed())
	})

	It("is in no other format", func() {
		Expect(drawChart(gbytes.NewBuffer(), "gif", reportOf(1, twoRuns("sink", 1)))).NotTo(Succeed())
	})
})

var _ = Describe("A figure in a picture", func() {
	DescribeTable("is short",
		func(value float64, text string) { Expect(short(value)).To(Equal(text)) },
		Entry("none", 0.0, "0"),
		Entry("a small one", 0.5, "0.5"),
		Entry("one with many digits", 12.3456, "12.3"),
		Entry("a large one", 1234.5, "1234"),
	)
})
