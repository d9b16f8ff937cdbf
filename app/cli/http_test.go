package cli

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app"
)

var _ = Describe("The monitor", func() {
	var m *monitor

	BeforeEach(func() {
		var err error
		m, err = listenHTTP("127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			m.Serve(func() app.Stats {
				return app.Stats{
					Counts: app.Counts{Unique: 7, Duplicates: 3}, Bytes: 110, Rejected: 2, Connected: 5, Waiting: 9,
					Received: 1, Deduped: 4,
					Writes: app.Timing{Times: 6, Took: 1500 * time.Millisecond},
					Syncs:  app.Timing{Times: 8, Took: 250 * time.Millisecond},
				}
			})
		}()
		DeferCleanup(func() {
			m.Close()
			Eventually(ended).Should(BeClosed())
		})
	})

	get := func(path string) string {
		GinkgoHelper()
		response, err := http.Get("http://" + m.Addr().String() + path)
		Expect(err).NotTo(HaveOccurred())
		defer response.Body.Close()
		Expect(response).To(HaveHTTPStatus(http.StatusOK))
		body, err := io.ReadAll(response.Body)
		Expect(err).NotTo(HaveOccurred())
		return string(body)
	}

	It("shows every figure in the text format of Prometheus", func() {
		body := get("/metrics")
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
			`numberserver_log_writes_total 6`,
			`numberserver_log_write_seconds_total 1.5`,
			`numberserver_log_syncs_total 8`,
			`numberserver_log_sync_seconds_total 0.25`,
		} {
			Expect(body).To(ContainSubstring(line + "\n"))
		}
		sample := regexp.MustCompile(`^[a-z_]+(\{[A-Za-z_]+="[^"]*"(, ?[A-Za-z_]+="[^"]*")*\})? [0-9.e+-]+$`)
		for line := range strings.Lines(body) {
			Expect(strings.TrimSpace(line)).To(Or(HavePrefix("# "), MatchRegexp(sample.String())))
		}
	})

	It("offers the profiler", func() {
		Expect(get("/debug/pprof/")).To(ContainSubstring("goroutine"))
	})

	It("says which address it cannot have", func() {
		_, err := listenHTTP(m.Addr().String())
		Expect(err).To(MatchError(ContainSubstring(m.Addr().String())))
	})
})
