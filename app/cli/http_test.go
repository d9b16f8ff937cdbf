package cli

import (
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"numberserver/app"
)

// exampleStats are different in every figure.
func exampleStats() app.Stats {
	return app.Stats{
		Counts: app.Counts{Unique: 7, Duplicates: 3}, Bytes: 110, Rejected: 2, Connected: 5, Waiting: 9,
		Received: 1, ReceivedCap: 16, Deduped: 4, DedupedCap: 8,
		Writes:  app.Timing{Times: 6, Took: 1500 * time.Millisecond},
		Syncs:   app.Timing{Times: 12, Took: 250 * time.Millisecond},
		LogSize: 70, LastSync: time.Now().Add(-time.Minute), LastSyncTook: 20 * time.Millisecond,
	}
}

var exampleInfo = serverInfo{
	version: `v1 "quoted" go1`, addr: "127.0.0.1:4000", log: `/tmp/<b>&"numbers".log`, clients: 50,
	flags: []setting{{Flag: "--clients", Value: "50"}, {Flag: "--resume", Value: "true"}, {Flag: "--sync-every", Value: "1s"}},
}

var _ = Describe("The monitor", func() {
	var (
		m        *monitor
		stopping atomic.Bool
	)

	BeforeEach(func() {
		var err error
		m, err = listenHTTP("127.0.0.1:0", slog.New(slog.DiscardHandler))
		Expect(err).NotTo(HaveOccurred())
	})

	JustBeforeEach(func() {
		info := exampleInfo
		info.started = time.Now().Add(-time.Hour)
		stopping.Store(false)
		m.start(info, func() app.Stats {
			stats := exampleStats()
			stats.Stopping = stopping.Load()
			return stats
		})
		DeferCleanup(m.close)
	})

	url := func(path string) string { return "http://" + m.listener.Addr().String() + path }

	get := func(path string) (*http.Response, string) {
		GinkgoHelper()
		response, err := http.Get(url(path))
		Expect(err).NotTo(HaveOccurred())
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		Expect(err).NotTo(HaveOccurred())
		return response, string(body)
	}

	It("shows every figure in the text format of Prometheus", func() {
		_, body := get("/metrics")
		for _, line := range []string{
			`numberserver_lines_total 10`,
			`numberserver_unique_total 7`,
			`numberserver_duplicates_total 3`,
			`numberserver_received_bytes_total 110`,
			`numberserver_rejected_connections_total 2`,
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
		Expect(body).To(MatchRegexp(`(?m)^process_resident_memory_bytes [1-9]\d{6,}$`))
	})

	It("follows the conventions for metrics", func() {
		_, body := get("/metrics")
		Expect(promlint.New(strings.NewReader(body)).Lint()).To(BeEmpty())
	})

	It("has a row in the operator's page for every metric", func() {
		readme, err := os.ReadFile("README.md")
		Expect(err).NotTo(HaveOccurred())
		_, body := get("/metrics")
		for _, name := range regexp.MustCompile(`(?m)^# TYPE (\S+)`).FindAllStringSubmatch(body, -1) {
			Expect(string(readme)).To(MatchRegexp("(?m)^\\|.*`" + name[1] + "(`|\\{)"))
		}
	})

	It("is healthy until the server stops", func() {
		response, body := get("/healthz")
		Expect(response).To(HaveHTTPStatus(http.StatusOK))
		Expect(body).To(Equal("ok\n"))

		stopping.Store(true)
		response, body = get("/healthz")
		Expect(response).To(HaveHTTPStatus(http.StatusServiceUnavailable))
		Expect(body).To(Equal("stopping\n"))
	})

	It("has every figure of the page", func() {
		response, body := get("/stats.json")
		Expect(response).To(HaveHTTPHeaderWithValue("Content-Type", "application/json"))
		var s status
		Expect(json.Unmarshal([]byte(body), &s)).To(Succeed())
		Expect(s.Version).To(Equal(exampleInfo.version))
		Expect(s.Addr).To(Equal("127.0.0.1:4000"))
		Expect(s.Uptime).To(BeNumerically(">=", 3600))
		Expect(s.Memory).To(BeNumerically(">", 1_000_000))
		Expect(s.Settings).To(Equal(exampleInfo.flags))
		Expect([]uint64{s.Unique, s.Duplicates, s.Received, s.Rejected}).To(Equal([]uint64{7, 3, 110, 2}))
		Expect([]int{s.Clients.Connected, s.Clients.Limit, s.Clients.Waiting}).To(Equal([]int{5, 50, 9}))
		Expect(s.Log.Path).To(Equal(exampleInfo.log))
		Expect(s.Log.Size).To(BeEquivalentTo(70))
		Expect(s.Log.SyncAge).To(BeNumerically(">=", 60))
		Expect(s.Log.SyncTook).To(Equal(0.02))
		Expect(s.Queues).To(Equal([]queue{{To: "dedup", Length: 1, Capacity: 16}, {To: "writer", Length: 4, Capacity: 8}}))
		Expect(s.Rates.Span).To(Equal(600))
	})

	It("sends a page of less than 60 KB that may load nothing from elsewhere", func() {
		size := 0
		for _, path := range []string{"/", "/page.js"} {
			response, body := get(path)
			Expect(response).To(HaveHTTPStatus(http.StatusOK))
			Expect(response).To(HaveHTTPHeaderWithValue("Content-Security-Policy", ContainSubstring("default-src 'none'")))
			Expect(body).NotTo(MatchRegexp(`(src|href)="?(https?:)?//`))
			size += len(body)
		}
		Expect(size).To(BeNumerically("<", 60_000))
	})

	It("knows no other path", func() {
		response, _ := get("/other")
		Expect(response).To(HaveHTTPStatus(http.StatusNotFound))
	})

	It("offers the profiler", func() {
		_, body := get("/debug/pprof/")
		Expect(body).To(ContainSubstring("goroutine"))
	})

	When("a profile takes longer than a write may", func() {
		BeforeEach(func() { m.server.WriteTimeout = 500 * time.Millisecond })

		It("waits for the profile", func() {
			response, body := get("/debug/pprof/profile?seconds=1")
			Expect(response).To(HaveHTTPStatus(http.StatusOK), body)
		})
	})

	It("says which address it cannot have", func() {
		_, err := listenHTTP(m.listener.Addr().String(), slog.Default())
		Expect(err).To(MatchError(ContainSubstring(m.listener.Addr().String())))
	})

	When("more requests are left unfinished than it takes connections", func() {
		BeforeEach(func() {
			m.server.ReadHeaderTimeout /= 30
			m.server.ReadTimeout = 0
		})

		It("drops them in time, and answers those behind them", func() {
			var unfinished []net.Conn
			for range 2 * httpConnections {
				conn, err := net.Dial("tcp", m.listener.Addr().String())
				Expect(err).NotTo(HaveOccurred())
				DeferCleanup(conn.Close)
				_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost:")
				Expect(err).NotTo(HaveOccurred())
				unfinished = append(unfinished, conn)
			}
			response, _ := get("/healthz")
			Expect(response).To(HaveHTTPStatus(http.StatusOK))
			for _, conn := range unfinished {
				Eventually(func() error { _, err := io.ReadAll(conn); return err }).Should(Or(Succeed(), MatchError(syscall.ECONNRESET)))
			}
		})
	})
})

var _ = Describe("The history", func() {
	It("holds the lines a second between samples, however late they are", func() {
		h := newHistory(app.Stats{})
		h.add(h.at.Add(time.Second), app.Counts{Unique: 100, Duplicates: 10})
		h.add(h.at.Add(2*time.Second), app.Counts{Unique: 300, Duplicates: 10})
		unique, duplicates := h.read()
		Expect(unique).To(Equal([]int64{100, 100}))
		Expect(duplicates).To(Equal([]int64{10, 0}))
	})

	It("forgets what is older than ten minutes", func() {
		h := newHistory(app.Stats{})
		total := uint64(0)
		for i := range uint64(601) {
			total += i
			h.add(h.at.Add(time.Second), app.Counts{Unique: total})
		}
		unique, _ := h.read()
		Expect(unique).To(HaveLen(600))
		Expect(unique[0]).To(BeEquivalentTo(1))
		Expect(unique[599]).To(BeEquivalentTo(600))
	})

	It("takes a sample at every tick until it is done", func() {
		h := newHistory(app.Stats{})
		ticks, done, ended := make(chan time.Time), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			h.run(exampleStats, ticks, done)
		}()
		ticks <- h.at.Add(time.Second)
		close(done)
		Eventually(ended).Should(BeClosed())
		unique, _ := h.read()
		Expect(unique).To(Equal([]int64{7}))
	})
})
