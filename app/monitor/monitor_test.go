package monitor_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"numberserver/app"
	"numberserver/app/monitor"
)

// exampleStats are different in every figure.
func exampleStats() app.Stats {
	stats := app.Stats{
		Counts: app.Counts{Unique: 7, Duplicates: 3}, Bytes: 110, Waiting: 9,
		Ended:      map[app.Ending]uint64{app.Finished: 211, app.Unfinished: 1, app.BadData: 2, app.Idle: 0},
		DedupQueue: app.Queue{Length: 5, Capacity: 16}, WriteQueue: app.Queue{Length: 8, Capacity: 13},
		Writes:  app.Timing{Times: 6, Took: 1500 * time.Millisecond},
		Syncs:   app.Timing{Times: 12, Took: 250 * time.Millisecond},
		LogSize: 70, LastSync: time.Now().Add(-time.Minute), LastSyncTook: 20 * time.Millisecond,
	}
	for i, idle := range []time.Duration{10 * time.Millisecond, 130 * time.Second, 40 * time.Millisecond, 20 * time.Millisecond} {
		stats.Clients = append(stats.Clients, app.Client{
			Addr:     "192.0.2." + strconv.Itoa(17+i) + ":" + strconv.Itoa(51234+i*1111),
			Since:    time.Now().Add(-time.Duration(i+1) * 27 * time.Minute),
			LastRead: time.Now().Add(-idle),
			Lines:    uint64(71_234_567 >> i),
		})
	}
	return stats
}

// exampleMetrics are the metrics of exampleStats, in alphabetical order.
const exampleMetrics = `numberserver_build_info{version="v1.0.0 go1.26"} 1
numberserver_clients{state="connected"} 4
numberserver_clients{state="waiting"} 9
numberserver_connections_ended_total{reason="bad data"} 2
numberserver_connections_ended_total{reason="finished"} 211
numberserver_connections_ended_total{reason="idle"} 0
numberserver_connections_ended_total{reason="unfinished line"} 1
numberserver_duplicates_total 3
numberserver_lines_total 10
numberserver_log_last_sync_seconds 0.02
numberserver_log_size_bytes 70
numberserver_log_sync_seconds_total 0.25
numberserver_log_syncs_total 12
numberserver_log_write_seconds_total 1.5
numberserver_log_writes_total 6
numberserver_queue_batches{to="dedup"} 5
numberserver_queue_batches{to="writer"} 8
numberserver_queue_capacity_batches{to="dedup"} 16
numberserver_queue_capacity_batches{to="writer"} 13
numberserver_received_bytes_total 110
numberserver_rejected_connections_total 2
numberserver_stopping 0
numberserver_unique_total 7`

func exampleInfo() monitor.Info {
	return monitor.Info{
		Version: "v1.0.0 go1.26", Addr: "[::]:4000", Log: "/var/lib/numberserver/numbers.log", Clients: 5, Started: time.Now().Add(-76 * time.Hour),
		Flags: []monitor.Flag{{Flag: "--addr", Value: ":4000"}, {Flag: "--log", Value: "/var/lib/numberserver/numbers.log"},
			{Flag: "--clients", Value: "5"}, {Flag: "--report-every", Value: "10s"}, {Flag: "--idle-timeout", Value: "0s"},
			{Flag: "--sync-every", Value: "1s"}, {Flag: "--resume", Value: "true"},
			{Flag: "--metrics-addr", Value: "127.0.0.1:9400"}, {Flag: "--log-format", Value: "plain"}},
	}
}

// listen returns a monitor that is closed at the end of the spec.
func listen(addr string) *monitor.Monitor {
	GinkgoHelper()
	m, err := monitor.Listen(addr, slog.New(slog.DiscardHandler))
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { m.Close(nil) })
	return m
}

