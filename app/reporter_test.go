package app

import (
	"errors"
	"log/slog"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

// brokenPipe is an output that is closed.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

var _ = Describe("The reporter", func() {
	var (
		counts *stats
		out    *gbytes.Buffer
		logged *gbytes.Buffer
		rep    *reporter
	)

	BeforeEach(func() {
		counts, out, logged = new(stats), gbytes.NewBuffer(), gbytes.NewBuffer()
		rep = &reporter{out: out, stats: counts, logger: slog.New(slog.NewTextHandler(logged, nil))}
	})

	It("says what came since the last report, and what came in all", func() {
		counts.addWritten(Counts{567_231 - 50, 4}, 0)
		rep.report()
		counts.addWritten(Counts{50, 2}, 0)
		rep.report()
		Expect(out).To(gbytes.Say(`^Received 567181 unique numbers, 4 duplicates. Unique total: 567181\n`))
		Expect(out).To(gbytes.Say(`^Received 50 unique numbers, 2 duplicates. Unique total: 567231\n$`))
	})

	It("reports at every tick, and once more at the end", func() {
		ticks, done, ended := make(chan time.Time), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			_ = rep.run(ticks, done)
		}()
		ticks <- time.Now()
		ticks <- time.Now()
		close(done)
		Eventually(ended).Should(BeClosed())
		Expect(string(out.Contents())).To(HaveSuffix("total: 0\n"))
		Expect(out.Contents()).To(HaveLen(3 * len("Received 0 unique numbers, 0 duplicates. Unique total: 0\n")))
	})

	It("warns once when its output takes no reports, and goes on", func() {
		rep.out = brokenPipe{}
		rep.report()
		counts.addWritten(Counts{7, 2}, 0)
		rep.report()
		Expect(logged).To(gbytes.Say("cannot print a report.*broken pipe"))
		Expect(logged).NotTo(gbytes.Say("cannot print"))

		rep.out = out
		counts.addWritten(Counts{1, 0}, 0)
		rep.report()
		Expect(out).To(gbytes.Say("Received 8 unique numbers, 2 duplicates. Unique total: 8\n"), "made up for")
	})
})
