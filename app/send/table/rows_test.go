package table

import (
	"bytes"
	"io"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// values returns the first column of the selected rows.
func values(header, where, text string) []string {
	GinkgoHelper()
	values, err := read(header, where, text)
	Expect(err).To(Equal(io.EOF))
	return values
}

// read returns the values up to the first error, and the error.
func read(header, where, text string) (values []string, err error) {
	GinkgoHelper()
	table, err := (&Query{Column: "1", Where: where}).Open([]byte(header))
	Expect(err).NotTo(HaveOccurred())
	for rows := table.Rows([]byte(text)); ; {
		value, _, err := rows.Next()
		if err != nil {
			return values, err
		}
		values = append(values, string(value))
	}
}

var _ = Describe("Rows", func() {
	DescribeTable("are read as CSV",
		func(text string, want ...string) { Expect(values("Id,Name\n", "", text)).To(Equal(want)) },
		Entry("plain", "1,Ann\n2,Bob\n", "1", "2"),
		Entry("quoted", "\"1\",\"Ann\"\n", "1"),
		Entry("with a comma in quotes", "1,\"Ann, the first\"\n2,Bob\n", "1", "2"),
		Entry("with a newline in quotes", "1,\"Ann\nBeth\"\n2,Bob\n", "1", "2"),
		Entry("with quotes in quotes", "1,\"Ann \"\"Annie\"\" X\"\n", "1"),
		Entry("with blanks after commas", " 1, Ann\n", "1"),
		Entry("from Windows", "1,Ann\r\n2,Bob\r\n", "1", "2"),
		Entry("with empty lines", "1,Ann\n\n2,Bob\n", "1", "2"),
		Entry("with empty fields", ",\n", ""),
		Entry("without a newline at the end", "1,Ann", "1"),
	)

	It("have the line of each row", func() {
		table, err := (&Query{Column: "Id"}).Open([]byte("Id,Name\n"))
		Expect(err).NotTo(HaveOccurred())
		rows := table.Rows([]byte("1,\"Ann\nBeth\"\n\n2,Bob\n"))
		_, first, _ := rows.Next()
		_, second, _ := rows.Next()
		Expect([]int{first, second}).To(Equal([]int{1, 4}))
	})

	It("go on after a row with missing fields, which is named", func() {
		table, err := (&Query{Column: "Id"}).Open([]byte("Id,Name\n"))
		Expect(err).NotTo(HaveOccurred())
		rows := table.Rows([]byte("1,Ann\n2\n3,Cid\n"))
		_, _, _ = rows.Next()
		_, _, err = rows.Next()
		Expect(err).To(MatchError("line 2: the header has 2 fields, the row 1"))
		value, _, err := rows.Next()
		Expect(value, err).To(BeEquivalentTo("3"))
	})

	DescribeTable("end at quotes that leave the end of a row unclear",
		func(text, reason string) {
			_, err := read("Id,Name\n", "", text)
			Expect(err).To(MatchError(reason))
			Expect(err.(*RowError).Fatal).To(BeTrue())
		},
		Entry("a quote inside a field", "1,Ann\n2,B\"ob\n", `line 2: bare " in non-quoted-field`),
		Entry("text after a quote", "1,\"Ann\"x\n", `line 1: extraneous or missing " in quoted-field`),
		Entry("no closing quote", "1,\"Ann\n", `line 1: extraneous or missing " in quoted-field`),
	)
})

func benchmark(b *testing.B, where, row string) {
	table, err := (&Query{Column: "Id", Where: where}).Open([]byte("Id,Age,City\n"))
	if err != nil {
		b.Fatal(err)
	}
	const count = 1000
	text := bytes.Repeat([]byte(row), count)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		rows := table.Rows(text)
		for err = nil; err == nil; {
			_, _, err = rows.Next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*count/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkRows(b *testing.B)       { benchmark(b, "", "123456789,42,Oslo\n") }
func BenchmarkQuotedRows(b *testing.B) { benchmark(b, "", "\"123456789\",\"42\",\"Oslo\"\n") }
func BenchmarkRowsWhere(b *testing.B)  { benchmark(b, "Age > 30", "123456789,42,Oslo\n") }
