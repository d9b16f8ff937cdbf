package report

import (
	"encoding/json"
	"io"

	"numberserver/app/bench/trial"
)

// The JSON form of a report: base units, no abbreviations.
type (
	jsonReport struct {
		System string     `json:"system"`
		Logs   string     `json:"logs"`
		Loads  []jsonLoad `json:"loads"`
	}
	jsonLoad struct {
		Kind     string        `json:"kind"`
		Lines    int           `json:"lines"`
		Bytes    int           `json:"bytes"`
		Clients  int           `json:"clients"`
		Seed     uint64        `json:"seed"`
		Programs []jsonProgram `json:"programs"`
	}
	jsonProgram struct {
		Name           string     `json:"name"`
		LinesPerSecond jsonSpread `json:"lines_per_second"`
		OfSink         jsonSpread `json:"of_sink"`
		Runs           []jsonRun  `json:"runs"`
	}
	jsonSpread struct {
		Median  float64 `json:"median"`
		Lowest  float64 `json:"lowest"`
		Highest float64 `json:"highest"`
	}
	jsonRun struct {
		Seconds           float64      `json:"seconds"`
		CPUSeconds        float64      `json:"cpu_seconds,omitempty"`
		SendingCPUSeconds float64      `json:"sending_cpu_seconds,omitempty"`
		MemoryBytes       int64        `json:"memory_bytes,omitempty"`
		ExitSeconds       float64      `json:"exit_seconds,omitempty"`
		Samples           []jsonSample `json:"samples"`
	}
	jsonSample struct {
		Seconds   float64 `json:"seconds"`
		LinesSent int     `json:"lines_sent"`
		LogBytes  int64   `json:"log_bytes"`
	}
)

// JSON writes the report for other programs.
func (r *Report) JSON(out io.Writer) error {
	document := jsonReport{System: r.System, Logs: r.Logs}
	for _, l := range r.Loads {
		document.Loads = append(document.Loads, l.json())
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}

func (l *Load) json() jsonLoad {
	load := jsonLoad{Kind: l.Kind, Lines: l.Lines, Bytes: l.Bytes, Clients: l.Clients, Seed: l.Seed}
	for _, s := range l.Series {
		program := jsonProgram{
			Name:           s.Program,
			LinesPerSecond: l.Rate(s).json(),
			OfSink:         l.Ratio(s, l.Series[0]).json(),
		}
		for _, run := range s.Runs {
			program.Runs = append(program.Runs, jsonOf(run))
		}
		load.Programs = append(load.Programs, program)
	}
	return load
}

func (s Spread) json() jsonSpread { return jsonSpread{s.Median, s.Min, s.Max} }

func jsonOf(run *trial.Result) jsonRun {
	document := jsonRun{
		Seconds:           run.Elapsed.Seconds(),
		CPUSeconds:        run.Usage.CPU.Seconds(),
		SendingCPUSeconds: run.Sender.Seconds(),
		MemoryBytes:       run.Usage.Memory,
		ExitSeconds:       run.Usage.Exit.Seconds(),
		Samples:           []jsonSample{},
	}
	for _, sample := range run.Samples {
		document.Samples = append(document.Samples, jsonSample{sample.At.Seconds(), sample.Lines, sample.Logged})
	}
	return document
}
