package app

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The syncer", func() {
	var (
		log     *fakeLog
		counts  *stats
		stopped int
		dropped [][2]int64
		s       *syncer
	)

	BeforeEach(func() {
		log, counts, stopped = newFakeLog(), new(stats), 0
		dropped = nil
		s = &syncer{log: &logFile{file: log}, stats: counts, stop: func() { stopped++ }, drop: func(_ file, from, to int64) {
			dropped = append(dropped, [2]int64{from, to})
		}}
	})

	It("makes durable what was written since the last time", func() {
		counts.addWritten(Counts{Unique: 1}, 0)
		Expect(s.sync()).To(Succeed())
		Expect(log.syncs).To(Equal(1))
		Expect(s.sync()).To(Succeed())
		Expect(log.syncs).To(Equal(1), "nothing was written since")
		counts.addWritten(Counts{Duplicates: 5}, 0)
		Expect(s.sync()).To(Succeed())
		Expect(log.syncs).To(Equal(1), "duplicates are not written")
		counts.addWritten(Counts{Unique: 1}, 0)
		Expect(s.sync()).To(Succeed())
		Expect(log.syncs).To(Equal(2))
		Expect(counts.snapshot().Syncs.Times).To(BeEquivalentTo(2))
	})

	It("syncs again what was written during a sync", func() {
		counts.addWritten(Counts{Unique: 1}, 0)
		log.duringSync = func() { counts.addWritten(Counts{Unique: 1}, 0) }
		Expect(s.sync()).To(Succeed())
		log.duringSync = nil
		Expect(s.sync()).To(Succeed())
		Expect(log.syncs).To(Equal(2))
	})

	It("drops from the page cache what it has synced, except the end of the log", func() {
		grow := func(size int64) {
			s.log.size.Store(size)
			counts.addWritten(Counts{Unique: 1}, 0)
		}
		grow(keptInCache - 50)
		Expect(s.sync()).To(Succeed())
		Expect(dropped).To(BeEmpty())
		grow(keptInCache + 100)
		log.duringSync = func() { grow(keptInCache + 150) }
		Expect(s.sync()).To(Succeed())
		Expect(dropped).To(Equal([][2]int64{{0, 100}}))
		log.duringSync = nil
		Expect(s.sync()).To(Succeed())
		Expect(dropped).To(Equal([][2]int64{{0, 100}, {100, 150}}))
		grow(keptInCache + 50) // after another program has shortened the log
		Expect(s.sync()).To(Succeed())
		grow(keptInCache + 70)
		Expect(s.sync()).To(Succeed())
		Expect(dropped).To(Equal([][2]int64{{0, 100}, {100, 150}, {50, 70}}))
	})

	It("stops the server when that fails, and never tries again", func() {
		log.failing = 1
		counts.addWritten(Counts{Unique: 1}, 0)
		Expect(s.sync()).To(MatchError(errDisk))
		Expect(stopped).To(Equal(1))
		counts.addWritten(Counts{Unique: 1}, 0)
		err := s.sync()
		Expect(err).To(MatchError(errDisk))
		Expect(err).To(MatchError(ContainSubstring("not durable")))
		Expect(log.syncs).To(Equal(1))
	})
})
