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
func (q Table) open(text string) (*Table, []byte) {
	GinkgoHelper()
	header, err := q.ReadHeader([]byte(text))
	Expect(err).NotTo(HaveOccurred())
	return &q, []byte(text[header:])
}

// refusal returns why a table is not opened.
func (q Table) refusal(text string) string {
	GinkgoHelper()
	_, err := q.ReadHeader([]byte(text))
	Expect(err).To(HaveOccurred())
	return err.Error()
}

// selected returns the numbers of the rows that match, and what is wrong with others.
func (q Table) selected(text string) []string {
	GinkgoHelper()
	var numbers []string
	t, rest := q.open(text)
	t.Rows(rest, func(_ int, number []byte, err error) bool {
		switch err {
		case nil:
			numbers = append(numbers, string(number))
		case ErrUnmatched:
		default:
			numbers = append(numbers, err.Error())
		}
		return true
	})
	return numbers
}

var _ = Describe("A table", func() {
	const header = "Id, Home town ,Age,Age,5\n"

	DescribeTable("has the column",
		func(column string, index int) {
			t, _ := Table{Column: column}.open(header)
			Expect(t.numbers).To(Equal(index))
		},
		Entry("by a name with blanks around it", "Home town", 1),
		Entry("by a name typed with blanks", " Id ", 0),
		Entry("by its name in other letters", "ID", 0),
		Entry("by its position", "4", 3),
	)

	DescribeTable("refuses a column that is not clear",
		func(column, header, reason string) { Expect(Table{Column: column}.refusal(header)).To(Equal(reason)) },
		Entry("that is no position", "01", "Id\n", `no column "01"; the columns are "Id"`),
		Entry("beyond the last", "6", header, `no column "6"; the columns are "Id", "Home town", "Age", "Age", "5"`),
		Entry("that is there twice", "Age", header, `more than one column is named "Age"; give its position`),
		Entry("whose name is the position of another", "2", "2,1\n", "column 1 is named 2, which is also the position of another column; rename it"),
		Entry("before the first, of a header that is cut off", "0", "sep=\n", `no column "0"; the columns are "sep="`),
		Entry("with control characters around", "Id", "\x1b[31mId\n", `no column "Id"; the columns are "\x1b[31mId"`),
	)

	DescribeTable("refuses a number in place of the name of the column",
		func(column, number string) {
			Expect(Table{Column: column}.refusal("Name," + number + "\n")).
				To(Equal("the header has the number " + number + " in place of a name; if the table has no header, add --no-header"))
		},
		Entry("with blanks", "2", "123 456 789"),
		Entry("that is also its position", "2", "2"),
		Entry("that a server takes, even by its name", "123456789", "123456789"),
	)

	It("may have a column that is named as a number that no server takes, if the user names it", func() {
		for _, name := range []string{"2024", "2024-2025"} {
			Expect(Table{Column: name}.selected("Name," + name + "\nAnn,1\n")).To(Equal([]string{"1"}))
		}
	})

	DescribeTable("has the separator that it says, or the user",
		func(separator rune, text string) {
			Expect(Table{Column: "Id", Separator: separator}.selected(text)).To(Equal([]string{"1", "2"}))
		},
		Entry("a comma, also behind rows of blank fields", rune(0), ",\n  \nId,Name\n1,Ann\n2,Bob\n"),
		Entry("a semicolon before commas, behind blank lines", rune(0), "\n \nId;Name, first\n1;Ann\n2;4,5\n"),
		Entry("a tab, with empty fields", rune(0), "Name\tId\n\t1\n\t2\n"),
		Entry("a bar after other characters in quotes", rune(0), "\"Name, \"\"first\"\"\"|Id\nAnn|1\nBob|2\n"),
		Entry("a blank, if the user says so", ' ', "Name Id\n 1\n 2\n"),
		Entry("as the user says", '|', "Name, first|Id\nAnn|1\n4,5|2\n"),
		Entry("as Excel says", rune(0), "sep=;\nId;Name\n1;Ann\n2;4,5\n"),
		Entry("as Excel says, not the user", ',', "sep=;\nId;Name\n1;Ann\n2;4,5\n"),
		Entry("not as in a name", rune(0), "sep=,Id\n,1\n,2\n"),
	)

	It("has its columns by their positions if it has no header", func() {
		Expect(Table{Column: "2", NoHeader: true, Where: new(`$env["1"] == "Ann"`)}.selected("Ann,1\nBob,2\n")).To(Equal([]string{"1"}))
		Expect(Table{Column: "Id", NoHeader: true}.refusal("Ann,1\n")).To(Equal(`no column "Id"; the columns are "1", "2"`))
	})

	DescribeTable("has the rows of a CSV file",
		func(rows string, numbers ...string) {
			Expect(Table{Column: "1"}.selected("Id,Name\n" + rows)).To(Equal(numbers))
		},
		Entry("with a comma, a newline and quotes in quotes", "1,\"Ann, \"\"Annie\"\"\nX\"\n2,Bob\n", "1", "2"),
		Entry("with blanks around fields", " 1 , Ann\n2\t, \"Bob\"\n", "1", "2"),
		Entry("with blank lines and rows of blank fields", "1,Ann\n\n  \n,\n\"\"\n , ,,\n2,Bob\n,\n\n", "1", "2"),
		Entry("without a newline at the end", "1,Ann", "1"),
		Entry("with rows of another length", "1\n2,Bob\n3,Cid,x\n", "the first row has 2 fields, this one 1", "2", "the first row has 2 fields, this one 3"),
		Entry("up to a quote in a field", "1,Ann\n2,B\"ob\n3,Cid\n", "1", ErrQuotes.Error()),
		Entry("up to a blank after a quote", "1,Ann\n2,\"Bob\" \n", "1", ErrQuotes.Error()),
	)
})

