package cli

import (
	"errors"
	"log/slog"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

var _ = Describe("The plain log format", func() {
	var (
		out    *gbytes.Buffer
		logger *slog.Logger
	)

	BeforeEach(func() {
		out = gbytes.NewBuffer()
		logger = newLogger("plain", out)
	})

	written := func() string { return string(out.Contents()) }

	It("is one line for a message", func() {
		logger.Warn("the log was shortened")
		Expect(written()).To(Equal("numberserver: the log was shortened\n"))
	})

	It("shows an error after a colon, and other attributes by name", func() {
		logger.With("log", "numbers.log").Warn("cannot accept a client", "error", errors.New("too many open files"), "retry", 3)
		Expect(written()).To(Equal("numberserver: cannot accept a client log=numbers.log: too many open files retry=3\n"))
	})

	It("joins the lines of several errors", func() {
		logger.Error(errors.Join(errors.New("one"), errors.New("two")).Error())
		Expect(written()).To(Equal("numberserver: one; two\n"))
	})

	It("escapes what is not printable", func() {
		logger.Warn("caf\u00e9 \x1b[31m\r\u202e\u2028", "log", "\x07")
		Expect(written()).To(Equal(`numberserver: café \x1b[31m\r\u202e\u2028 log=\a` + "\n"))
	})

	It("cuts a long message in the middle", func() {
		logger.Warn("cannot open " + strings.Repeat("x", 10_000) + "; name another file")
		Expect(written()).To(And(HavePrefix("numberserver: cannot open x"), HaveSuffix("x; name another file\n")))
		Expect(len(written())).To(BeNumerically("<", 2_100))
	})

	It("shows no debug messages", func() {
		logger.Debug("detail")
		Expect(written()).To(BeEmpty())
	})
})
