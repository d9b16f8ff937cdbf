package table

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

const header = "Id,First name,Age,7\n"

var _ = Describe("A header", func() {
	DescribeTable("has the column",
		func(column string, index int) {
			table, err := (&Query{Column: column}).Open([]byte(header))
			Expect(err).NotTo(HaveOccurred())
			Expect(table.column).To(Equal(index))
		},
		Entry("by its name", "Age", 2),
		Entry("by a name of two words", "First name", 1),
		Entry("by its number", "1", 0),
		Entry("by a name that is a number", "7", 3),
	)

	DescribeTable("does not have other columns, and names its own",
		func(column string) {
			_, err := (&Query{Column: column}).Open([]byte(header))
			Expect(err).To(MatchError(`no column "` + column + `"; there are Id, First name, Age, 7`))
		},
		Entry("of another name", "Size"),
		Entry("of a name in lower case", "age"),
		Entry("before the first", "0"),
		Entry("after the last", "5"),
	)

	It("does not choose between two columns of one name", func() {
		_, err := (&Query{Column: "Id"}).Open([]byte("Id,Age,Id\n"))
		Expect(err).To(MatchError(`more than one column is named "Id"; give its number`))
	})

	DescribeTable("may have another separator",
		func(separator rune, header, row string) {
			table, err := (&Query{Column: "Age", Where: `Name == ""`, Separator: separator}).Open([]byte(header))
			Expect(err).NotTo(HaveOccurred())
			value, _, err := table.Rows([]byte(row)).Next()
			Expect(value, err).To(BeEquivalentTo("7,5"))
		},
		Entry("a semicolon", ';', "Id;Name;Age\n", "1; ;7,5\n"),
		Entry("a tab", '\t', "Id\tName\tAge\n", "1\t\t7,5\n"),
	)

	DescribeTable("with one column suggests the separator that it seems to have",
		func(separator rune, header, suggestion string) {
			_, err := (&Query{Column: "Age", Separator: separator}).Open([]byte(header))
			Expect(err).To(MatchError(HaveSuffix("; for other separators there is --separator '" + suggestion + "'")))
		},
		Entry("a semicolon", ',', "Id;Age\n", ";"),
		Entry("a tab", ',', "Id\tAge\n", "tab"),
		Entry("a bar", ',', "Id|Age\n", "|"),
		Entry("a comma", ';', "Id,Age\n", ","),
	)

	It("is printed with its control characters escaped", func() {
		_, err := (&Query{Column: "Size"}).Open([]byte("Id,\x1b[31mAge\n"))
		Expect(err).To(MatchError(`no column "Size"; there are Id, "\x1b[31mAge"`))
	})

	It("must not be missing", func() {
		_, err := (&Query{Column: "Id"}).Open(nil)
		Expect(err).To(MatchError("there is no header"))
	})

	It("must not be cut off", func() {
		_, err := (&Query{Column: "Id"}).Open([]byte(`"Id`))
		Expect(err).To(MatchError(`extraneous or missing " in quoted-field`))
	})
})

var _ = Describe("A cut", func() {
	DescribeTable("ends after whole rows",
		func(text string, rows int, whole string) {
			Expect(text[:Cut([]byte(text), rows)]).To(Equal(whole))
		},
		Entry("none", "", 1, ""),
		Entry("one of one", "1,2\n", 1, "1,2\n"),
		Entry("one of two", "1,2\n3,4\n", 1, "1,2\n"),
		Entry("all, if there are fewer", "1,2\n3,4\n", 3, "1,2\n3,4\n"),
		Entry("not one without a newline", "1,2\n3,4", 3, "1,2\n"),
		Entry("one with a newline in it", "\"1\n1\",2\n3,4\n", 1, "\"1\n1\",2\n"),
		Entry("one with quotes in its quotes", "\"\"\"1\"\"\n1\",2\n3,4\n", 1, "\"\"\"1\"\"\n1\",2\n"),
		Entry("not one with an open quote", "1,2\n\"3\n,4\n", 3, "1,2\n"),
	)

	It("cuts any text into the same rows as the whole has", func() {
		text := strings.Repeat("1,\"a\n\"\"b\n\"\n2,c\n\n", 100)
		var rows strings.Builder
		for rest := text; rest != ""; {
			end := Cut([]byte(rest), 7)
			Expect(end).To(BeNumerically(">", 0))
			rows.WriteString(strings.Join(values("Id,Text\n", "", rest[:end]), " ") + " ")
			rest = rest[end:]
		}
		Expect(rows.String()).To(Equal(strings.Repeat("1 2 ", 100)))
	})
})