var _ = Describe("The monitor", func() {
	var (
		m        *monitor.Monitor
		stopping atomic.Bool
	)

	BeforeEach(func() {
		stopping.Store(false)
		m = listen("127.0.0.1:0")
		m.Start(exampleInfo(), func() app.Stats {
			stats := exampleStats()
			stats.Stopping = stopping.Load()
			return stats
		})
	})

	// ask sends a request with headers, and returns the answer, which comes within a
	// second, and its body.
	ask := func(path string, headers ...string) (*http.Response, string) {
		GinkgoHelper()
		request, err := http.NewRequest(http.MethodGet, m.URL()+path, nil)
		Expect(err).NotTo(HaveOccurred())
		for _, line := range headers {
			name, value, _ := strings.Cut(line, ": ")
			request.Header.Set(name, value)
		}
		request.Host = request.Header.Get("Host")
		client := http.Client{Timeout: time.Second}
		response, err := client.Do(request)
		Expect(err).NotTo(HaveOccurred())
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		Expect(err).NotTo(HaveOccurred())
		return response, string(body)
	}

	// dial sends a request over a connection that is open until the end of the spec.
	dial := func(request string) {
		GinkgoHelper()
		conn, err := net.Dial("tcp", strings.Trim(m.URL(), "htp:/"))
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(conn.Close)
		_, err = io.WriteString(conn, request)
		Expect(err).NotTo(HaveOccurred())
	}

	It("shows every figure in the text format of Prometheus, by its conventions", func() {
		_, body := ask("metrics")
		Expect(strings.Join(regexp.MustCompile(`(?m)^numberserver_.*`).FindAllString(body, -1), "\n")).To(Equal(exampleMetrics))
		Expect(body).To(ContainSubstring("# TYPE numberserver_unique_total counter\n"))
		Expect(body).To(ContainSubstring("\nprocess_resident_memory_bytes "))
		Expect(body).To(ContainSubstring("\ngo_goroutines "))
		Expect(promlint.New(strings.NewReader(body)).Lint()).To(BeEmpty())
	})

	It("has a row in the operator's page for every metric of its own", func() {
		readme, err := os.ReadFile("../cli/README.md")
		Expect(err).NotTo(HaveOccurred())
		for _, name := range regexp.MustCompile(`(?m)^\w+`).FindAllString(exampleMetrics, -1) {
			Expect(string(readme)).To(MatchRegexp("(?m)^\\|.*`" + name + "(`|\\{)"))
		}
	})

	It("is healthy until the server stops", func() {
		response, body := ask("healthz")
		Expect(response).To(HaveHTTPStatus(http.StatusOK))
		Expect(body).To(Equal("ok\n"))

		stopping.Store(true)
		response, body = ask("healthz")
		Expect(response).To(HaveHTTPStatus(http.StatusServiceUnavailable))
		Expect(body).To(Equal("stopping\n"))
		_, body = ask("metrics")
		Expect(body).To(ContainSubstring("\nnumberserver_stopping 1\n"))
	})

	It("has every figure of the page as JSON", func() {
		response, body := ask("stats.json")
		Expect(response).To(HaveHTTPHeaderWithValue("Content-Type", "application/json"))
		var status map[string]any
		Expect(json.Unmarshal([]byte(body), &status)).To(Succeed())
		for path, matcher := range map[string]OmegaMatcher{
			"version": Equal("v1.0.0 go1.26"), "addr": Equal("[::]:4000"), "stopping": BeFalse(),
			"uptime": BeNumerically(">=", 76*3600), "memory": BeNumerically(">", 1_000_000),
			"unique": Equal(7.0), "duplicates": Equal(3.0), "received": Equal(110.0),
			"clients.connected": HaveLen(4), "clients.limit": Equal(5.0), "clients.waiting": Equal(9.0), "ended.bad data": Equal(2.0),
			"log.path": Equal("/var/lib/numberserver/numbers.log"), "log.size": Equal(70.0), "log.syncAge": BeNumerically(">=", 60), "log.syncTook": Equal(0.02),
			"settings": HaveLen(9), "queues": HaveLen(2), "rates.span": Equal(600.0), "rates.unique": BeAssignableToTypeOf([]any{}),
		} {
			var value any = status
			for key := range strings.SplitSeq(path, ".") {
				value = value.(map[string]any)[key]
			}
			Expect(value).To(matcher, path)
		}
	})

	It("sends a page that may load nothing from elsewhere", func() {
		response, _ := ask("")
		Expect(response).To(HaveHTTPHeaderWithValue("Content-Security-Policy", ContainSubstring("default-src 'none'; script-src 'self'; ")))
	})

	DescribeTable("refuses on this machine what other sites ask for, and only that",
		func(status int, headers ...string) {
			response, _ := ask("stats.json", headers...)
			Expect(response).To(HaveHTTPStatus(status))
		},
		Entry("by its name", 200, "Host: localhost:9400"),
		Entry("by an address", 200, "Host: [::1]:9400"),
		Entry("a name of theirs for this machine", 403, "Host: evil.example"),
		Entry("a name that begins like it", 403, "Host: localhost.evil.example:9400"),
		Entry("from their pages", 403, "Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"),
		Entry("from their pages, in an older browser", 403, "Host: localhost", "Origin: http://evil.example"),
		Entry("by a link from them", 200, "Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"),
		Entry("from its own page", 200, "Host: localhost:9400", "Sec-Fetch-Site: same-origin", "Origin: http://localhost:9400"),
	)

	It("answers by any name if it listens on all interfaces", func() {
		m = listen(":0")
		m.Start(exampleInfo(), exampleStats)
		response, _ := ask("healthz", "Host: monitor.example")
		Expect(response).To(HaveHTTPStatus(http.StatusOK))
	})

	DescribeTable("answers at once while clients hold many connections",
		func(request string) {
			for range 100 {
				dial(request)
			}
			for _, path := range []string{"healthz", "metrics"} {
				response, _ := ask(path)
				Expect(response).To(HaveHTTPStatus(http.StatusOK))
			}
		},
		Entry("without a request", ""),
		Entry("with half a request", "GET / HTTP/1.1\r\nHost:"),
		Entry("kept alive", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
		Entry("with profiles that are not read", "GET /debug/pprof/heap?seconds=60 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
		Entry("with pages that are not read", "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"),
	)

	DescribeTable("tells every open page how the server has ended",
		func(ended error, event string) {
			var pages []*http.Response
			for range 16 {
				page, err := http.Get(m.URL() + "events")
				Expect(err).NotTo(HaveOccurred())
				defer page.Body.Close()
				Expect(page).To(HaveHTTPHeaderWithValue("Content-Type", "text/event-stream"))
				pages = append(pages, page)
			}
			m.Close(ended)
			for _, page := range pages {
				Expect(page.TransferEncoding).To(BeEmpty(), "a browser may drop what comes before a missing last chunk")
				events, _ := io.ReadAll(page.Body)
				Expect(string(events)).To(HavePrefix("event: status\n"))
				Expect(string(events)).To(HaveSuffix(fmt.Sprintf("event: ended\ndata: %s\n\n", event)))
			}
		},
		Entry("cleanly", nil, `{"clean":true,"error":""}`),
		Entry("with an error", errors.New("disk full"), `{"clean":false,"error":"disk full"}`),
	)

	Describe("with its profiler", func() {
		sent := make(chan int) // how many bytes of an endless profile were sent
		http.HandleFunc("GET /debug/pprof/endless", func(w http.ResponseWriter, _ *http.Request) {
			chunk, total := make([]byte, 1<<20), 0
			for n, err := w.Write(chunk); err == nil; n, err = w.Write(chunk) {
				total += n
			}
			sent <- total
		})

		It("takes a profile for up to a minute", func() {
			_, body := ask("debug/pprof/")
			Expect(body).To(ContainSubstring("goroutine"))
			response, _ := ask("debug/pprof/trace?seconds=0.1")
			Expect(response).To(HaveHTTPStatus(http.StatusOK))
			for _, seconds := range []string{"61", "1e300", "NaN"} {
				response, body = ask("debug/pprof/profile?seconds=" + seconds)
				Expect(response).To(HaveHTTPStatus(http.StatusBadRequest))
				Expect(body).To(Equal("seconds: at most 60\n"))
			}
		})

		It("takes two profiles at once", func() {
			for range 2 {
				dial("GET /debug/pprof/heap?seconds=60 HTTP/1.1\r\nHost: localhost\r\n\r\n")
			}
			Eventually(func() int {
				response, _ := ask("debug/pprof/cmdline")
				return response.StatusCode
			}).Should(Equal(http.StatusServiceUnavailable))
		})

		It("sends up to 64 MiB", func() {
			response, err := http.Get(m.URL() + "debug/pprof/endless")
			Expect(err).NotTo(HaveOccurred())
			defer response.Body.Close()
			go func() { _, _ = io.Copy(io.Discard, response.Body) }()
			Eventually(sent).Should(Receive(Equal(64 << 20)))
		})

		It("gives up on a client that does not read", func() {
			dial("GET /debug/pprof/endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
			Eventually(sent).WithTimeout(5 * time.Second).Should(Receive(BeNumerically("<", 64<<20)))
		})
	})
})
