package app

import (
	"log/slog"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/internal/testkit"
)

var _ = Describe("The reporter", func() {
	It("warns once when its output takes no reports, and goes on", func() {
		counts, out, logged := new(stats), gbytes.NewBuffer(), gbytes.NewBuffer()
		rep := &reporter{out: testkit.FullDisk{}, stats: counts, logger: slog.New(slog.NewTextHandler(logged, nil))}
		Expect(rep.report()).To(Succeed())
		counts.addWritten(Counts{7, 2}, 0)
		Expect(rep.report()).To(Succeed())
		Expect(logged).To(gbytes.Say("cannot print a report.*no space left on device"))
		Expect(logged).NotTo(gbytes.Say("cannot print"))

		rep.out = out
		counts.addWritten(Counts{1, 0}, 0)
		Expect(rep.report()).To(Succeed())
		Expect(out).To(gbytes.Say("Received 8 unique numbers, 2 duplicates. Unique total: 8\n"), "made up for")
	})
})
