package chart

import (
	"bytes"
	"image/png"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/bench/report"
	"numberserver/app/bench/trial"
)

// series are two runs of a program, sampled as often as said.
func series(program string, samples int) *report.Series {
	run := &trial.Result{Elapsed: time.Second}
	for i := range samples {
		run.Samples = append(run.Samples, trial.Sample{At: time.Duration(i+1) * time.Millisecond, Lines: 1000 * (i + 1)})
	}
	return &report.Series{Program: program, Runs: []*trial.Result{run, {Elapsed: 2 * time.Second, Samples: run.Samples}}}
}

// reportOf is a report of some loads, each of them the same.
func reportOf(loads int, programs ...*report.Series) *report.Report {
	r := new(report.Report)
	for range loads {
		r.Loads = append(r.Loads, &report.Load{Kind: "unique", Lines: 1000, Bytes: 10_000, Clients: 5, Series: programs})
	}
	return r
}

var _ = Describe("A picture", func() {
	It("names the load and the programs", func() {
		out := gbytes.NewBuffer()
		Expect(Draw(out, "svg", reportOf(1, series("sink", 3), series("numberserver", 5), series("other", 9)))).To(Succeed())
		Expect(out).To(gbytes.Say("<svg"))
		Expect(out).To(gbytes.Say("unique, 5 clients"))
		for _, name := range []string{"sink", "numberserver", "other"} {
			Expect(string(out.Contents())).To(ContainSubstring(">" + name + "<"))
		}
	})

	It("has a row for each load", func() {
		height := func(loads int) int {
			var out bytes.Buffer
			Expect(Draw(&out, "png", reportOf(loads, series("sink", 3), series("numberserver", 5)))).To(Succeed())
			picture, err := png.Decode(&out)
			Expect(err).NotTo(HaveOccurred())
			return picture.Bounds().Dy()
		}
		Expect(height(3)).To(BeNumerically("~", 3*height(1), 3))
	})

	It("can be of runs that were over before the second sample", func() {
		Expect(Draw(gbytes.NewBuffer(), "svg", reportOf(1, series("sink", 1), series("numberserver", 1)))).To(Succeed())
	})

	It("is in no other format", func() {
		Expect(Draw(gbytes.NewBuffer(), "gif", reportOf(1, series("sink", 1)))).NotTo(Succeed())
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
