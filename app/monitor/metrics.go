package monitor

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"numberserver/app"
)

// metricsHandler returns the handler of /metrics.
func (m *Monitor) metricsHandler() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collector{m}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}

const (
	counter = prometheus.CounterValue
	gauge   = prometheus.GaugeValue
)

// A metric has a sample for every value of its label, or one without a label.
type metric struct {
	kind    prometheus.ValueType
	name    string
	help    string
	label   string
	samples map[string]float64 // by the value of the label
}

// one returns the sample of a metric without a label.
func one[T uint64 | int64 | float64](value T) map[string]float64 {
	return map[string]float64{"": float64(value)}
}

// metricsOf returns the metrics of the number server.
func metricsOf(info Info, stats app.Stats) []metric {
	return []metric{
		{counter, "numberserver_lines_total", "Number lines taken from clients.", "", one(stats.Unique + stats.Duplicates)},
		{counter, "numberserver_unique_total", "Numbers written to the log.", "", one(stats.Unique)},
		{counter, "numberserver_duplicates_total", "Numbers left out because the log had them.", "", one(stats.Duplicates)},
		{counter, "numberserver_received_bytes_total", "Bytes read from clients.", "", one(stats.Bytes)},
		{counter, "numberserver_rejected_connections_total", "Connections ended because of invalid data.", "", one(stats.Ended[app.BadData])},
		{counter, "numberserver_connections_ended_total", "Connections that have ended, by the reason.", "reason", ended(stats)},
		{gauge, "numberserver_clients", "Clients that are served, and clients that wait; -1 if the system does not tell.", "state",
			map[string]float64{"connected": float64(len(stats.Clients)), "waiting": float64(stats.Waiting)}},
		{gauge, "numberserver_queue_batches", "Batches of numbers that wait for the next stage.", "to",
			map[string]float64{"dedup": float64(stats.DedupQueue.Length), "writer": float64(stats.WriteQueue.Length)}},
		{gauge, "numberserver_queue_capacity_batches", "Batches of numbers that may wait for the next stage.", "to",
			map[string]float64{"dedup": float64(stats.DedupQueue.Capacity), "writer": float64(stats.WriteQueue.Capacity)}},
		{gauge, "numberserver_log_size_bytes", "Size of the log file.", "", one(stats.LogSize)},
		{counter, "numberserver_log_writes_total", "Writes to the log.", "", one(stats.Writes.Times)},
		{counter, "numberserver_log_write_seconds_total", "Time spent in writes to the log.", "", one(stats.Writes.Took.Seconds())},
		{counter, "numberserver_log_syncs_total", "Syncs of the log to disk.", "", one(stats.Syncs.Times)},
		{counter, "numberserver_log_sync_seconds_total", "Time spent in syncs of the log.", "", one(stats.Syncs.Took.Seconds())},
		{gauge, "numberserver_log_last_sync_seconds", "Duration of the last sync of the log.", "", one(stats.LastSyncTook.Seconds())},
		{gauge, "numberserver_stopping", "1 while the server stops, otherwise 0.", "", one(truth(stats.Stopping))},
		{gauge, "numberserver_build_info", "1, with the version of the program and of Go.", "version", map[string]float64{info.Version: 1}},
	}
}

// ended returns how many connections have ended, by the reason.
func ended(stats app.Stats) map[string]float64 {
	all := make(map[string]float64)
	for ending, connections := range stats.Ended {
		all[ending.String()] = float64(connections)
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

// A collector reads the statistics of the number server when metrics are asked for,
// so that the numbers on their way pay nothing for them.
type collector struct{ *Monitor }

// Describe describes nothing: what Collect sends changes with the statistics.
func (collector) Describe(chan<- *prometheus.Desc) {}

// Collect sends every metric.
func (c collector) Collect(metrics chan<- prometheus.Metric) {
	for _, m := range metricsOf(c.info, c.stats()) {
		for value, sample := range m.samples {
			if m.label == "" {
				metrics <- prometheus.MustNewConstMetric(prometheus.NewDesc(m.name, m.help, nil, nil), m.kind, sample)
			} else {
				metrics <- prometheus.MustNewConstMetric(prometheus.NewDesc(m.name, m.help, []string{m.label}, nil), m.kind, sample, value)
			}
		}
	}
}
