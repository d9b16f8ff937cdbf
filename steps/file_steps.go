package steps

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/cucumber/godog"
	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
)

func (w *world) registerFileSteps(scenario *godog.ScenarioContext) {
	scenario.Given(`(?s)^a file "([^"]*)" that holds "(.*)"$`, w.aFileThatHolds)
	scenario.Given(`^a file "([^"]*)" that holds:$`, w.aFileThatHoldsLines)
	scenario.Given(`^a file with the numbers from (\d+) to (\d+)$`, w.aFileWithNumbers)
	scenario.Given(`^a table with the numbers from (\d+) to (\d+)$`, w.aTableWithNumbers)
	scenario.Given(`^a compressed file "([^"]*)" that holds "(.*)"$`, w.aCompressedFileThatHolds)
}

// writeFile creates a file in the scenario's folder.
func (w *world) writeFile(name, content string) {
	Expect(os.WriteFile(filepath.Join(w.folder, name), []byte(content), 0o600)).To(Succeed())
}

func (w *world) aFileThatHolds(name, escaped string) { w.writeFile(name, unescape(escaped)) }

func (w *world) aFileThatHoldsLines(name string, lines *godog.DocString) {
	w.writeFile(name, lines.Content+"\n")
}

func (w *world) aFileWithNumbers(first, last int) {
	w.writeFile("numbers.txt", numberLines(first, last+1))
}

func (w *world) aTableWithNumbers(first, last int) {
	rows := strings.ReplaceAll(numberLines(first, last+1), grammar.Newline, ",Ann\n")
	w.writeFile("numbers.csv", "Number,Name\n"+rows)
}

func (w *world) aCompressedFileThatHolds(name, escaped string) {
	var content strings.Builder
	packed := gzip.NewWriter(&content)
	_, err := io.WriteString(packed, unescape(escaped))
	Expect(err).NotTo(HaveOccurred())
	Expect(packed.Close()).To(Succeed())
	w.writeFile(name, content.String())
}
