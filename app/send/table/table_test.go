package table

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

const header = "Id,First name,Age,7\n"

var _ = Describe("A header", func() {
	DescribeTable("tells where a column is",
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

	DescribeTable("knows nothing of other columns, and names its own",
		func(column string) {
			_, err := (&Query{Column: column}).Open([]byte(header))
			Expect(err).To(MatchError(`no column "` + column + `"; there are Id, First name, Age, 7`))
		},
		Entry("of another name", "Size"),
		Entry("of a name in small letters", "age"),
		Entry("before the first", "0"),
		Entry("behind the last", "5"),
	)

	It("does not choose between two columns of one name", func() {
		_, err := (&Query{Column: "Id"}).Open([]byte("Id,Age,Id\n"))
		Expect(err).To(MatchError(`more than one column is named "Id"; give its number`))
	})

	It("must be there", func() {
		_, err := (&Query{Column: "Id"}).Open(nil)
		Expect(err).To(MatchError("there is no header"))
	})

	It("must be whole", func() {
		_, err := (&Query{Column: "Id"}).Open([]byte(`"Id`))
		Expect(err).To(MatchError(`extraneous or missing " in quoted-field`))
	})
})

var _ = Describe("A cut", func() {
	DescribeTable("ends behind whole rows",
		func(text string, rows int, whole string) {
			Expect(text[:Cut([]byte(text), rows)]).To(Equal(whole))
		},
		Entry("none", "", 1, ""),
		Entry("one of one", "1,2\n", 1, "1,2\n"),
		Entry("one of two", "1,2\n3,4\n", 1, "1,2\n"),
		Entry("all, where there are fewer", "1,2\n3,4\n", 3, "1,2\n3,4\n"),
		Entry("not one without its end", "1,2\n3,4", 3, "1,2\n"),
		Entry("one with a newline in it", "\"1\n1\",2\n3,4\n", 1, "\"1\n1\",2\n"),
		Entry("one with quotes in its quotes", "\"\"\"1\"\"\n1\",2\n3,4\n", 1, "\"\"\"1\"\"\n1\",2\n"),
		Entry("not one whose quotes are open", "1,2\n\"3\n,4\n", 3, "1,2\n"),
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
