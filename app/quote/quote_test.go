package quote

import (
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/internal/testkit"
)

func TestQuote(t *testing.T) { testkit.Run(t, "Quote") }

var _ = Describe("A name", func() {
	DescribeTable("is printed so that it cannot change the terminal",
		func(name, want string) { Expect(Name(name)).To(Equal(want)) },
		Entry("plain", "numbers.txt", "numbers.txt"),
		Entry("with blanks and quotes", `First "name"`, `First "name"`),
		Entry("in another script", "числа.txt", "числа.txt"),
		Entry("empty", "", `""`),
		Entry("with an escape sequence", "\x1b[31mred", `"\x1b[31mred"`),
		Entry("with a newline", "a\nnumberserver: b", `"a\nnumberserver: b"`),
		Entry("with a carriage return", "a\rb", `"a\rb"`),
		Entry("that turns the writing direction", "a\u202eb", `"a\u202eb"`),
		Entry("with a C1 control character", "a\u009b31m", `"a\u009b31m"`),
		Entry("that is not UTF-8", "a\xffb", `"a\xffb"`),
		Entry("of 300 bytes", strings.Repeat("x", 300), strings.Repeat("x", 300)),
		Entry("of 10 KB", strings.Repeat("x", 10_000), `"`+strings.Repeat("x", 150)+`"…"`+strings.Repeat("x", 150)+`"`),
	)
})

var _ = Describe("A value", func() {
	DescribeTable("is quoted",
		func(value, want string) {
			Expect(Value(value)).To(Equal(want))
			Expect(Value([]byte(value))).To(Equal(want))
		},
		Entry("plain", "oops", `"oops"`),
		Entry("with an escape sequence", "\x1b[31m", `"\x1b[31m"`),
		Entry("of 10 KB", strings.Repeat("x", 10_000), `"`+strings.Repeat("x", 100)+`"…`),
	)
})
