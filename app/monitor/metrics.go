package monitor

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"numberserver/app"
)

// metricsHandler returns the handler of /metrics. It reads the statistics when it is
// asked, so that the numbers on their way pay nothing for it.
func (m *Monitor) metricsHandler() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(prometheus.CollectorFunc(m.collect))
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}

// collect sends the metrics of the number server, all as of one moment.
func (m *Monitor) collect(metrics chan<- prometheus.Metric) {
	send := func(kind prometheus.ValueType, name, help string, value float64, labels prometheus.Labels) {
		metrics <- prometheus.MustNewConstMetric(prometheus.NewDesc(name, help, nil, labels), kind, value)
	}
	counter := func(name, help string, value float64) { send(prometheus.CounterValue, name, help, value, nil) }
	gauge := func(name, help string, value float64) { send(prometheus.GaugeValue, name, help, value, nil) }
	stats := m.stats()
	counter("numberserver_lines_total", "Number lines taken from clients.", float64(stats.Unique+stats.Duplicates))
	counter("numberserver_unique_total", "Numbers written to the log.", float64(stats.Unique))
	counter("numberserver_duplicates_total", "Numbers left out because the log had them.", float64(stats.Duplicates))
	counter("numberserver_received_bytes_total", "Bytes read from clients.", float64(stats.Bytes))
	counter("numberserver_rejected_connections_total", "Connections ended because of invalid data.", float64(stats.Ended[app.BadData]))
	gauge("numberserver_log_size_bytes", "Size of the log file.", float64(stats.LogSize))
	counter("numberserver_log_writes_total", "Writes to the log.", float64(stats.Writes.Times))
	counter("numberserver_log_write_seconds_total", "Time spent in writes to the log.", stats.Writes.Took.Seconds())
	counter("numberserver_log_syncs_total", "Syncs of the log to disk.", float64(stats.Syncs.Times))
	counter("numberserver_log_sync_seconds_total", "Time spent in syncs of the log.", stats.Syncs.Took.Seconds())
	gauge("numberserver_log_last_sync_seconds", "Duration of the last sync of the log.", stats.LastSyncTook.Seconds())
	stopping := 0.0
	if stats.Stopping {
		stopping = 1
	}
	gauge("numberserver_stopping", "1 while the server stops, otherwise 0.", stopping)

	for reason, connections := range stats.Ended {
		send(prometheus.CounterValue, "numberserver_connections_ended_total", "Connections that have ended, by the reason.",
			float64(connections), prometheus.Labels{"reason": reason.String()})
	}
	for state, clients := range map[string]int{"connected": len(stats.Clients), "waiting": stats.Waiting} {
		send(prometheus.GaugeValue, "numberserver_clients", "Clients that are served, and clients that wait; -1 if the system does not tell.",
			float64(clients), prometheus.Labels{"state": state})
	}
	for stage, queue := range map[string]app.Queue{"dedup": stats.DedupQueue, "writer": stats.WriteQueue} {
		send(prometheus.GaugeValue, "numberserver_queue_batches", "Batches of numbers that wait for the next stage.",
			float64(queue.Length), prometheus.Labels{"to": stage})
		send(prometheus.GaugeValue, "numberserver_queue_capacity_batches", "Batches of numbers that may wait for the next stage.",
			float64(queue.Capacity), prometheus.Labels{"to": stage})
	}
	send(prometheus.GaugeValue, "numberserver_build_info", "1, with the version of the program and of Go.", 1, prometheus.Labels{"version": m.info.Version})
}
