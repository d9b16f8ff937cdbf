package main

import (
	"encoding/json"
	"io"
)

// writeJSON writes the report for other programs.
func (r *report) writeJSON(out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}

// MarshalJSON returns the figures of a run in base units.
func (r *result) MarshalJSON() ([]byte, error) {
	type jsonSample struct {
		Seconds   float64 `json:"seconds"`
		LinesSent int     `json:"lines_sent"`
		LogBytes  int64   `json:"log_bytes"`
	}
	samples := []jsonSample{}
	for _, s := range r.samples {
		samples = append(samples, jsonSample{s.at.Seconds(), s.lines, s.logged})
	}
	return json.Marshal(struct {
		Seconds           float64      `json:"seconds"`
		CPUSeconds        float64      `json:"cpu_seconds,omitempty"`
		SendingCPUSeconds float64      `json:"sending_cpu_seconds,omitempty"`
		MemoryBytes       int64        `json:"memory_bytes,omitempty"`
		ExitSeconds       float64      `json:"exit_seconds,omitempty"`
		Samples           []jsonSample `json:"samples"`
	}{
		Seconds:           r.elapsed.Seconds(),
		CPUSeconds:        r.usage.CPU.Seconds(),
		SendingCPUSeconds: r.sending.Seconds(),
		MemoryBytes:       r.usage.Memory,
		ExitSeconds:       r.usage.Exit.Seconds(),
		Samples:           samples,
	})
}
