package send

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"numberserver/app/send/table"
)

// benchmarkLines is the number of lines of every file, without a header.
const benchmarkLines = 2_000_000

// benchmarkRun measures everything but the connection, for a file with that content.
func benchmarkRun(b *testing.B, s Settings, content string) {
	path := filepath.Join(b.TempDir(), "numbers")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		b.Fatal(err)
	}
	var err error
	if s.Sources, err = NewSources([]string{path}, nil); err != nil {
		b.Fatal(err)
	}
	s.Progress = func(int64) io.Writer { return io.Discard }
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		if result, err := Print(context.Background(), s, io.Discard); err != nil || result.Numbers != benchmarkLines {
			b.Fatal(result, err)
		}
	}
	b.ReportMetric(float64(b.N)*benchmarkLines/b.Elapsed().Seconds()/1e6, "Mlines/s")
}

func repeated(line string) string { return strings.Repeat(line, benchmarkLines) }

func BenchmarkFile(b *testing.B) { benchmarkRun(b, Settings{}, repeated("123456789\n")) }

func BenchmarkFileFromWindows(b *testing.B) {
	benchmarkRun(b, Settings{}, repeated("123456789\r\n"))
}

func BenchmarkFilePadded(b *testing.B) {
	benchmarkRun(b, Settings{Pad: true}, repeated("7007009\n"))
}

func BenchmarkFileCompressed(b *testing.B) {
	benchmarkRun(b, Settings{}, zipped(numberLines(0, benchmarkLines)))
}

func BenchmarkTable(b *testing.B) {
	benchmarkRun(b, Settings{Table: &table.Query{Column: "Id"}}, "Id,Age,City\n"+repeated("123456789,42,Oslo\n"))
}

func BenchmarkTableWhere(b *testing.B) {
	query := &table.Query{Column: "Id", Where: "Age > 30"}
	benchmarkRun(b, Settings{Table: query}, "Id,Age,City\n"+repeated("123456789,42,Oslo\n"))
}
