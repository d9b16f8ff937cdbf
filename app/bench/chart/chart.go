// Package chart is the picture of a report: how fast each program was over time,
// and all of them side by side.
package chart

import (
	"fmt"
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"numberserver/app/bench/report"
)

// Formats are the formats of a picture, which are also the endings of its file.
var Formats = []string{"svg", "png"}

// The size of a picture: each load has a row, with a panel for the course of a
// run and another one for the comparison.
const (
	rowHeight = 7 * vg.Centimeter
	width     = 22 * vg.Centimeter
	gap       = 6 * vg.Millimeter
)

// colors are those of the programs, the sink's first. They can be told apart by
// everybody, also without colour.
var colors = []color.Color{
	color.RGBA{R: 0xBB, G: 0xBB, B: 0xBB, A: 0xFF},
	color.RGBA{R: 0x00, G: 0x72, B: 0xB2, A: 0xFF},
	color.RGBA{R: 0xD5, G: 0x5E, B: 0x00, A: 0xFF},
}

// Draw writes the picture of a report, which must have a load.
func Draw(out io.Writer, format string, r *report.Report) error {
	rows, err := rows(r)
	if err != nil {
		return err
	}
	canvas, err := draw.NewFormattedCanvas(width, rowHeight*vg.Length(len(rows)), format)
	if err != nil {
		return err
	}
	page := draw.New(canvas)
	page.SetColor(color.White)
	page.Fill(page.Rectangle.Path())
	place(rows, page)
	_, err = canvas.WriteTo(out)
	return err
}

// rows returns two panels for each load.
func rows(r *report.Report) ([][]*plot.Plot, error) {
	var rows [][]*plot.Plot
	for _, l := range r.Loads {
		course, err := course(l)
		if err != nil {
			return nil, err
		}
		comparison, err := comparison(l)
		if err != nil {
			return nil, err
		}
		rows = append(rows, []*plot.Plot{course, comparison})
	}
	return rows, nil
}

// place draws rows of panels onto page, aligned with each other.
func place(rows [][]*plot.Plot, page draw.Canvas) {
	tiles := draw.Tiles{
		Rows: len(rows), Cols: len(rows[0]), PadX: gap, PadY: gap,
		PadTop: gap, PadBottom: gap, PadLeft: gap, PadRight: gap,
	}
	for i, row := range plot.Align(rows, tiles, page) {
		for j, panel := range row {
			rows[i][j].Draw(panel)
		}
	}
}

// panel returns an empty panel.
func panel(title, x string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, "million lines/s"
	p.Title.Padding = 2 * vg.Millimeter
	p.Y.Min = 0
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks{}, ticks{}
	for _, style := range []*text.Style{
		&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle,
		&p.X.Tick.Label, &p.Y.Tick.Label, &p.Legend.TextStyle,
	} {
		style.Font.Variant = "Sans"
	}
	return p
}

// ticks are the usual ones, their labels without needless zeros.
type ticks struct{}

func (ticks) Ticks(low, high float64) []plot.Tick {
	all := plot.DefaultTicks{}.Ticks(low, high)
	for i, tick := range all {
		if tick.Label != "" {
			all[i].Label = short(tick.Value)
		}
	}
	return all
}

// short writes value with three digits or all before the point.
func short(value float64) string {
	if value >= 100 {
		return fmt.Sprintf("%.0f", value)
	}
	return fmt.Sprintf("%.3g", value)
}

// millions is a rate as the panels show it.
func millions(rate float64) float64 { return rate / 1e6 }
