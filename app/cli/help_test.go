package cli

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// tableRows returns the cells of the rows about flags in the tables of a page.
func tableRows(page string) (rows [][]string) {
	GinkgoHelper()
	text, err := os.ReadFile(page)
	Expect(err).NotTo(HaveOccurred())
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "| `--") {
			line = strings.NewReplacer(`\|`, "\x00", "`", "", " | ", "|").Replace(strings.Trim(line, "| \n"))
			rows = append(rows, strings.Split(strings.ReplaceAll(line, "\x00", "/"), "|"))
		}
	}
	return rows
}

// flagsByName returns the flags of a command, except --help and --version.
func flagsByName(command string) map[string]*kong.Flag {
	flags := map[string]*kong.Flag{}
	for _, node := range newParser(Streams{}).Model.Children {
		if node.Name == command {
			for _, flag := range node.Flags {
				flags["--"+flag.Name] = flag
			}
		}
	}
	return flags
}

var _ = Describe("The help", func() {
	DescribeTable("is as it was when it was last looked at; NUMBERSERVER_UPDATE=1 go test ./app/cli replaces what is expected",
		func(command ...string) {
			help := run(append([]string{"help"}, command...)...).out.Contents()
			golden := filepath.Join("testdata", strings.Join(append([]string{"help"}, command...), "_")+".txt")
			if os.Getenv("NUMBERSERVER_UPDATE") != "" {
				Expect(os.WriteFile(golden, help, 0o600)).To(Succeed())
			}
			want, err := os.ReadFile(golden)
			Expect(err).NotTo(HaveOccurred())
			Expect(string(help)).To(Equal(string(want)))
		},
		Entry("of the program"),
		Entry("of serve", "serve"),
		Entry("of send", "send"),
		Entry("of terminate", "terminate"),
		Entry("of completion", "completion"),
	)

	DescribeTable("has every flag that the pages have, with its variable and default, and the pages have all of them",
		func(command string, pages ...string) {
			flags := flagsByName(command)
			Expect(flags).NotTo(BeEmpty())
			missing := flagsByName(command)
			for _, page := range pages {
				for _, row := range tableRows(page) {
					name, placeholder, _ := strings.Cut(row[0], " ")
					Expect(flags).To(HaveKey(name), page)
					flag := flags[name]
					delete(missing, name)
					Expect(placeholder).To(Equal(strings.ReplaceAll(flag.PlaceHolder, "|", "/")), "%s: %s", page, name)
					Expect(row[1]).To(Equal(flag.Envs[0]), page)
					if flag.Default != "" {
						Expect(row[2]).To(Equal(flag.Default), "%s: %s", page, name)
					}
				}
			}
			Expect(missing).To(BeEmpty())
		},
		Entry("of serve", "serve", "../../README.md", "README.md"),
		Entry("of send", "send", "../send/README.md"),
	)
})