const people = "Name,Age,Zip,Home town\n" +
	"Ann,42,01234,Oslo\n" +
	"Bob , 7,1234,Rome \n" +
	"Cid,,,\n" +
	"Dan,100.5,x,\"Oslo\"\n"

var _ = Describe("An expression", func() {
	DescribeTable("selects rows",
		func(where string, names ...string) {
			Expect(Table{Column: "Name", Where: &where}.selected(people)).To(HaveExactElements(names))
		},
		Entry("by a number that is larger", "Age > 42", "Dan"),
		Entry("by a number that is equal", "Age == 42", "Ann"),
		Entry("by a number that is different, not by an empty field", "Age != 42 or 42 != Age", "Bob", "Dan"),
		Entry("by a number below zero, on the left", "-1 < Age", "Ann", "Bob", "Dan"),
		Entry("by a calculation that is different", "abs(num(Age)) * 2 != 14", "Ann", "Dan"),
		Entry("by a number in a list", "num(Age) in [42, 8]", "Ann"),
		Entry("by a text that is different, also from an empty field", `Zip != "01234"`, "Bob", "Cid", "Dan"),
		Entry("by a text without the blanks around it", `Name == "Bob" and $env["Home town"] == "Rome"`, "Bob"),
		Entry("by a date", `Zip == "01234" and date("2026-01-0" + Zip[1:2]) > date("2025-12-31")`, "Ann"),
		Entry("by two columns", `Name == Zip or Name != $env["Home town"] and (Age > 7) != false`, "Ann", "Dan"),
		Entry("by the opposite, in plain logic", "not (Age == 42)", "Bob", "Cid", "Dan"),
		Entry("by a loop", `any(["Ann", "Bob"], Name == #)`, "Ann", "Bob"),
		Entry("by a number that Expr does not see as text", `first([Age]) == 42 or {"age": num(Age)}.age == 7`, "Ann", "Bob"),
		Entry("by a calculation with a whole number", `Age in ["42", "7"] and int(Age) % 2 == 0`, "Ann"),
		Entry("by a whole number, if there is one", "int(Zip) > 2000", "--where: invalid operation: int()", "--where: invalid operation: int(x)"),
		Entry("by a number, if there is one", "Zip > 2000", "--where: \"x\" is not a number of at most 15 digits"),
	)

	DescribeTable("reads as a number what is one",
		func(field, want string) {
			Expect(Table{Column: "A", Where: new("A == 1000")}.selected("A\n" + field + "\n")).To(HaveExactElements(want))
		},
		Entry("with an exponent", "1e3", "1e3"),
		Entry("not the word for infinity", "inf", `--where: "inf" is not a number of at most 15 digits`),
		Entry("not the word for no number", "NaN", `--where: "NaN" is not a number of at most 15 digits`),
		Entry("not hexadecimal digits", "0x1F4p1", `--where: "0x1F4p1" is not a number of at most 15 digits`),
		Entry("not hexadecimal digits in capitals", "0X1F4P1", `--where: "0X1F4P1" is not a number of at most 15 digits`),
		Entry("not digits with an underscore", "2_000", `--where: "2_000" is not a number of at most 15 digits`),
		Entry("not what a number cannot hold exactly", "-9007199254740993", `--where: "-9007199254740993" is not a number of at most 15 digits`),
	)

	DescribeTable("is refused if it cannot mean what it says",
		func(where, reason string) {
			Expect(Table{Column: "Name", Where: &where}.refusal(people)).
				To(And(HavePrefix("--where "), ContainSubstring(": "+reason), HaveSuffix(`; the columns are "Name", "Age", "Zip", "Home town"`)))
		},
		Entry("without a column", "1 == 1", "it names no column; write $env"),
		Entry("with all columns", `"Age" in $env and {"name": Name}.name != ""`, "it names no column"),
		Entry("with a computed name", `$env["A" + "ge"] == "42"`, "it names no column"),
		Entry("with an unknown column in $env", `$env["Size"] == ""`, "unknown name Size"+syntax),
		Entry("with an unknown name as a number", "size > 3", "unknown name size"+syntax),
		Entry("with an unknown function", "size(Age) > 3", "unknown name size"+syntax),
		Entry("with an unknown name in a function", `Age != "" and num(size) > 3`, "unknown name size"+syntax),
		Entry("that is cut off", "Age >=", "character 6: unexpected token EOF"+syntax),
		Entry("that orders two columns", "Age < Zip", "text has no order; write A < 30 or num(A) < num(B) for numbers, date(A) < date(B) for dates"),
		Entry("without an argument", "int() < 5", "invalid number of arguments"),
		Entry("that is no condition", "Age", "expected bool, but got string"),
		Entry("with numbers in a list", "Age in [42, 7]", "cannot use string as type int in array"),
		Entry("with a semicolon", "Age > 40; Zip > 1", "conditions are joined by and"),
	)

	It("may use columns that are named as functions", func() {
		text := "num,count,date,2\n1,7,2001-02-03,y\n"
		Expect(Table{Column: "num", Where: new(`count > 5 and date == "2001-02-03" and $env["2"] == "y" and date(date) > date("2000-12-31") and 1 == num(num)`)}.selected(text)).To(Equal([]string{"1"}))
	})

	It("prints nothing raw from the header or a row", func() {
		Expect(Table{Column: "1", Where: new("age > 3")}.refusal("\x1b[31mAge,\"Na\nme\"\n")).To(HaveSuffix(`the columns are "\x1b[31mAge", "Na\nme"`))
		Expect(Table{Column: "1", Where: new("Age > 3")}.selected("Age\n\x1b[31m\n")).To(Equal([]string{`--where: "\x1b[31m" is not a number of at most 15 digits`}))
		Expect(Table{Column: "1", Where: new("int(Age) > 3")}.selected("Age\n\x1b[31m\n")[0]).NotTo(ContainSubstring("\x1b"))
		Expect(Table{Column: "1", Where: new(`City != "Köln"`)}.selected("City\nK\xf6ln\n")).To(Equal([]string{`--where: "K\xf6ln" is not UTF-8; save the table as CSV UTF-8`}))
		Expect(len(Table{Column: "1", Where: new("Age > 3")}.selected("Age\n" + strings.Repeat("x", 10_000) + "\n")[0])).To(BeNumerically("<", 1000))
	})
})

