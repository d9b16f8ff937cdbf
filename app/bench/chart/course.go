package chart

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"numberserver/app/bench/report"
	"numberserver/app/bench/trial"
)

// course shows how fast the clients could send over time, to each program in the
// run that was the middle one.
func course(l *report.Load) (*plot.Plot, error) {
	p := panel(fmt.Sprintf("%s, %d clients: a run", l.Kind, l.Clients), "seconds")
	p.Add(plotter.NewGrid())
	for i, s := range l.Series {
		line, err := plotter.NewLine(points(l.MiddleRun(s)))
		if err != nil {
			return nil, err
		}
		line.Color, line.Width = colors[i], vg.Points(2)
		p.Add(line)
		p.Legend.Add(s.Program, line)
	}
	p.Legend.Top = true
	p.Y.Max *= 1.25 // room for the legend
	return p, nil
}

// points are the rates of a run over time, from its very start.
func points(run *trial.Result) plotter.XYs {
	var points plotter.XYs
	for i, rate := range report.Rates(run.Samples) {
		if i == 0 {
			points = append(points, plotter.XY{X: 0, Y: millions(rate)})
		}
		points = append(points, plotter.XY{X: run.Samples[i].At.Seconds(), Y: millions(rate)})
	}
	return points
}
