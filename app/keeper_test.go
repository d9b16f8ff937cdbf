package app

import (
	"log/slog"
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

var _ = Describe("The keeper", func() {
	var (
		log     *fakeLog
		counts  *stats
		stopped int
		k       *keeper
	)

	BeforeEach(func() {
		log, counts, stopped = new(fakeLog), new(stats), 0
		k = &keeper{log: log, stats: counts, stop: func() { stopped++ }}
	})

	It("makes durable what was written since the last time", func() {
		counts.wrote(1, 0, 0)
		k.sync()
		Expect(log.syncs).To(Equal(1))
		k.sync()
		Expect(log.syncs).To(Equal(1), "nothing was written since")
		counts.wrote(0, 5, 0)
		k.sync()
		Expect(log.syncs).To(Equal(1), "duplicates are not written")
		counts.wrote(1, 0, 0)
		Expect(k.finish()).To(Succeed())
		Expect(log.syncs).To(Equal(2))
		Expect(counts.snapshot().Syncs.Times).To(BeEquivalentTo(2))
	})

	It("syncs again what was written during a sync", func() {
		counts.wrote(1, 0, 0)
		log.duringSync = func() { counts.wrote(1, 0, 0) }
		k.sync()
		log.duringSync = nil
		Expect(k.finish()).To(Succeed())
		Expect(log.syncs).To(Equal(2))
	})

	It("stops the server when that fails, and never tries again", func() {
		log.failing = 1
		counts.wrote(1, 0, 0)
		k.sync()
		Expect(stopped).To(Equal(1))
		counts.wrote(1, 0, 0)
		err := k.finish()
		Expect(err).To(MatchError(errDisk))
		Expect(err).To(MatchError(ContainSubstring("not durable")))
		Expect(log.syncs).To(Equal(1))
	})

	It("syncs at every tick until it is told to end", func() {
		syncs, done, ended := make(chan time.Time), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			k.run(syncs, nil, done)
		}()
		for tick := range uint64(3) {
			counts.wrote(1, 0, 0)
			syncs <- time.Now()
			Eventually(func() uint64 { return counts.snapshot().Syncs.Times }).Should(Equal(tick + 1))
		}
		close(done)
		Eventually(ended).Should(BeClosed())
	})

	Describe("watching the log", func() {
		var (
			file   *os.File
			logged *gbytes.Buffer
		)

		BeforeEach(func() {
			var err error
			file, err = os.Create(filepath.Join(GinkgoT().TempDir(), "numbers.log"))
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(file.Close)
			_, err = file.WriteString(lines(1, 2, 3))
			Expect(err).NotTo(HaveOccurred())
			counts.wrote(3, 0, 0)
			logged = gbytes.NewBuffer()
			k.log, k.logger = file, slog.New(slog.NewTextHandler(logged, nil))
		})

		It("says nothing while it is in its place", func() {
			k.check()
			Expect(logged.Contents()).To(BeEmpty())
		})

		DescribeTable("warns once when it",
			func(happens func(path string) error, warning string) {
				Expect(happens(file.Name())).To(Succeed())
				k.check()
				k.check()
				Expect(logged).To(gbytes.Say("the log " + warning))
				Expect(logged).NotTo(gbytes.Say("the log"))
			},
			Entry("is deleted", os.Remove, "was deleted or moved"),
			Entry("is moved", func(path string) error { return os.Rename(path, path+".1") }, "was deleted or moved"),
			Entry("is replaced", func(path string) error {
				Expect(os.WriteFile(path+".new", []byte(lines(1, 2, 3)), 0o600)).To(Succeed())
				return os.Rename(path+".new", path)
			}, "was replaced by another file"),
			Entry("is shortened", func(path string) error { return os.Truncate(path, 0) }, "was shortened"),
		)
	})
})
