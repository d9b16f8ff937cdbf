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

// benchmarkLines is how many lines every file has, besides a header.
const benchmarkLines = 2_000_000

// discard takes pieces as a server would that costs nothing.
func discard(_ context.Context, ready <-chan *piece) error {
	for p := range ready {
		p.free()
	}
	return nil
}

// benchmarkJob measures a job with a file of that content.
func benchmarkJob(b *testing.B, j job, content string) {
	path := filepath.Join(b.TempDir(), "numbers")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		b.Fatal(err)
	}
	var err error
	if j.sources, err = sources([]string{path}, nil); err != nil {
		b.Fatal(err)
	}
	j.progress, j.deliver = &progress{out: io.Discard}, discard
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		if result := j.run(context.Background()); result != (outcome{}) {
			b.Fatal(result)
		}
	}
	b.ReportMetric(float64(b.N)*benchmarkLines/b.Elapsed().Seconds()/1e6, "Mlines/s")
}

func repeated(line string) string { return strings.Repeat(line, benchmarkLines) }

func BenchmarkFile(b *testing.B) {
	benchmarkJob(b, job{workers: 1}, repeated("123456789\n"))
}

func BenchmarkFileFromWindows(b *testing.B) {
	benchmarkJob(b, job{workers: 2}, repeated("123456789\r\n"))
}

func BenchmarkFilePadded(b *testing.B) {
	benchmarkJob(b, job{workers: 2, rule: rule{pad: true}}, repeated("7007009\n"))
}

func BenchmarkFileCompressed(b *testing.B) {
	benchmarkJob(b, job{workers: 2}, zipped(numberLines(0, benchmarkLines)))
}

func BenchmarkTable(b *testing.B) {
	query := &table.Query{Column: "Id"}
	benchmarkJob(b, job{workers: 2, query: query}, "Id,Age,City\n"+repeated("123456789,42,Oslo\n"))
}

func BenchmarkTableQuoted(b *testing.B) {
	query := &table.Query{Column: "Id"}
	benchmarkJob(b, job{workers: 2, query: query}, "Id,Age,City\n"+repeated("\"123456789\",\"42\",\"Oslo\"\n"))
}

func BenchmarkTableWhere(b *testing.B) {
	query := &table.Query{Column: "Id", Where: "Age > 30"}
	benchmarkJob(b, job{workers: 2, query: query}, "Id,Age,City\n"+repeated("123456789,42,Oslo\n"))
}