// rowsOf returns the first fields of the rows of a text, up to the first error.
func rowsOf(t *Table, text []byte) (rows []string, ok bool) {
	ok = true
	t.Rows(text, func(_ int, number []byte, err error) bool {
		if ok = err == nil; ok {
			rows = append(rows, string(number))
		}
		return ok
	})
	return rows, ok
}

// FuzzSplit splits tables at every byte, as reads may, and compares the rows with those
// that encoding/csv finds in the whole.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"1,2\n3,4\n", "1,\"a\nb\"\n\"3\"\"\",4", "\n\n1,2\n \n", "1,\"2\n3,4\n", "1,2\"\n3,4\n", "\"1\"x,2\n", "1\n2,3\n"} {
		f.Add(seed)
	}
	t := &Table{Column: "1", NoHeader: true}
	if _, err := t.ReadHeader([]byte("1,2\n")); err != nil {
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
		for ok {
			row, err := whole.Read()
			if err == io.EOF {
				break
			}
			if err == nil && strings.TrimSpace(strings.Join(row, "")) == "" {
				continue
			}
			if ok = err == nil && len(row) == 2; ok {
				want = append(want, strings.TrimSpace(row[0]))
			}
		}
		for split := range len(text) + 1 {
			end := t.Whole([]byte(text[:split]))
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
