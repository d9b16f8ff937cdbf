package main

import (
	"encoding/json"
	"io"
)

// The JSON form of a report, in base units.
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

// writeJSON writes the report for other programs.
func (r *report) writeJSON(out io.Writer) error {
	document := jsonReport{System: r.system, Logs: r.logs}
	for _, l := range r.loads {
		document.Loads = append(document.Loads, l.json())
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}

func (l *loadResult) json() jsonLoad {
	document := jsonLoad{Kind: l.kind, Lines: l.lines, Bytes: l.bytes, Clients: l.clients, Seed: l.seed}
	for _, s := range l.series {
		program := jsonProgram{
			Name:           s.program,
			LinesPerSecond: l.rate(s).json(),
			OfSink:         l.ratio(s, l.series[0]).json(),
		}
		for _, run := range s.runs {
			program.Runs = append(program.Runs, run.json())
		}
		document.Programs = append(document.Programs, program)
	}
	return document
}

func (s spread) json() jsonSpread { return jsonSpread{s.median, s.min, s.max} }

func (r *result) json() jsonRun {
	document := jsonRun{
		Seconds:           r.elapsed.Seconds(),
		CPUSeconds:        r.usage.CPU.Seconds(),
		SendingCPUSeconds: r.sending.Seconds(),
		MemoryBytes:       r.usage.Memory,
		ExitSeconds:       r.usage.Exit.Seconds(),
		Samples:           []jsonSample{},
	}
	for _, s := range r.samples {
		document.Samples = append(document.Samples, jsonSample{s.at.Seconds(), s.lines, s.logged})
	}
	return document
}
