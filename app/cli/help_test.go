package cli

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app"
)

// flagRows returns the cells of the rows about flags in a part of a page, by the flag.
func flagRows(page, from, to string) map[string][]string {
	GinkgoHelper()
	content, err := os.ReadFile(page)
	Expect(err).NotTo(HaveOccurred())
	_, part, _ := strings.Cut(string(content), from)
	part, _, _ = strings.Cut(part, to)
	rows := map[string][]string{}
	for line := range strings.Lines(part) {
		if strings.HasPrefix(line, "| `--") {
			cells := strings.Split(strings.NewReplacer(`\|`, "\x00", "`", "").Replace(line), "|")[1:]
			for i, cell := range cells {
				cells[i] = strings.ReplaceAll(strings.TrimSpace(cell), "\x00", "|")
			}
			rows[strings.Fields(cells[0])[0]] = cells
		}
	}
	return rows
}

var _ = Describe("The help", func() {
	DescribeTable("is as it was when it was last looked at; NUMBERSERVER_UPDATE=1 go test ./app/cli replaces what is expected",
		func(command ...string) {
			help := run(append([]string{"help"}, command...)...)
			help.endsWith(0)
			Expect(help.err.Contents()).To(BeEmpty())
			Expect(run(append(command, "--help")...).out.Contents()).To(Equal(help.out.Contents()))
			golden := filepath.Join("testdata", strings.Join(append([]string{"help"}, command...), "_")+".txt")
			if os.Getenv("NUMBERSERVER_UPDATE") != "" {
				Expect(os.WriteFile(golden, help.out.Contents(), 0o600)).To(Succeed())
			}
			Expect(os.ReadFile(golden)).To(BeEquivalentTo(help.out.Contents()))
		},
		Entry("of the program"),
		Entry("of serve", "serve"),
		Entry("of send", "send"),
		Entry("of terminate", "terminate"),
		Entry("of completion", "completion"),
		Entry("of help", "help"),
	)

	DescribeTable("has the flags that are on the pages, with the same variable and default",
		func(command, page, from, to string) {
			rows := flagRows(page, from, to)
			for _, node := range newParser(Streams{}).Model.Children {
				if node.Name != command {
					continue
				}
				Expect(node.Flags).To(HaveLen(len(rows)))
				for _, flag := range node.Flags {
					name := "--" + flag.Name
					row := rows[name]
					Expect(row).To(HaveLen(5), name)
					Expect(row[0]).To(Equal(strings.TrimSpace(name + " " + flag.PlaceHolder)))
					Expect(row[1]).To(Equal(flag.Envs[0]))
					if flag.Default != "" {
						Expect(row[2]).To(Equal(flag.Default), name)
					}
				}
			}
		},
		Entry("of serve", "serve", "../../README.md", "## Flags of the server", "\n## "),
		Entry("of send", "send", "../send/README.md", "", "## Stopping a server"),
		Entry("of terminate", "terminate", "../send/README.md", "## Stopping a server", "\n## "),
	)
})

var _ = Describe("The page about operation", func() {
	It("explains every reason for which a connection or the server ends", func(ctx SpecContext) {
		settings := app.Defaults()
		settings.Addr, settings.Log = "127.0.0.1:0", newLog()
		server, err := app.Listen(ctx, settings)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(server.Close)
		page, err := os.ReadFile("README.md")
		Expect(err).NotTo(HaveOccurred())
		for reason := range server.Stats().Ended {
			Expect(string(page)).To(MatchRegexp("(?m)^\\| `%v` \\| .{20,} \\| .+ \\|$", reason))
		}
		for _, signal := range stopSignals {
			Expect(string(page)).To(ContainSubstring(signal))
		}
	})
})
