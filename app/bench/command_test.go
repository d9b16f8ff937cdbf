package bench

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/bench/load"
	"numberserver/app/grammar"
)

var _ = Describe("The settings", func() {
	It("are five runs of what suits the load", func() {
		c := new(Command)
		Expect(c.runs()).To(Equal(5))
		Expect(c.lines(load.Trickle)).To(Equal(load.Trickle.DefaultLines()))
	})

	It("are one run of all numbers for the whole number space", func() {
		c := &Command{Whole: true}
		Expect(c.runs()).To(Equal(1))
		Expect(c.lines(load.Unique)).To(Equal(grammar.Numbers))
	})

	It("are one run for a server that runs already", func() {
		Expect((&Command{Addr: "localhost:4000"}).runs()).To(Equal(1))
	})

	It("are what is said, if anything is", func() {
		c := &Command{Lines: 7, Runs: 3, Dir: "logs"}
		Expect(c.runs()).To(Equal(3))
		Expect(c.lines(load.Small)).To(Equal(7))
		Expect(c.folder()).To(Equal("logs"))
	})
})

var _ = Describe("A disk", func() {
	It("holds a log that is not larger than what is free", func() {
		Expect(disk{free: 10_000_000}.hold(10_000_000, "logs")).To(Succeed())
		Expect(disk{free: 10_000_000}.hold(99_000_000, "logs")).
			To(MatchError(HavePrefix("the log needs 99 MB, in logs only 10 MB are free; ")))
	})

	It("may hold any log when it is not known what is free", func() {
		Expect(disk{free: -1}.hold(10_000_000, "logs")).To(Succeed())
	})

	It("is where the folder is", func() {
		Expect(diskOf(GinkgoT().TempDir())).NotTo(Equal(disk{}))
	})
})
