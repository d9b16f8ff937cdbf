package table

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

const people = "Name,Age,Zip,Home town\n" +
	"Ann,42,01234,Oslo\n" +
	"Bob , 7,1234,Rome \n" +
	"Cid,,,\n" +
	"Dan,100.5,x,\"Oslo\"\n"

var _ = Describe("An expression", func() {
	DescribeTable("selects rows",
		func(where string, names ...string) {
			Expect(Query{Column: "Name", Where: where}.selected(people)).To(HaveExactElements(names))
		},
		Entry("by a number that is larger", "Age > 42", "Dan"),
		Entry("by a number that is as large", "Age >= 42", "Ann", "Dan"),
		Entry("by a number that is smaller", "Age < 42", "Bob"),
		Entry("by a number that is no larger", "Age <= 42", "Ann", "Bob"),
		Entry("by a number that is equal", "Age == 42", "Ann"),
		Entry("by a number that is different, not by an empty field", "Age != 42", "Bob", "Dan"),
		Entry("by a number with a fraction", "Age > 100.4", "Dan"),
		Entry("by a number below zero, on the left", "-1 < Age", "Ann", "Bob", "Dan"),
		Entry("by a calculation", "num(Age) * 2 == 14", "Bob"),
		Entry("by a calculation that is different", "num(Age) * 2 != 14", "Ann", "Dan"),
		Entry("by a number in a range", "num(Age) in 7..42", "Ann", "Bob"),
		Entry("by a number in a list", "num(Age) in [42, 8]", "Ann"),
		Entry("by a text", `Zip == "01234"`, "Ann"),
		Entry("by a text that is different, also from an empty field", `Zip != "01234"`, "Bob", "Cid", "Dan"),
		Entry("by a text without the blanks around it", `Name == "Bob" and $env["Home town"] == "Rome"`, "Bob"),
		Entry("by the order of texts", `Name > "Bob"`, "Cid", "Dan"),
		Entry("by two columns", "Name == Zip or string(Name) < string(Zip)", "Dan"),
		Entry("by two columns, as numbers", `Zip != "x" and num(Age) < num(Zip)`, "Ann", "Bob"),
		Entry("by an empty field", `Age == ""`, "Cid"),
		Entry("by a list of texts", `Name in ["Ann", "Cid"]`, "Ann", "Cid"),
		Entry("by a pattern", `Zip matches "^[0-9]+$"`, "Ann", "Bob"),
		Entry("by the opposite, in plain logic", "not (Age == 42)", "Bob", "Cid", "Dan"),
		Entry("by a loop", `any(["Ann", "Bob"], Name == #)`, "Ann", "Bob"),
		Entry("by a variable", `let town = $env["Home town"]; town == "Oslo"`, "Ann", "Dan"),
		Entry("none", "Age > 1000"),
		Entry("by a number, if there is one", "Zip > 2000", "--where: \"x\" is not a number"),
	)

	DescribeTable("reads as a number what is one",
		func(field, want string) {
			Expect(Query{Column: "A", Where: "A == 1000"}.selected("A\n" + field + "\n")).To(HaveExactElements(want))
		},
		Entry("with a sign", "+1000", "+1000"),
		Entry("with an exponent", "1e3", "1e3"),
		Entry("not the word for infinity", "inf", `--where: "inf" is not a number`),
		Entry("not the word for no number", "NaN", `--where: "NaN" is not a number`),
		Entry("not hexadecimal digits", "0x3e8", `--where: "0x3e8" is not a number`),
		Entry("not groups of digits", "1,000", "the first row has 1 fields, this one 2"),
		Entry("not what a number cannot hold exactly", "9007199254740993", `--where: "9007199254740993" is too large to be compared as a number`),
	)

	DescribeTable("is refused if it cannot mean what it says",
		func(where, reason string) {
			Expect(Query{Column: "Name", Where: where}.refusal(people)).
				To(And(HavePrefix("--where "), ContainSubstring(": "+reason), HaveSuffix("; the columns are Name, Age, Zip, Home town")))
		},
		Entry("without a column", "1 == 1", "it names no column; the columns"),
		Entry("with the name of a column as text", `"Home town" != "Oslo"`, `it names no column; write $env["Home town"] for the column; the`),
		Entry("with all columns", `"Age" in $env`, "it names no column"),
		Entry("with a computed name", `$env["A" + "ge"] == "42"`, "it names no column"),
		Entry("with a function that gets a column", `get($env, "Age") == "42"`, "it names no column"),
		Entry("with an unknown column", "Size > 30", "unknown name Size; the columns"),
		Entry("with an unknown column in $env", `$env["Size"] == ""`, "unknown name Size; the columns"),
		Entry("with other letters", "age > 30", "unknown name age; did you mean Age?; the columns"),
		Entry("with nil", "Age != nil", `no field is nil; write == "" for an empty one`),
		Entry("that orders two columns", "Age < Zip", "write num(A) < num(B) for numbers, string(A) < string(B) for the order of text"),
		Entry("that is no condition", "Age", "expected bool, but got string"),
		Entry("that calculates with text", "Age + 1 > 3", "invalid operation: + (mismatched types string and int); write num(Age) for the number in column Age"),
		Entry("with text in a range of numbers", "Age in 18..65", "cannot use string as type int in array; write num(Age) for the number in column Age"),
		Entry("with text in a list that also has numbers", `Age in [42, "7"]`, "a field is text, and there are numbers in the list; write num(Age)"),
	)

	DescribeTable("of another language is answered with what to write",
		func(where, advice string) {
			err := (&Query{Where: where}).Validate()
			Expect(err).To(MatchError(And(HavePrefix("--where "), HaveSuffix("; write "+advice))))
		},
		Entry("=", "Age = 42", "=="),
		Entry("<>", "Age <> 42", "!="),
		Entry("AND", `Age > 42 AND Name == "x = y"`, "and"),
		Entry("OR", "Age > 42 OR Age < 7", "or"),
		Entry("NOT", "NOT Age > 42", "not"),
		Entry("LIKE", `Name like "A%"`, "contains, startsWith or matches"),
		Entry("is null", "Age is null", `== ""`),
		Entry("is not null", "Age IS NOT NULL", `!= ""`),
	)

	DescribeTable("with wrong syntax is refused before a table is read",
		func(where, reason string) {
			Expect((&Query{Where: where}).Validate()).To(MatchError("--where " + reason))
		},
		Entry("cut off", "Age >", `"Age >", character 5: unexpected token EOF`),
		Entry("with an extra bracket", "Age > 3)", `"Age > 3)", character 8: unexpected token Bracket(")")`),
		Entry("with a name of two words", "Home town > 3",
			`"Home town > 3", character 6: unexpected token Identifier("town"); write $env["First name"] for a name of several words`),
	)

	It("does not choose between two columns of one name", func() {
		for _, where := range []string{"Age > 30", `$env["Age"] == ""`} {
			Expect(Query{Column: "1", Where: where}.refusal("Name,Age,Age\n")).To(ContainSubstring(`more than one column is named "Age"`))
		}
	})

	It("may use columns that are named as functions", func() {
		text := "num,count,date,2\n1,7,x,y\n"
		Expect(Query{Column: "num", Where: `count > 5 and date == "x" and $env["2"] == "y" and num == 1`}.selected(text)).To(Equal([]string{"1"}))
	})

	It("prints nothing raw from the header or a row", func() {
		Expect(Query{Column: "1", Where: "age > 3"}.refusal("\x1b[31mAge,\"Na\nme\"\n")).To(HaveSuffix(`the columns are "\x1b[31mAge", "Na\nme"`))
		Expect(Query{Column: "1", Where: "Age > 3"}.selected("Age\n\x1b[31m\n")).To(Equal([]string{`--where: "\x1b[31m" is not a number`}))
		Expect(len(Query{Column: "1", Where: "Age > 3"}.selected("Age\n" + strings.Repeat("x", 10_000) + "\n")[0])).To(BeNumerically("<", 1000))
	})
})
