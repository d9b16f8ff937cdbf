package send

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"numberserver/app/send/table"
)

// benchmarkLines is the number of lines of every file, without a header.
const benchmarkLines = 2_000_000

// discard is a sink that costs nothing.
func discard(_ context.Context, ready <-chan *chunk) error {
	for c := range ready {
		c.free()
	}
	return nil
}

// benchmarkRun measures a run over a file with that content.
func benchmarkRun(b *testing.B, s Settings, content string) {
	path := filepath.Join(b.TempDir(), "numbers")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		b.Fatal(err)
	}
	var err error
	if s.Sources, err = NewSources([]string{path}, nil); err != nil {
		b.Fatal(err)
	}
	s = s.withDefaults()
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		if result := s.run(context.Background(), discard); result != (outcome{}) {
			b.Fatal(result)
		}
	}
	b.ReportMetric(float64(b.N)*benchmarkLines/b.Elapsed().Seconds()/1e6, "Mlines/s")
}

func repeated(line string) string { return strings.Repeat(line, benchmarkLines) }

func BenchmarkFile(b *testing.B) {
	benchmarkRun(b, Settings{Workers: 1}, repeated("123456789\n"))
}

func BenchmarkFileFromWindows(b *testing.B) {
	benchmarkRun(b, Settings{Workers: 2}, repeated("123456789\r\n"))
}

func BenchmarkFilePadded(b *testing.B) {
	benchmarkRun(b, Settings{Workers: 2, Pad: true}, repeated("7007009\n"))
}

func BenchmarkFileCompressed(b *testing.B) {
	benchmarkRun(b, Settings{Workers: 2}, zipped(numberLines(0, benchmarkLines)))
}

func BenchmarkTable(b *testing.B) {
	query := &table.Query{Column: "Id"}
	benchmarkRun(b, Settings{Workers: 2, Table: query}, "Id,Age,City\n"+repeated("123456789,42,Oslo\n"))
}

func BenchmarkTableQuoted(b *testing.B) {
	query := &table.Query{Column: "Id"}
	benchmarkRun(b, Settings{Workers: 2, Table: query}, "Id,Age,City\n"+repeated("\"123456789\",\"42\",\"Oslo\"\n"))
}

func BenchmarkTableWhere(b *testing.B) {
	query := &table.Query{Column: "Id", Where: "Age > 30"}
	benchmarkRun(b, Settings{Workers: 2, Table: query}, "Id,Age,City\n"+repeated("123456789,42,Oslo\n"))
}
