package send

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing/iotest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/internal/testkit"
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

var _ = Describe("Tables", func() {
	var s Settings

	BeforeEach(func() {
		testkit.LeavesNothing()
		s = settings("", nil)
		s.CSV, s.Table = true, table.Table{Column: "2"}
	})

	DescribeTable("are the same for every way to read them",
		func(count int, stdin func(io.Reader) io.Reader) {
			var out strings.Builder
			s.Sources = settings("", stdin(strings.NewReader(people(count)))).Sources
			Expect(Print(context.Background(), s, &out)).To(Equal(Result{Numbers: int64(count), Matched: int64(count)}))
			Expect(out.String() == numberLines(0, count)).To(BeTrue())
		},
		Entry("at once", 50_000, func(r io.Reader) io.Reader { return r }),
		Entry("in halves", 50_000, iotest.HalfReader),
		Entry("byte by byte", 100, iotest.OneByteReader),
	)

	It("are sent row by row where the expression is true, and the others are counted", func() {
		s.Table.Where = new("Age > 98")
		lines, result, _ := printed(s, people(12_345))
		Expect(strings.Fields(lines)).To(HaveLen(123))
		Expect(lines).To(HavePrefix(native("000000099", "000000199")))
		Expect(result).To(Equal(Result{Numbers: 123, Matched: 123, Unmatched: 12_222}))
	})

	It("have each a header of its own, but a number on the command line has none", func() {
		s.Table.Column, s.SkipInvalid = "Id", true
		first, second := testkit.File("first.csv", "Id,Age\n000000001,42\nx,7"), testkit.File("second.csv", "sep=;\nAge;Id\n7;000000002\n7;y\n")
		s.Sources = settings("", nil, first, second, "000000003").Sources
		var out strings.Builder
		result, err := Print(context.Background(), s, &out)
		Expect(out.String(), err).To(Equal(native("000000001", "000000002", "000000003")))
		Expect(result.First).To(MatchError(HavePrefix(first + ":3: ")))
	})

	DescribeTable("that are invalid are sent up to there, and the line is named",
		func(content, reason string, lines ...string) {
			sent, _, err := printed(s, content)
			Expect(sent).To(Equal(native(lines...)))
			Expect(err).To(HavePrefix(reason))
		},
		Entry("empty", "", "FILE: the table is empty"),
		Entry("with an open quote in the header", "\"Name,Id\n", "FILE: a quote is missing or misplaced"),
		Entry("with a row that is too short", "Name,Id\nAnn,000000001\nBob\n", "FILE:3: the first row has 2 fields, this one 1", "000000001"),
		Entry("with an open quote", "Name,Id\nAnn,000000001\n\"Bob,000000002\nCid,000000003\n",
			"FILE:3: a quote is missing or misplaced", "000000001"),
		Entry("with a row that seems to have no end", "Name,Id\nAnn,000000001\n\""+strings.Repeat("\n", 2*chunkSize),
			"FILE:3: a line is longer than 256 KiB; in a table, a closing quote may be missing", "000000001"),
		Entry("with a header that seems to have no end", "\""+strings.Repeat("\n", 2*chunkSize), "FILE:1: a line is longer than 256 KiB"),
	)

	It("names the line far behind the start, through newlines in fields", func() {
		lines, _, reason := printed(s, people(50_000)+"Bob,oo|ps,3\n"+people(5_000))
		Expect(reason).To(Equal(`FILE:100003: "oo|ps" is not a number of 9 digits`))
		Expect(lines == numberLines(0, 50_000)).To(BeTrue())
	})

	It("with invalid rows lose only these with --skip-invalid, unless a row has no clear end", func() {
		s.SkipInvalid, s.Pad = true, true
		lines, result, reason := printed(s, "Name,Id\nAnn,1\nBob\nCid,oops\nDan,\nEve,2\n")
		Expect(lines, reason).To(Equal(native("000000001", "000000002")))
		Expect(result.Invalid).To(BeEquivalentTo(3))
		_, _, reason = printed(s, "Name,Id\nAnn,oops\nB\"o\"b,2\nCid,3\n")
		Expect(reason).To(HavePrefix("FILE:3: a quote is missing or misplaced"))
		_, _, reason = printed(s, "Name,Id\nAnn,1\n\"Bob"+strings.Repeat("\n", 2*chunkSize)+"Cid,3\n")
		Expect(reason).To(HavePrefix("FILE:3: a line is longer than 256 KiB"))
	})

	It("are checked no further than the current row when the sending has ended", func(ctx SpecContext) {
		ended, end := context.WithCancel(ctx)
		end()
		_, _ = s.Table.ReadHeader([]byte("Name,Id\n"))
		c := newChunk(nil, &s.Table, 0, []byte("Ann,000000001\nBob,000000002\n"))
		s.check(ended, c)
		Expect(string(c.valid)).To(Equal(native("000000001")))
	})

	It("may have ten thousand columns, of which messages name a few", func() {
		header := "a" + strings.Repeat(",b", 9_999)
		s.Table.Column = "10000"
		lines, _, reason := printed(s, header+"\n"+strings.Repeat(",", 9_999)+"000000001\n")
		Expect(lines, reason).To(Equal(native("000000001")))
		s.Table.Column = "Id"
		_, _, reason = printed(s, header+"\n")
		Expect(reason).To(HaveSuffix(`the columns are "a", "b", "b", "b", "b" and 9995 more; nothing was sent`))
	})
})

