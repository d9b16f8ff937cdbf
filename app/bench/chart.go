package main

import (
	"bytes"
	"fmt"
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// chartFormats are the formats of a picture, and the extensions of its file.
var chartFormats = []string{"svg", "png"}

// A picture has a row for each load: the course of a run and a comparison.
const (
	rowHeight  = 7 * vg.Centimeter
	chartWidth = 22 * vg.Centimeter
	panelGap   = 6 * vg.Millimeter
	barWidth   = 1.2 * vg.Centimeter
	// legendRoom is the part of a panel's height that an entry of the legend takes.
	legendRoom = 0.13
)

// seriesColors are the colors of the programs, the sink's first. They are Okabe and
// Ito's, which color-blind people can tell apart.
var seriesColors = []color.Color{
	color.RGBA{R: 0xBB, G: 0xBB, B: 0xBB, A: 0xFF},
	color.RGBA{R: 0x00, G: 0x72, B: 0xB2, A: 0xFF},
	color.RGBA{R: 0xD5, G: 0x5E, B: 0x00, A: 0xFF},
	color.RGBA{R: 0x00, G: 0x9E, B: 0x73, A: 0xFF},
	color.RGBA{R: 0xCC, G: 0x79, B: 0xA7, A: 0xFF},
	color.RGBA{R: 0xE6, G: 0x9F, B: 0x00, A: 0xFF},
	color.RGBA{R: 0x56, G: 0xB4, B: 0xE9, A: 0xFF},
}

func seriesColor(i int) color.Color { return seriesColors[i%len(seriesColors)] }

// drawChart writes the picture of a report, which must have a load.
func drawChart(out io.Writer, format string, r *report) error {
	panels, err := panelsOf(r)
	if err != nil {
		return err
	}
	canvas, err := draw.NewFormattedCanvas(chartWidth, rowHeight*vg.Length(len(panels)), format)
	if err != nil {
		return err
	}
	page := draw.New(canvas)
	page.SetColor(color.White)
	page.Fill(page.Rectangle.Path())
	drawPanels(panels, page)
	var picture bytes.Buffer
	if _, err := canvas.WriteTo(&picture); err != nil {
		return err
	}
	_, err = out.Write(withFallbackFonts(picture.Bytes()))
	return err
}

// withFallbackFonts names fonts of the same widths in an SVG, for systems without
// the Liberation fonts.
func withFallbackFonts(picture []byte) []byte {
	return bytes.ReplaceAll(picture, []byte("font-family:Liberation Sans;"),
		[]byte("font-family:'Liberation Sans',Arial,Helvetica,sans-serif;"))
}

// panelsOf returns two panels for each load.
func panelsOf(r *report) ([][]*plot.Plot, error) {
	var rows [][]*plot.Plot
	for _, l := range r.Loads {
		course, err := coursePanel(l)
		if err != nil {
			return nil, err
		}
		comparison, err := comparisonPanel(l)
		if err != nil {
			return nil, err
		}
		rows = append(rows, []*plot.Plot{course, comparison})
	}
	return rows, nil
}

// drawPanels draws rows of panels onto page, aligned with each other.
func drawPanels(rows [][]*plot.Plot, page draw.Canvas) {
	tiles := draw.Tiles{
		Rows: len(rows), Cols: len(rows[0]), PadX: panelGap, PadY: panelGap,
		PadTop: panelGap, PadBottom: panelGap, PadLeft: panelGap, PadRight: panelGap,
	}
	for i, row := range plot.Align(rows, tiles, page) {
		for j, panel := range row {
			rows[i][j].Draw(panel)
		}
	}
}

// coursePanel shows how fast the clients could send over time, in the middle run of
// each program.
func coursePanel(l *loadResult) (*plot.Plot, error) {
	p := newPanel(fmt.Sprintf("%s, %d clients: a run", l.Kind, l.Clients), "seconds")
	p.Add(plotter.NewGrid())
	for i, s := range l.Series {
		line, err := plotter.NewLine(coursePoints(l.middleRun(s)))
		if err != nil {
			return nil, err
		}
		line.Color, line.Width = seriesColor(i), vg.Points(2)
		p.Add(line)
		p.Legend.Add(s.Program, line)
	}
	// The text stands right of the swatch, where another font cannot make it overlap.
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.XOffs, p.Legend.YOffs, p.Legend.Padding = vg.Millimeter, -vg.Millimeter, vg.Points(2)
	p.Y.Max /= 1 - min(0.6, legendRoom*float64(len(l.Series)))
	return p, nil
}

// coursePoints are the rates of a run over time, from its start on.
func coursePoints(run *result) plotter.XYs {
	var points plotter.XYs
	for i, rate := range ratesAt(run.samples) {
		if i == 0 {
			points = append(points, plotter.XY{X: 0, Y: millions(rate)})
		}
		points = append(points, plotter.XY{X: run.samples[i].at.Seconds(), Y: millions(rate)})
	}
	return points
}

// comparisonPanel shows the median rate of each program as a bar, with a line from
// the slowest to the fastest run.
func comparisonPanel(l *loadResult) (*plot.Plot, error) {
	p := newPanel(fmt.Sprintf("median of %d runs, slowest to fastest", len(l.Series[0].Runs)), "")
	var names []string
	for i, s := range l.Series {
		bar, err := plotter.NewBarChart(plotter.Values{millions(s.Rate.Median)}, barWidth)
		if err != nil {
			return nil, err
		}
		bar.XMin, bar.Color, bar.LineStyle.Width = float64(i), seriesColor(i), 0
		whiskers, err := plotter.NewYErrorBars(whisker{float64(i), s.Rate})
		if err != nil {
			return nil, err
		}
		p.Add(bar, whiskers)
		names = append(names, s.Program+"\n"+short(millions(s.Rate.Median)))
	}
	p.NominalX(names...)
	return p, nil
}

// A whisker is the spread of a bar.
type whisker struct {
	x    float64
	rate spread
}

func (w whisker) Len() int              { return 1 }
func (w whisker) XY(int) (x, y float64) { return w.x, millions(w.rate.Median) }
func (w whisker) YError(int) (low, high float64) {
	return millions(w.rate.Median - w.rate.Lowest), millions(w.rate.Highest - w.rate.Median)
}

// newPanel returns an empty panel.
func newPanel(title, x string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, "million lines/s"
	p.Title.Padding = 2 * vg.Millimeter
	p.Y.Min = 0
	p.X.Tick.Marker, p.Y.Tick.Marker = plainTicks{}, plainTicks{}
	for _, style := range []*text.Style{
		&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle,
		&p.X.Tick.Label, &p.Y.Tick.Label, &p.Legend.TextStyle,
	} {
		style.Font.Variant = "Sans"
	}
	return p
}

// plainTicks are the default ticks, labeled without trailing zeros.
type plainTicks struct{}

func (plainTicks) Ticks(low, high float64) []plot.Tick {
	all := plot.DefaultTicks{}.Ticks(low, high)
	for i, tick := range all {
		if tick.Label != "" {
			all[i].Label = short(tick.Value)
		}
	}
	return all
}

// short formats value with three digits, or with all before the point.
func short(value float64) string {
	if value >= 100 {
		return fmt.Sprintf("%.0f", value)
	}
	return fmt.Sprintf("%.3g", value)
}

// millions is a rate as the panels show it.
func millions(rate float64) float64 { return rate / 1e6 }
