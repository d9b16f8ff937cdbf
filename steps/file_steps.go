package steps

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/cucumber/godog"

	"numberserver/app/grammar"
)

func initializeFileSteps(scenario *godog.ScenarioContext) {
	scenario.Given(`^a file "([^"]*)" that holds "(.*)"$`, aFileThatHolds)
	scenario.Given(`^a file "([^"]*)" that holds:$`, aFileThatHoldsLines)
	scenario.Given(`^a file with the numbers from (\d+) to (\d+)$`, aFileWithNumbers)
	scenario.Given(`^a table with the numbers from (\d+) to (\d+)$`, aTableWithNumbers)
	scenario.Given(`^a compressed file "([^"]*)" that holds "(.*)"$`, aCompressedFileThatHolds)
}

func aFileThatHolds(ctx context.Context, name, escaped string) error {
	content, err := unescape(escaped)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(worldOf(ctx).folder, name), []byte(content), 0o600)
}

func aFileThatHoldsLines(ctx context.Context, name string, lines *godog.DocString) error {
	return os.WriteFile(filepath.Join(worldOf(ctx).folder, name), []byte(lines.Content+"\n"), 0o600)
}

func aFileWithNumbers(ctx context.Context, first, last int) error {
	path := filepath.Join(worldOf(ctx).folder, "numbers.txt")
	return os.WriteFile(path, []byte(numberLines(first, last+1)), 0o600)
}

func aTableWithNumbers(ctx context.Context, first, last int) error {
	rows := strings.ReplaceAll(numberLines(first, last+1), grammar.Newline, ",Ann\n")
	path := filepath.Join(worldOf(ctx).folder, "numbers.csv")
	return os.WriteFile(path, []byte("Number,Name\n"+rows), 0o600)
}

func aCompressedFileThatHolds(ctx context.Context, name, escaped string) error {
	content, err := unescape(escaped)
	if err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(worldOf(ctx).folder, name))
	if err != nil {
		return err
	}
	packed := gzip.NewWriter(file)
	_, err = io.WriteString(packed, content)
	return errors.Join(err, packed.Close(), file.Close())
}
