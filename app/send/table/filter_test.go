package table

import (
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
	DescribeTable("chooses rows",
		func(where string, names ...string) { Expect(values(people, where, rows)).To(ConsistOf(names)) },
		Entry("by a number that is larger", "Age > 42", "Dan"),
		Entry("by a number that is as large", "Age >= 42", "Ann", "Dan"),
		Entry("by a number that is smaller", "Age < 42", "Bob"),
		Entry("by a number that is no larger", "Age <= 42", "Ann", "Bob"),
		Entry("by a number that is equal", "Age == 42", "Ann"),
		Entry("by a number that is another", "Age != 42", "Bob", "Dan"),
		Entry("by a number with a fraction", "Age > 100.4", "Dan"),
		Entry("by a number below zero", "Age > -1", "Ann", "Bob", "Dan"),
		Entry("from the other side", "42 < Age", "Dan"),
		Entry("by a text", `Zip == "1234"`, "Bob"),
		Entry("by a text that another comes before", `Name > "Bob"`, "Cid", "Dan"),
		Entry("by another field, as numbers", "Age < Zip or Zip == 'x'", "Ann", "Bob", "Dan"),
		Entry("by another field, as texts", "Name < Zip", "Dan"),
		Entry("by a field whose name has two words", `$env["Home town"] == "Oslo"`, "Ann", "Dan"),
		Entry("by what is empty", `Age == ""`, "Cid"),
		Entry("by what is not empty", `Age != ""`, "Ann", "Bob", "Dan"),
		Entry("by part of a text", `Name contains "n"`, "Ann", "Dan"),
		Entry("by a list of texts", `Name in ["Ann", "Cid"]`, "Ann", "Cid"),
		Entry("by arithmetic", `Age != "" and float(Age) * 2 == 14`, "Bob"),
		Entry("by two things at once", `Age > 30 and not (Name startsWith "D")`, "Ann"),
		Entry("all of them", "true", "Ann", "Bob", "Cid", "Dan"),
	)

	It("says of which row it makes no sense", func() {
		values, err := read(people, "Zip > 30", rows)
		Expect(values).To(Equal([]string{"Ann", "Bob"}))
		Expect(err).To(MatchError(`line 4: cannot compare "x" with 30`))
	})

	It("takes no word for a number", func() {
		_, err := read("Name\n", "Name > 1", "Nan\n")
		Expect(err).To(MatchError(`line 1: cannot compare "Nan" with 1`))
	})

	It("goes by the columns of the file that it is opened for", func() {
		Expect(values("Age,Name\n", "Age > 30", "31,Eve\n")).To(Equal([]string{"31"}))
	})

	DescribeTable("that is broken is found whatever the columns are",
		func(where, flaw string) {
			Expect((&Query{Where: where}).Validate()).To(MatchError(flaw))
		},
		Entry("without an end", "Age >", `expression "Age >", character 5: unexpected token EOF`),
		Entry("with something too much", "Age > 3)", `expression "Age > 3)", character 8: unexpected token Bracket(")")`),
	)

	DescribeTable("that the columns do not fit is refused, with their names",
		func(where, flaw string) {
			query := &Query{Column: "Name", Where: where}
			Expect(query.Validate()).To(Succeed())
			_, err := query.Open([]byte(people))
			Expect(err).To(MatchError(flaw + "; the columns are Name, Age, Zip, Home town"))
		},
		Entry("of a column that is not there", "age > 30", `expression "age > 30", character 1: unknown name age`),
		Entry("that is no condition", "Age", `expression "Age": expected bool, but got string`),
		Entry("that calculates with text", "Age + 1 > 3",
			`expression "Age + 1 > 3", character 5: invalid operation: + (mismatched types string and int)`),
	)
})
