package table

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/internal/testkit"
)

func TestTable(t *testing.T) { testkit.Run(t, "Table") }

// open returns the table that begins with text, and the rest of text.
func (q Query) open(text string) (*Table, []byte) {
	GinkgoHelper()
	t, header, err := q.Open(strings.NewReader(text))
	Expect(err).NotTo(HaveOccurred())
	return t, []byte(text[header:])
}

// refusal returns why a table is not opened.
func (q Query) refusal(text string) string {
	GinkgoHelper()
	_, _, err := q.Open(strings.NewReader(text))
	Expect(err).To(HaveOccurred())
	return err.Error()
}

// selected returns the numbers of the rows that match, and what is wrong with others.
func (q Query) selected(text string) []string {
	GinkgoHelper()
	var numbers []string
	t, rest := q.open(text)
	for row := range t.Rows(rest) {
		switch {
		case row.Err != nil:
			numbers = append(numbers, row.Err.Error())
		case row.Matched:
			numbers = append(numbers, string(row.Number))
		}
	}
	return numbers
}

var _ = Describe("A table", func() {
	const header = "Id, First name ,Age,Age,5\n"

	DescribeTable("has the column",
		func(column string, index int) {
			t, _ := Query{Column: column}.open(header)
			Expect(t.numbers).To(Equal(index))
		},
		Entry("by its name", "Id", 0),
		Entry("by a name with blanks around it", "First name", 1),
		Entry("by a name typed with blanks", " Id ", 0),
		Entry("by its position", "4", 3),
		Entry("by a name that is its position", "5", 4),
	)

	DescribeTable("refuses a column that is not clear",
		func(column, header, reason string) { Expect(Query{Column: column}.refusal(header)).To(Equal(reason)) },
		Entry("in other letters", "id", header, `no column "id"; did you mean Id?; the columns are Id, First name, Age, Age, 5`),
		Entry("beyond the last", "6", header, `no column "6"; the columns are Id, First name, Age, Age, 5`),
		Entry("that is there twice", "Age", header, `more than one column is named "Age"; give its position`),
		Entry("with an empty name, twice", "", ",\n", `more than one column is named ""; give its position`),
		Entry("whose name is the position of another", "2", "2,1\n", "column 1 is named 2, which is also the position of another column; rename it"),
		Entry("with control characters around", "Id", "\x1b[31mId\n", `no column "Id"; the columns are "\x1b[31mId"`),
		Entry("in a table with tabs", "Id", "Id\tAge\n", `no column "Id"; the columns are "Id\tAge"; if the fields are separated by it, add --separator '\t'`),
	)

	DescribeTable("has the separator that it says, or the user",
		func(separator rune, text string) {
			Expect(Query{Column: "Id", Separator: separator}.selected(text)).To(Equal([]string{"1", "2"}))
		},
		Entry("a comma", rune(0), "Id,Name\n1,Ann\n2,Bob\n"),
		Entry("as the user says", ';', "Id;Name\n1;Ann\n2;4,5\n"),
		Entry("a tab, with empty fields", '\t', "Name\tId\n\t1\n\t2\n"),
		Entry("as Excel says", rune(0), "sep=;\nId;Name\n1;Ann\n2;4,5\n"),
		Entry("as Excel says, in quotes", rune(0), "\"sep=\t\"\nId\tName\n1\tAnn\n2\tBob\n"),
		Entry("as Excel says, not the user", ',', "sep=;\nId;Name\n1;Ann\n2;4,5\n"),
		Entry("as both say", ';', "sep=;\nId;Name\n1;Ann\n2;Bob\n"),
	)

	It("has its columns by their positions if it has no header", func() {
		Expect(Query{Column: "2", NoHeader: true, Where: `$env["1"] == "Bob"`}.selected("Ann,1\nBob,2\n")).To(Equal([]string{"2"}))
		Expect(Query{Column: "Id", NoHeader: true}.refusal("Ann,1\n")).To(Equal(`no column "Id"; the columns are 1, 2`))
	})

	DescribeTable("has the rows of a CSV file",
		func(rows string, numbers ...string) {
			Expect(Query{Column: "1"}.selected("Id,Name\n" + rows)).To(Equal(numbers))
		},
		Entry("quoted", "\"1\",\"Ann\"\n", "1"),
		Entry("with a comma, a newline and quotes in quotes", "1,\"Ann, \"\"Annie\"\"\nX\"\n2,Bob\n", "1", "2"),
		Entry("with blanks around fields", " 1 , Ann\n2\t, \"Bob\"\n", "1", "2"),
		Entry("with blank lines", "1,Ann\n\n  \n2,Bob\n\n", "1", "2"),
		Entry("with empty fields", ",\n", ""),
		Entry("without a newline at the end", "1,Ann", "1"),
		Entry("with rows of another length", "1\n2,Bob\n3,Cid,x\n", "the first row has 2 fields, this one 1", "2", "the first row has 2 fields, this one 3"),
		Entry("up to a quote in a field", "1,Ann\n2,B\"ob\n3,Cid\n", "1", ErrQuotes.Error()),
		Entry("up to a blank after a quote", "1,Ann\n2,\"Bob\" \n", "1", ErrQuotes.Error()),
		Entry("up to an open quote", "1,\"Ann\n", ErrQuotes.Error()),
	)

	It("has a row for an empty field in quotes, but none for blanks", func() {
		Expect(Query{Column: "1"}.selected("Id\n1\n\"\"\n \n2\n")).To(Equal([]string{"1", "", "2"}))
	})
})

// rowsOf returns the first fields of the rows of a text, up to the first error.
func rowsOf(t *Table, text []byte) (rows []string, ok bool) {
	for row := range t.Rows(text) {
		if row.Err != nil {
			return rows, false
		}
		rows = append(rows, string(row.Number))
	}
	return rows, true
}

// FuzzSplit splits tables at every byte, as reads may, and compares the rows with those
// that encoding/csv finds in the whole.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"1,2\n3,4\n", "1,\"a\nb\"\n\"3\"\"\",4", "\n\n1,2\n \n", "1,\"2\n3,4\n", "1,2\"\n3,4\n", "\"1\"x,2\n", "1\n2,3\n"} {
		f.Add(seed)
	}
	t, _, err := (&Query{Column: "1", NoHeader: true}).Open(strings.NewReader("1,2\n"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(test *testing.T, text string) {
		if len(text) > 200 || strings.Contains(text, "\r") {
			return // the reader of texts leaves no CR
		}
		var want []string
		whole := csv.NewReader(strings.NewReader(text))
		whole.FieldsPerRecord, whole.TrimLeadingSpace = -1, true
		ok := true
		for offset := int64(0); ok; offset = whole.InputOffset() {
			row, err := whole.Read()
			if err == io.EOF {
				break
			}
			if err == nil && len(row) == 1 && strings.TrimSpace(text[offset:whole.InputOffset()]) == "" {
				continue
			}
			if ok = err == nil && len(row) == 2; ok {
				want = append(want, strings.TrimSpace(row[0]))
			}
		}
		for split := range len(text) + 1 {
			end := Whole([]byte(text[:split]))
			got, gotOK := rowsOf(t, []byte(text[:end]))
			if gotOK {
				var rest []string
				rest, gotOK = rowsOf(t, []byte(text[end:]))
				got = append(got, rest...)
			}
			if !slices.Equal(got, want) || gotOK != ok {
				test.Fatalf("split at %d: rows %q, %v; of the whole %q, %v", split, got, gotOK, want, ok)
			}
		}
	})
}
