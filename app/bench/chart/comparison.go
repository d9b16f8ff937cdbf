package chart

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"numberserver/app/bench/report"
)

const barWidth = 1.2 * vg.Centimeter

// comparison shows the median rate of each program as a bar, with a line from
// its slowest to its fastest run.
func comparison(l *report.Load) (*plot.Plot, error) {
	p := panel(fmt.Sprintf("median of %d runs, slowest to fastest", len(l.Series[0].Runs)), "")
	var names []string
	for i, s := range l.Series {
		rate := l.Rate(s)
		bar, err := plotter.NewBarChart(plotter.Values{millions(rate.Median)}, barWidth)
		if err != nil {
			return nil, err
		}
		bar.XMin, bar.Color, bar.LineStyle.Width = float64(i), colors[i], 0
		whiskers, err := plotter.NewYErrorBars(whiskers{float64(i), rate})
		if err != nil {
			return nil, err
		}
		p.Add(bar, whiskers)
		names = append(names, s.Program+"\n"+short(millions(rate.Median)))
	}
	p.NominalX(names...)
	return p, nil
}

// whiskers are where a bar is and how far its runs are spread.
type whiskers struct {
	x    float64
	rate report.Spread
}

func (w whiskers) Len() int              { return 1 }
func (w whiskers) XY(int) (x, y float64) { return w.x, millions(w.rate.Median) }
func (w whiskers) YError(int) (low, hi float64) {
	return millions(w.rate.Median - w.rate.Min), millions(w.rate.Max - w.rate.Median)
}
