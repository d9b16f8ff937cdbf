package cli

import (
	"fmt"
	"io"
	"runtime"
	"strconv"

	"numberserver/app"
)

// metricKind is the type of a metric in the text format of Prometheus.
type metricKind string

const (
	counter metricKind = "counter"
	gauge   metricKind = "gauge"
)

// A metric is a family of the text format, with a sample for each set of labels.
type metric struct {
	name string
	kind metricKind
	help string

	samples []sample
}

// A sample is one value, and its labels as they are written.
type sample struct {
	labels string
	value  float64
}

// one returns a single sample without labels.
func one(value float64) []sample { return []sample{{value: value}} }

// metricsOf returns the metrics of the number server. They are read when they are
// asked for, so that the numbers on their way pay nothing for them.
func metricsOf(stats app.Stats) []metric {
	return []metric{
		{"numberserver_lines_total", counter, "Number lines taken from clients.", one(float64(stats.Unique + stats.Duplicates))},
		{"numberserver_unique_total", counter, "Numbers written to the log.", one(float64(stats.Unique))},
		{"numberserver_duplicates_total", counter, "Numbers left out because the log had them.", one(float64(stats.Duplicates))},
		{"numberserver_received_bytes_total", counter, "Bytes read from clients.", one(float64(stats.Bytes))},
		{"numberserver_rejected_connections_total", counter, "Connections ended because of invalid data.", one(float64(stats.Rejected))},
		{"numberserver_clients", gauge, "Clients that are served, and clients that wait; -1 if the system does not tell.", []sample{
			{`state="connected"`, float64(stats.Connected)},
			{`state="waiting"`, float64(stats.Waiting)},
		}},
		{"numberserver_queue_batches", gauge, "Batches of numbers that wait for the next stage.", []sample{
			{`to="dedup"`, float64(stats.Received)},
			{`to="writer"`, float64(stats.Deduped)},
		}},
		{"numberserver_queue_capacity_batches", gauge, "Batches of numbers that may wait for the next stage.", []sample{
			{`to="dedup"`, float64(stats.ReceivedCap)},
			{`to="writer"`, float64(stats.DedupedCap)},
		}},
		{"numberserver_log_size_bytes", gauge, "Size of the log file.", one(float64(stats.LogSize))},
		{"numberserver_log_writes_total", counter, "Writes to the log.", one(float64(stats.Writes.Times))},
		{"numberserver_log_write_seconds_total", counter, "Time spent in writes to the log.", one(stats.Writes.Took.Seconds())},
		{"numberserver_log_syncs_total", counter, "Syncs of the log to disk.", one(float64(stats.Syncs.Times))},
		{"numberserver_log_sync_seconds_total", counter, "Time spent in syncs of the log.", one(stats.Syncs.Took.Seconds())},
		{"numberserver_log_last_sync_seconds", gauge, "Duration of the last sync of the log.", one(stats.LastSyncTook.Seconds())},
		{"numberserver_stopping", gauge, "1 while the server stops, otherwise 0.", one(truth(stats.Stopping))},
	}
}

// processMetrics returns the metrics of the process, by the names that every
// client of Prometheus gives them.
func processMetrics(info serverInfo) []metric {
	all := []metric{
		{"numberserver_build_info", gauge, "1, with the version of the program and of Go.", []sample{
			{"version=" + strconv.Quote(string(info.version)), 1},
		}},
		{"go_goroutines", gauge, "Number of goroutines.", one(float64(runtime.NumGoroutine()))},
		{"process_start_time_seconds", gauge, "Start time of the process, since the Unix epoch.", one(float64(info.started.UnixMilli()) / 1e3)},
		{"process_resident_memory_bytes", gauge, "Resident memory size.", one(float64(residentMemory()))},
		{"process_cpu_seconds_total", counter, "User and system CPU time spent.", one(cpuTime().Seconds())},
	}
	if open, known := openFiles(); known {
		all = append(all, metric{"process_open_fds", gauge, "Number of open file descriptors.", one(float64(open))})
	}
	return all
}

// truth returns value as Prometheus represents it.
func truth(value bool) float64 {
	if value {
		return 1
	}
	return 0
}

// writeMetrics writes all metrics in the text format of Prometheus.
func writeMetrics(out io.Writer, info serverInfo, stats app.Stats) {
	for _, m := range append(metricsOf(stats), processMetrics(info)...) {
		fmt.Fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", m.name, m.help, m.name, m.kind)
		for _, s := range m.samples {
			labels := ""
			if s.labels != "" {
				labels = "{" + s.labels + "}"
			}
			fmt.Fprintf(out, "%s%s %s\n", m.name, labels, strconv.FormatFloat(s.value, 'f', -1, 64))
		}
	}
}