// A generator makes random tables, and counts their rows.
type generator struct {
	*rand.Rand
	rows int64
}

func (g *generator) pick(choices ...string) string { return choices[g.IntN(len(choices))] }

// table returns the text of a table with the columns Id, Name and Age.
func (g *generator) table(separator, newline string) string {
	var text strings.Builder
	w := csv.NewWriter(&text)
	w.Comma = rune(separator[0])
	_ = w.Write([]string{" Id", "Name ", "Age"})
	_ = w.Write([]string{"123456789", "Ann", "42"}) // which every expression selects, as nothing sent is a failure
	g.rows++
	for range g.IntN(1_000) {
		row := []string{
			g.pick("123456789", " 000000001", "7 ", "oops", "", "1234567890"),
			g.pick("Ann", "Bob,;|the\nsmall", "\"", "", strings.Repeat("long ", g.IntN(400))),
			g.pick("42", "7", "", "100.5", "x"),
		}
		row = row[:g.IntN(2)+2]
		if strings.Join(row, "") != "" {
			g.rows++ // and no blank one
		}
		_ = w.Write(row)
		w.Flush()
		text.WriteString(g.pick("", "", "", newline, " "+newline))
	}
	w.Flush()
	return strings.ReplaceAll(text.String(), "\n", newline)
}

var _ = Describe("Every row of a table", func() {
	It("is sent or counted, whatever the table and the flags are", func() {
		seed := GinkgoRandomSeed()
		for i := range 50 {
			g := &generator{Rand: rand.New(rand.NewPCG(uint64(seed), uint64(i)))}
			s := settings("", nil)
			separator := g.pick(",", ";", "|", "\t")
			s.SkipInvalid, s.Pad = true, g.IntN(2) == 0
			s.CSV, s.Table = true, table.Table{Column: g.pick("Id", "1"), Where: new(g.pick("Age == Age", "Age > 30", "Age != 7", `Name == "Ann"`)), Separator: rune(separator[0])}
			content := g.table(separator, g.pick("\n", "\r\n", "\r"))
			content = g.pick("", "\ufeff") + content
			if g.IntN(3) == 0 {
				content = zipped(content)
			}
			lines, result, reason := printed(s, content)
			Expect(reason).To(BeEmpty(), "seed %d, table %d", seed, i)
			Expect(result.Numbers+result.Unmatched+result.Invalid).To(Equal(g.rows), "seed %d, table %d", seed, i)
			Expect(strings.Trim(lines, "0123456789\r\n")).To(BeEmpty())
		}
	})
})
