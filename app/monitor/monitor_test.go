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
	return app.Stats{
		Counts: app.Counts{Unique: 7, Duplicates: 3}, Bytes: 110, Waiting: 9,
		Clients:    make([]app.Client, 5),
		Ended:      map[app.Ending]uint64{app.Finished: 8, app.BadData: 2},
		DedupQueue: app.Queue{Length: 1, Capacity: 16}, WriteQueue: app.Queue{Length: 4, Capacity: 8},
		Writes:  app.Timing{Times: 6, Took: 1500 * time.Millisecond},
		Syncs:   app.Timing{Times: 12, Took: 250 * time.Millisecond},
		LogSize: 70, LastSync: time.Now().Add(-time.Minute), LastSyncTook: 20 * time.Millisecond,
	}
}

func exampleInfo() monitor.Info {
	return monitor.Info{
		Version: `v1 "quoted" go1`, Addr: "127.0.0.1:4000", Log: `/tmp/<b>&"numbers".log`, Clients: 50, Started: time.Now().Add(-time.Hour),
		Flags: []monitor.Flag{{Flag: "--clients", Value: "50"}, {Flag: "--resume", Value: "true"}},
	}
}

// start starts a monitor on addr until the end of the spec.
func start(addr string, info monitor.Info, stats func() app.Stats) *monitor.Monitor {
	GinkgoHelper()
	m, err := monitor.Listen(addr, slog.New(slog.DiscardHandler))
	Expect(err).NotTo(HaveOccurred())
	m.Start(info, stats)
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
		m = start("127.0.0.1:0", exampleInfo(), func() app.Stats {
			stats := exampleStats()
			stats.Stopping = stopping.Load()
			return stats
		})
	})

	addr := func() string { return strings.Trim(strings.TrimPrefix(m.URL(), "http:"), "/") }

	// ask sends a request with headers, and returns the answer and its body.
	ask := func(path string, headers ...string) (*http.Response, string) {
		GinkgoHelper()
		request, err := http.NewRequest(http.MethodGet, m.URL()+path, nil)
		Expect(err).NotTo(HaveOccurred())
		for _, line := range headers {
			name, value, _ := strings.Cut(line, ": ")
			request.Header.Set(name, value)
		}
		request.Host = request.Header.Get("Host")
		response, err := http.DefaultClient.Do(request)
		Expect(err).NotTo(HaveOccurred())
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		Expect(err).NotTo(HaveOccurred())
		return response, string(body)
	}

	It("shows every figure in the text format of Prometheus", func() {
		_, body := ask("metrics")
		for _, line := range []string{
			`numberserver_lines_total 10`,
			`numberserver_unique_total 7`,
			`numberserver_duplicates_total 3`,
			`numberserver_received_bytes_total 110`,
			`numberserver_rejected_connections_total 2`,
			`numberserver_connections_ended_total{reason="bad data"} 2`,
			`numberserver_connections_ended_total{reason="finished"} 8`,
			`numberserver_clients{state="connected"} 5`,
			`numberserver_clients{state="waiting"} 9`,
			`numberserver_queue_batches{to="dedup"} 1`,
			`numberserver_queue_batches{to="writer"} 4`,
			`numberserver_queue_capacity_batches{to="dedup"} 16`,
			`numberserver_queue_capacity_batches{to="writer"} 8`,
			`numberserver_log_size_bytes 70`,
			`numberserver_log_writes_total 6`,
			`numberserver_log_write_seconds_total 1.5`,
			`numberserver_log_syncs_total 12`,
			`numberserver_log_sync_seconds_total 0.25`,
			`numberserver_log_last_sync_seconds 0.02`,
			`numberserver_stopping 0`,
			`numberserver_build_info{version="v1 \"quoted\" go1"} 1`,
		} {
			Expect(body).To(ContainSubstring("\n" + line + "\n"))
		}
		Expect(body).To(ContainSubstring("# TYPE numberserver_unique_total counter\n"))
		Expect(body).To(ContainSubstring("\nprocess_resident_memory_bytes "))
		Expect(body).To(ContainSubstring("\ngo_goroutines "))
		stopping.Store(true)
		_, body = ask("metrics")
		Expect(body).To(ContainSubstring("\nnumberserver_stopping 1\n"))
	})

	It("follows the conventions for metrics", func() {
		_, body := ask("metrics")
		Expect(promlint.New(strings.NewReader(body)).Lint()).To(BeEmpty())
	})

	It("has a row in the operator's page for every metric of its own", func() {
		readme, err := os.ReadFile("../cli/README.md")
		Expect(err).NotTo(HaveOccurred())
		_, body := ask("metrics")
		for _, name := range regexp.MustCompile(`(?m)^# TYPE (numberserver_\S+)`).FindAllStringSubmatch(body, -1) {
			Expect(string(readme)).To(MatchRegexp("(?m)^\\|.*`" + name[1] + "(`|\\{)"))
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
	})

	It("has every figure of the page as JSON", func() {
		response, body := ask("stats.json")
		Expect(response).To(HaveHTTPHeaderWithValue("Content-Type", "application/json"))
		var status map[string]any
		Expect(json.Unmarshal([]byte(body), &status)).To(Succeed())
		for path, matcher := range map[string]OmegaMatcher{
			"version": Equal(`v1 "quoted" go1`), "addr": Equal("127.0.0.1:4000"), "stopping": BeFalse(),
			"uptime": BeNumerically(">=", 3600), "memory": BeNumerically(">", 1_000_000),
			"unique": Equal(7.0), "duplicates": Equal(3.0), "received": Equal(110.0),
			"clients.connected": HaveLen(5), "clients.limit": Equal(50.0), "clients.waiting": Equal(9.0), "ended.bad data": Equal(2.0),
			"log.path": Equal(`/tmp/<b>&"numbers".log`), "log.size": Equal(70.0), "log.syncAge": BeNumerically(">=", 60), "log.syncTook": Equal(0.02),
			"settings": HaveLen(2), "queues": HaveLen(2), "rates.span": Equal(600.0),
		} {
			var value any = status
			for key := range strings.SplitSeq(path, ".") {
				value = value.(map[string]any)[key]
			}
			Expect(value).To(matcher, path)
		}
	})

	It("sends a page of less than 60 KB that may load nothing from elsewhere", func() {
		size := 0
		for _, path := range []string{"", "page.js"} {
			response, body := ask(path)
			Expect(response).To(HaveHTTPStatus(http.StatusOK))
			Expect(response).To(HaveHTTPHeaderWithValue("Content-Security-Policy", ContainSubstring("default-src 'none'")))
			Expect(body).NotTo(MatchRegexp(`(src|href)="?(https?:)?//`))
			size += len(body)
		}
		Expect(size).To(BeNumerically("<", 60_000))
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
		m = start(":0", exampleInfo(), exampleStats)
		response, _ := ask("healthz", "Host: monitor.example")
		Expect(response).To(HaveHTTPStatus(http.StatusOK))
	})

	It("knows no other path", func() {
		response, _ := ask("other")
		Expect(response).To(HaveHTTPStatus(http.StatusNotFound))
	})

	It("offers the profiler, for up to a minute", func() {
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

	It("says which address it cannot have", func() {
		_, err := monitor.Listen(addr(), slog.Default())
		Expect(err).To(MatchError(ContainSubstring(addr())))
	})

	DescribeTable("answers at once while clients hold many connections",
		func(request string) {
			for range 100 {
				conn, err := net.Dial("tcp", addr())
				Expect(err).NotTo(HaveOccurred())
				DeferCleanup(conn.Close)
				_, err = io.WriteString(conn, request)
				Expect(err).NotTo(HaveOccurred())
			}
			response, _ := ask("healthz")
			Expect(response).To(HaveHTTPStatus(http.StatusOK))
		},
		Entry("without a request", ""),
		Entry("with half a request", "GET / HTTP/1.1\r\nHost:"),
		Entry("kept alive", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
		Entry("with profiles that are not read", "GET /debug/pprof/heap?seconds=60 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
		Entry("with pages that are not read", "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"),
	)

	It("takes two profiles at once", func() {
		busy := func() int {
			response, _ := ask("debug/pprof/cmdline")
			return response.StatusCode
		}
		for range 2 {
			go func() {
				if response, err := http.Get(m.URL() + "debug/pprof/heap?seconds=60"); err == nil {
					_ = response.Body.Close()
				}
			}()
		}
		Eventually(busy).Should(Equal(http.StatusServiceUnavailable))
	})

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
				events, _ := io.ReadAll(page.Body) // the connection may end within it
				Expect(string(events)).To(HavePrefix("event: status\n"))
				Expect(string(events)).To(HaveSuffix(fmt.Sprintf("event: ended\ndata: %s\n\n", event)))
			}
		},
		Entry("cleanly", nil, `{"clean":true,"error":""}`),
		Entry("with an error", errors.New("disk full"), `{"clean":false,"error":"disk full"}`),
	)
})
