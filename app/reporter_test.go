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
	It("warns once when its output takes no reports, and goes on", func() {
		counts, out, logged := new(stats), gbytes.NewBuffer(), gbytes.NewBuffer()
		rep := &reporter{out: brokenPipe{}, stats: counts, logger: slog.New(slog.NewTextHandler(logged, nil))}
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
