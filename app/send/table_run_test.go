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

// people is a table of count rows, with quotes and newlines in it.
func people(count int) string {
	var text strings.Builder
	text.WriteString("Name,\"Id\nnumber\",Age\n")
	for i := range count {
		fmt.Fprintf(&text, "\"Ann\n\"\"%d\"\"\",%09d,%d\n", i, i, i%100)
	}
	return text.String()
}

var _ = Describe("A job with tables", func() {
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

	DescribeTable("sends the same in the same order, however many check",
		func(workers int) {
			s.Workers = workers
			Expect(run(strings.NewReader(people(12_345)))).To(BeZero())
			Expect(text.String() == numberLines(0, 12_345)).To(BeTrue())
		},
		Entry("one", 1), Entry("two", 2), Entry("eight", 8),
	)

	It("sends the same when the table comes a byte at a time", func() {
		Expect(run(stutter{strings.NewReader(people(100)), 1})).To(BeZero())
		Expect(text.String()).To(Equal(numberLines(0, 100)))
	})

	It("sends the rows for which the expression holds", func() {
		s.Table.Where = "Age > 98"
		Expect(run(strings.NewReader(people(12_345)))).To(BeZero())
		Expect(strings.Fields(text.String())).To(HaveLen(123))
		Expect(text.String()).To(HavePrefix(native("000000099", "000000199")))
	})

	It("reads the header of every file, and no header of a number", func() {
		s.Table.Column = "Id"
		first, second := file("first.csv", "Id,Age\n000000001,42"), file("second.csv", "Age,Id\n7,000000002\n")
		Expect(run(nil, first, second, "000000003")).To(BeZero())
		Expect(text.String()).To(Equal(native("000000001", "000000002", "000000003")))
	})

	It("sends nothing of a file that has a header only", func() {
		Expect(run(strings.NewReader("Name,Id"))).To(BeZero())
		Expect(text.String()).To(BeEmpty())
	})

	It("names the line of the first bad number and sends what is before it, nothing after it", func() {
		s.Workers = 8
		path := file("people.csv", people(5_000)+"Bob,oops,3\n"+people(5_000))
		Expect(run(nil, path).invalid).To(MatchError(path + `:10003: "oops" is not a number of 9 digits`))
		Expect(text.String() == numberLines(0, 5_000)).To(BeTrue())
	})

	DescribeTable("names the line of what is no table",
		func(content, reason string, lines ...string) {
			path := file("people.csv", content)
			Expect(run(nil, path).invalid).To(MatchError(strings.ReplaceAll(reason, "FILE", path)))
			Expect(strings.Fields(text.String())).To(HaveExactElements(lines))
		},
		Entry("nothing", "", "FILE:1: there is no header"),
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

	It("leaves rows out that have no number or too few fields, if it may", func() {
		s.SkipInvalid, s.Pad = true, true
		Expect(run(strings.NewReader("Name,Id\nAnn,1\nBob\nCid,oops\nDan,\nEve,2\n"))).To(Equal(outcome{skipped: 3}))
		Expect(text.String()).To(Equal(native("000000001", "000000002")))
	})

	It("leaves no row out whose end is unclear", func() {
		s.SkipInvalid, s.Pad = true, true
		Expect(run(strings.NewReader("Name,Id\nAnn,1\nB\"ob,2\nCid,3\n")).invalid).
			To(MatchError(`standard input:3: bare " in non-quoted-field`))
	})
})
