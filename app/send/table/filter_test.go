package table

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

const (
	people = "Name,Age,Zip,Home town\n"
	rows   = "Ann,42,01234,Oslo\n" +
		"Bob,7,1234,Rome\n" +
		"Cid,,,\n" +
		"Dan,100.5,x,\"Oslo\"\n"
)

var _ = Describe("An expression", func() {
	DescribeTable("selects rows",
		func(where string, names ...string) { Expect(values(people, where, rows)).To(ConsistOf(names)) },
		Entry("by a number that is larger", "Age > 42", "Dan"),
		Entry("by a number that is as large", "Age >= 42", "Ann", "Dan"),
		Entry("by a number that is smaller", "Age < 42", "Bob"),
		Entry("by a number that is no larger", "Age <= 42", "Ann", "Bob"),
		Entry("by a number that is equal", "Age == 42", "Ann"),
		Entry("by a number that is different", "Age != 42", "Bob", "Dan"),
		Entry("by a number with a fraction", "Age > 100.4", "Dan"),
		Entry("by a number below zero", "Age > -1", "Ann", "Bob", "Dan"),
		Entry("with the number on the left", "42 < Age", "Dan"),
		Entry("by a text", `Zip == "1234"`, "Bob"),
		Entry("by the order of texts", `Name > "Bob"`, "Cid", "Dan"),
		Entry("by another field, as numbers", "Age < Zip or Zip == 'x'", "Ann", "Bob", "Dan"),
		Entry("by another field, as texts", "Name < Zip", "Dan"),
		Entry("by a field whose name has two words", `$env["Home town"] == "Oslo"`, "Ann", "Dan"),
		Entry("by an empty field", `Age == ""`, "Cid"),
		Entry("by a field that is not empty", `Age != ""`, "Ann", "Bob", "Dan"),
		Entry("by part of a text", `Name contains "n"`, "Ann", "Dan"),
		Entry("by a list of texts", `Name in ["Ann", "Cid"]`, "Ann", "Cid"),
		Entry("by arithmetic", `Age != "" and float(Age) * 2 == 14`, "Bob"),
		Entry("by two things at once", `Age > 30 and not (Name startsWith "D")`, "Ann"),
		Entry("by a list of numbers", "Age in [42, 7]", "Ann", "Bob"),
		Entry("by a range of numbers", "Age in 7..42", "Ann", "Bob"),
		Entry("by a list with an empty text", `Age in ["", "7"]`, "Bob", "Cid"),
		Entry("by not being in a list", `Age not in ["42"]`, "Bob", "Dan"),
		Entry("by not being in a list of numbers", "not (Age in [42])", "Bob", "Dan"),
		Entry("by not being in a list with an empty text", `Age not in ["", "42"]`, "Bob", "Dan"),
		Entry("by a list in a field", `"Oslo" in split($env["Home town"], ",")`, "Ann", "Dan"),
		Entry("by the opposite of a comparison", "not (Age == 42)", "Bob", "Dan"),
		Entry("by the opposite of an opposite", "not not (Age == 42)", "Ann"),
		Entry("by the opposite of two things at once", "!(Age > 42 and Zip == 'x')", "Ann", "Bob"),
		Entry("by the opposite of one of two things", "not (Age == 42 or Age == 7)", "Dan"),
		Entry("by the opposite of a choice", `not (Name == "Ann" ? Age == 42 : Age == 7)`, "Dan"),
		Entry("by a choice between fields", `(Age > 40 ? Age : Zip) == "1234"`, "Bob"),
		Entry("by a choice between fields, as numbers", `Zip != "x" and (Age > 40 ? Age : Zip) == 1234`, "Bob"),
		Entry("by a choice between fields that is different", `(Name == "Cid" ? Age : Name) != "Ann"`, "Bob", "Dan"),
		Entry("by the result of a function", "len(Name) == 3 and upper(Name) == 'ANN'", "Ann"),
		Entry("by the result of a function, not for empty fields", `trim(Age) != "42"`, "Bob", "Dan"),
		Entry("by a pattern", `Zip matches "^[0-9]+$"`, "Ann", "Bob"),
		Entry("by the start of a text", `Zip startsWith "0"`, "Ann"),
		Entry("by a loop over a list", `any(["Ann", "Bob"], Name == #)`, "Ann", "Bob"),
		Entry("by a date", `date("2020-01-02") > date("2020-01-01")`, "Ann", "Bob", "Cid", "Dan"),
		Entry("all", "true", "Ann", "Bob", "Cid", "Dan"),
	)

	It("names the row that it cannot be applied to", func() {
		values, err := read(people, "Zip > 30", rows)
		Expect(values).To(Equal([]string{"Ann", "Bob"}))
		Expect(err).To(MatchError(`line 4: cannot compare "x" with 30`))
	})

	It("does not read a word as a number", func() {
		_, err := read("Name\n", "Name > 1", "Nan\n")
		Expect(err).To(MatchError(`line 1: cannot compare "Nan" with 1`))
	})

	It("compares long whole numbers exactly", func() {
		text := "9007199254740993\n9007199254740992\n"
		Expect(values("Id\n", "Id == 9007199254740993", text)).To(Equal([]string{"9007199254740993"}))
	})

	DescribeTable("that could miss a field is refused",
		func(where, reason string) {
			_, err := (&Query{Column: "Name", Where: where}).Open([]byte(people))
			Expect(err).To(MatchError(ContainSubstring(reason)))
		},
		Entry("with a computed name", `$env["A" + "ge"] == "42"`, `character 1: $env needs the name of a column: $env["Name"]`),
		Entry("with all fields in a variable", `let e = $env; e.Age == "42"`, "let is not supported"),
		Entry("with a field in a variable", `let a = Age; a == 42`, "let is not supported"),
		Entry("that looks for a column", `"Age" in $env`, "$env needs the name of a column"),
		Entry("that gets a field", `get($env, "Age") == "42"`, "the function get is not supported"),
		Entry("with an unknown name in $env", `$env["Size"] == ""`, "unknown name Size"),
	)

	It("does not choose between two columns of one name", func() {
		for _, where := range []string{"Age > 30", `$env["Age"] == ""`, "len(Age) > 2"} {
			_, err := (&Query{Column: "Name", Where: where}).Open([]byte("Name,Age,Age\n"))
			Expect(err).To(MatchError(ContainSubstring("more than one column is named Age")))
		}
		_, err := (&Query{Column: "Name", Where: `Name != ""`}).Open([]byte("Name,Age,Age\n"))
		Expect(err).NotTo(HaveOccurred())
	})

	DescribeTable("that could take endless time or memory is refused",
		func(where, reason string) {
			_, err := (&Query{Column: "Name", Where: where}).Open([]byte(people))
			Expect(err).To(MatchError(ContainSubstring(reason)))
		},
		Entry("with a loop in a loop", "any(1..900000, all(1..900000, # > 0))", "a loop in a loop is not supported"),
		Entry("with a text that doubles", `len(reduce(1..100, #acc + #acc, "a")) > 1`, "the function reduce is not supported"),
		Entry("with a long text", `len(repeat(Name, 1000000)) > 1`, "the function repeat is not supported"),
		Entry("with a long list of texts", `len(map(1..900000, Name + Name)) > 1`, "the function map is not supported"),
	)

	It("fails on the first row of a range that is too long", func() {
		_, err := read(people, "Age in 1..1000000000", rows)
		Expect(err).To(MatchError("line 1: memory budget exceeded"))
	})

	It("takes linear time for a pattern that other engines take exponential time for", func() {
		Expect(values("Name\n", `Name matches "^(a+)+$"`, strings.Repeat("a", 100_000)+"b\n")).To(BeEmpty())
	})

	It("prints nothing raw from the header or the row", func() {
		_, err := (&Query{Column: "1", Where: "age > 3"}).Open([]byte("\x1b[31mAge,\"Na\nme\"\n"))
		Expect(err).To(MatchError(HaveSuffix(`the columns are "\x1b[31mAge", "Na\nme"`)))
		_, err = read("Age\n", "Age > 3", "\x1b[31m\n")
		Expect(err).To(MatchError(`line 1: cannot compare "\x1b[31m" with 3`))
		_, err = read("Born\n", `date(Born) > now()`, "\x1b[31m\n")
		Expect(err.Error()).NotTo(ContainSubstring("\x1b"))
		_, err = read("Name\n", `"x" matches Name`, "[\x1b\n")
		Expect(err).To(HaveOccurred())
		Expect(err.Error()).NotTo(ContainSubstring("\x1b"))
		_, err = read("Age\n", "Age > 3", strings.Repeat("x", 10_000)+"\n")
		Expect(len(err.Error())).To(BeNumerically("<", 1000))
	})

	It("uses the columns of each file", func() {
		Expect(values("Age,Name\n", "Age > 30", "31,Eve\n")).To(Equal([]string{"31"}))
	})

	DescribeTable("with wrong syntax is refused before a file is read",
		func(where, reason string) {
			Expect((&Query{Where: where}).Validate()).To(MatchError(reason))
		},
		Entry("cut off", "Age >", `expression "Age >", character 5: unexpected token EOF`),
		Entry("with an extra bracket", "Age > 3)", `expression "Age > 3)", character 8: unexpected token Bracket(")")`),
	)

	DescribeTable("that does not fit the columns is refused, with their names",
		func(where, reason string) {
			query := &Query{Column: "Name", Where: where}
			Expect(query.Validate()).To(Succeed())
			_, err := query.Open([]byte(people))
			Expect(err).To(MatchError(reason + "; the columns are Name, Age, Zip, Home town"))
		},
		Entry("with an unknown column", "age > 30", `expression "age > 30", character 1: unknown name age`),
		Entry("that is not a condition", "Age", `expression "Age": expected bool, but got string`),
		Entry("that adds a text and a number", "Age + 1 > 3",
			`expression "Age + 1 > 3", character 5: invalid operation: + (mismatched types string and int)`),
	)
})
