package main

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/bench/load"
	"numberserver/app/grammar"
)

var _ = Describe("The settings", func() {
	It("are five runs of what suits the load", func() {
		s := new(settings)
		Expect(s.runs()).To(Equal(5))
		Expect(s.lines(load.Trickle)).To(Equal(load.Trickle.DefaultLines()))
	})

	It("are one run of all numbers for the whole number space", func() {
		s := &settings{Whole: true}
		Expect(s.runs()).To(Equal(1))
		Expect(s.lines(load.Unique)).To(Equal(grammar.Numbers))
	})

	It("are one run for a running server", func() {
		Expect((&settings{Addr: "localhost:4000"}).runs()).To(Equal(1))
	})

	It("are those of the command line", func() {
		s := &settings{Lines: new(7), Runs: new(3), Dir: "logs"}
		Expect(s.runs()).To(Equal(3))
		Expect(s.lines(load.Small)).To(Equal(7))
		Expect(s.folder()).To(Equal("logs"))
	})
})

var _ = Describe("A disk", func() {
	It("holds a log that is not larger than what is free", func() {
		Expect(disk{free: 10_000_000}.hold(10_000_000, "logs")).To(Succeed())
		Expect(disk{free: 10_000_000}.hold(99_000_000, "logs")).
			To(MatchError(HavePrefix("the log needs 99 MB, but only 10 MB are free in logs; ")))
	})

	It("may hold any log if its free space is unknown", func() {
		Expect(disk{free: -1}.hold(10_000_000, "logs")).To(Succeed())
	})

	It("is that of the folder", func() {
		Expect(diskOf(GinkgoT().TempDir())).NotTo(Equal(disk{}))
	})
})
