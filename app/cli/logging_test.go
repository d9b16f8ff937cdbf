package cli

import (
	"errors"
	"log/slog"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The plain log format", func() {
	DescribeTable("is one line for a message",
		func(log func(logger *slog.Logger), want string) {
			var out strings.Builder
			log(newLogger("plain", &out))
			Expect(out.String()).To(Equal(want))
		},
		Entry("with an error after a colon, and other attributes by name",
			func(l *slog.Logger) {
				l.Warn("cannot accept a client", "log", "numbers.log", "error", errors.New("too many"), "retry", 3)
			},
			"numberserver: cannot accept a client log=numbers.log: too many retry=3\n"),
		Entry("also for several errors",
			func(l *slog.Logger) { l.Error(errors.Join(errors.New("one"), errors.New("two")).Error()) },
			"numberserver: one; two\n"),
		Entry("with escapes for what is not printable",
			func(l *slog.Logger) { l.Warn("caf\u00e9 'it' \x1b[31m\r\u202e\u2028", "log", "\x07") },
			`numberserver: café 'it' \x1b[31m\r\u202e\u2028 log=\a`+"\n"),
		Entry("with quotes and backslashes as they are",
			func(l *slog.Logger) { l.Warn(`"C:\new\"`) }, `numberserver: "C:\new\"`+"\n"),
		Entry("which is cut in the middle if it is long",
			func(l *slog.Logger) { l.Warn(strings.Repeat("a", 5000) + "b") },
			"numberserver: "+strings.Repeat("a", 1000)+" … "+strings.Repeat("a", 999)+"b\n"),
		Entry("unless it is for debugging", func(l *slog.Logger) { l.Debug("detail") }, ""),
	)
})
