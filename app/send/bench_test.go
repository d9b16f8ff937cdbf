package send

import (
	"context"
	"io"
	"strings"
	"testing"

	"numberserver/app/send/table"
)

// BenchmarkPrint measures everything but the connection.
func BenchmarkPrint(b *testing.B) {
	const count = 2_000_000
	rows := "Id,Age,City\n" + strings.Repeat("123456789,42,Oslo\n", count)
	for _, run := range []struct {
		name, text string
		settings   Settings
	}{
		{"file", strings.Repeat("123456789\n", count), Settings{}},
		{"file from Windows", strings.Repeat("123456789\r\n", count), Settings{}},
		{"file, padded", strings.Repeat("7007009\n", count), Settings{Pad: true}},
		{"file, compressed", zipped(numberLines(0, count)), Settings{}},
		{"table", rows, Settings{CSV: true, Table: table.Table{Column: "Id"}}},
		{"table, selected", rows, Settings{CSV: true, Table: table.Table{Column: "Id", Where: new("Age > 30")}}},
	} {
		b.Run(run.name, func(b *testing.B) {
			s := run.settings
			s.Progress = func(int64) io.Writer { return io.Discard }
			b.SetBytes(int64(len(run.text)))
			b.ReportAllocs()
			for b.Loop() {
				s.Sources, _ = NewSources([]string{"-"}, strings.NewReader(run.text))
				if result, err := Print(context.Background(), s, io.Discard); err != nil || result.Numbers != count {
					b.Fatal(result, err)
				}
			}
			b.ReportMetric(float64(b.N)*count/b.Elapsed().Seconds()/1e6, "Mlines/s")
		})
	}
}
