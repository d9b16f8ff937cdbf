package send

import (
	"context"
	"fmt"
	"io"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/send/table"
)

// people returns a table of count rows, with quotes and newlines in fields.
func people(count int) string {
	var text strings.Builder
	text.WriteString("Name,\"Id\nnumber\",Age\n")
	for i := range count {
		fmt.Fprintf(&text, "\"Ann\n\"\"%d\"\"\",%09d,%d\n", i, i, i%100)
	}
	return text.String()
}

var _ = Describe("A run with tables", func() {
	var (
		text strings.Builder
		s    Settings
	)

	BeforeEach(func() {
		leavesNothing()
		text.Reset()
		s = Settings{Table: &table.Query{Column: "2"}, Workers: 2}
	})

	run := func(stdin io.Reader, inputs ...string) outcome {
		GinkgoHelper()
		var err error
		s.Sources, err = NewSources(inputs, stdin)
		Expect(err).NotTo(HaveOccurred())
		return s.withDefaults().run(context.Background(), collect(&text))
	}

	DescribeTable("sends the same in the same order with any number of workers",
		func(workers int) {
			s.Workers = workers
			Expect(run(strings.NewReader(people(12_345)))).To(BeZero())
			Expect(text.String() == numberLines(0, 12_345)).To(BeTrue())
		},
		Entry("one", 1), Entry("two", 2), Entry("eight", 8),
	)

	It("sends the same when it reads a byte at a time", func() {
		Expect(run(stutter{strings.NewReader(people(100)), 1})).To(BeZero())
		Expect(text.String()).To(Equal(numberLines(0, 100)))
	})

	It("sends the rows for which the expression is true", func() {
		s.Table.Where = "Age > 98"
		Expect(run(strings.NewReader(people(12_345)))).To(BeZero())
		Expect(strings.Fields(text.String())).To(HaveLen(123))
		Expect(text.String()).To(HavePrefix(native("000000099", "000000199")))
	})

	It("reads a header from every file, but not from a number", func() {
		s.Table.Column = "Id"
		first, second := file("first.csv", "Id,Age\n000000001,42"), file("second.csv", "Age,Id\n7,000000002\n")
		Expect(run(nil, first, second, "000000003")).To(BeZero())
		Expect(text.String()).To(Equal(native("000000001", "000000002", "000000003")))
	})

	It("sends nothing from a file that is only a header", func() {
		Expect(run(strings.NewReader("Name,Id"))).To(BeZero())
		Expect(text.String()).To(BeEmpty())
	})

	It("names the line of the first invalid number and sends only what is before it", func() {
		s.Workers = 8
		path := file("people.csv", people(5_000)+"Bob,oops,3\n"+people(5_000))
		Expect(run(nil, path).invalid).To(MatchError(path + `:10003: "oops" is not a number of 9 digits`))
		Expect(text.String() == numberLines(0, 5_000)).To(BeTrue())
	})

	DescribeTable("names the line where a table is invalid",
		func(content, reason string, lines ...string) {
			path := file("people.csv", content)
			Expect(run(nil, path).invalid).To(MatchError(strings.ReplaceAll(reason, "FILE", path)))
			Expect(strings.Fields(text.String())).To(HaveExactElements(lines))
		},
		Entry("that is empty", "", "FILE:1: there is no header"),
		Entry("without the column", "Name\n000000001\n", `FILE:1: no column "2"; there are Name`),
		Entry("with a header that does not end", "\"Name,Id\n", `FILE:1: extraneous or missing " in quoted-field`),
		Entry("with a row that is too short", "Name,Id\nAnn,000000001\nBob\n",
			"FILE:3: the header has 2 fields, the row 1", "000000001"),
		Entry("with a row that does not end", "Name,Id\nAnn,000000001\n\"Bob,000000002\nCid,000000003\n",
			`FILE:3: extraneous or missing " in quoted-field`, "000000001"),
		Entry("with a row that seems to have no end", "Name,Id\nAnn,000000001\n\""+strings.Repeat("\n", 2*chunkSize),
			"cannot read FILE after line 2: a row is longer than 256 KiB, or has no end; is a closing quote missing?", "000000001"),
		Entry("with a header that seems to have no end", "\""+strings.Repeat("\n", 2*chunkSize),
			"cannot read FILE: a row is longer than 256 KiB, or has no end; is a closing quote missing?"),
	)

	It("skips rows with an invalid number or too few fields if told to", func() {
		s.SkipInvalid, s.Pad = true, true
		Expect(run(strings.NewReader("Name,Id\nAnn,1\nBob\nCid,oops\nDan,\nEve,2\n"))).To(Equal(outcome{skipped: 3}))
		Expect(text.String()).To(Equal(native("000000001", "000000002")))
	})

	It("does not skip a row with an unclear end", func() {
		s.SkipInvalid, s.Pad = true, true
		Expect(run(strings.NewReader("Name,Id\nAnn,1\nB\"ob,2\nCid,3\n")).invalid).
			To(MatchError(`standard input:3: bare " in non-quoted-field`))
	})
})
