package app

import (
	"errors"
	"log/slog"

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
		Expect(rep.report()).To(Succeed())
		counts.addWritten(Counts{50, 2}, 0)
		Expect(rep.report()).To(Succeed())
		Expect(out).To(gbytes.Say(`^Received 567181 unique numbers, 4 duplicates. Unique total: 567181\n`))
		Expect(out).To(gbytes.Say(`^Received 50 unique numbers, 2 duplicates. Unique total: 567231\n$`))
	})

	It("warns once when its output takes no reports, and goes on", func() {
		rep.out = brokenPipe{}
		Expect(rep.report()).To(Succeed())
		counts.addWritten(Counts{7, 2}, 0)
		Expect(rep.report()).To(Succeed())
		Expect(logged).To(gbytes.Say("cannot print a report.*broken pipe"))
		Expect(logged).NotTo(gbytes.Say("cannot print"))

		rep.out = out
		counts.addWritten(Counts{1, 0}, 0)
		Expect(rep.report()).To(Succeed())
		Expect(out).To(gbytes.Say("Received 8 unique numbers, 2 duplicates. Unique total: 8\n"), "made up for")
	})
})
