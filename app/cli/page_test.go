package cli

import (
	"context"
	"io"
	"iter"
	"math"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app"
)

// A browser is a headless Chromium that shows one page.
type browser struct {
	ctx context.Context

	mu     sync.Mutex
	errors []string // from the console
}

// openPage opens the address in a new browser. It skips the spec on a machine
// without one.
func openPage(address string) *browser {
	GinkgoHelper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium()), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.UserDataDir(GinkgoT().TempDir()))
	allocator, endBrowser := chromedp.NewExecAllocator(context.Background(), options...)
	DeferCleanup(endBrowser)
	ctx, closePage := chromedp.NewContext(allocator)
	DeferCleanup(func() {
		Expect(chromedp.Cancel(ctx)).To(Succeed())
		closePage()
	})
	b := &browser{ctx: ctx}
	b.do() // starts the browser
	go b.collect(chromedp.Console(ctx))
	b.do(chromedp.Navigate(address))
	return b
}

// chromium returns the path of a browser.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	Skip("this machine has no browser: looked for chromium, chromium-browser and google-chrome")
	return ""
}

// collect keeps the errors on the console until the page is closed.
func (b *browser) collect(messages iter.Seq2[chromedp.ConsoleMessage, error]) {
	for message, err := range messages {
		if err != nil {
			return
		}
		if message.IsException() || message.Type == "error" {
			b.mu.Lock()
			b.errors = append(b.errors, message.String())
			b.mu.Unlock()
		}
	}
}

func (b *browser) consoleErrors() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.errors
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	GinkgoHelper()
	Expect(chromedp.Do(b.ctx, steps...)).To(Succeed())
}

// script returns a function that returns the value of a JavaScript expression.
func (b *browser) script(expression string) func(g Gomega) string {
	return func(g Gomega) string {
		value, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression))
		g.Expect(err).NotTo(HaveOccurred())
		return value
	}
}

// text returns a function that returns the text of the element with the id.
func (b *browser) text(id string) func(g Gomega) string {
	return b.script("document.getElementById(" + strconv.Quote(id) + ").textContent")
}

// screenshot writes a picture of the page into the folder that the variable
// NUMBERSERVER_PICTURES names, if it is set.
func (b *browser) screenshot(name, colours string, width int64) {
	GinkgoHelper()
	folder := os.Getenv("NUMBERSERVER_PICTURES")
	if folder == "" {
		return
	}
	b.do(chromedp.EmulateViewport(width, 720, chromedp.EmulateScale(1.5)))
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: colours}},
	})
	Expect(err).NotTo(HaveOccurred())
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	Expect(err).NotTo(HaveOccurred())
	Expect(os.WriteFile(filepath.Join(folder, name), picture, 0o600)).To(Succeed())
}

// flood starts a client that sends the same numbers until its connection ends.
func flood(addr string) {
	GinkgoHelper()
	conn, err := net.Dial("tcp", addr)
	Expect(err).NotTo(HaveOccurred())
	var text strings.Builder
	for i := range 10_000 {
		text.WriteString(strconv.Itoa(100_000_000+i) + "\n")
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for err == nil {
			_, err = io.WriteString(conn, text.String())
		}
	}()
	DeferCleanup(func() {
		_ = conn.Close()
		Eventually(ended).Should(BeClosed())
	})
}

var _ = Describe("The page in a browser", Ordered, func() {
	var (
		server *program
		page   *browser
	)

	BeforeAll(func() {
		server = serve("--metrics-addr", "127.0.0.1:0", "--clients", "2", "--log", newLog()+`<b>&"`)
		Eventually(server.err).Should(gbytes.Say("status page at .*\n"))
		_, address, _ := strings.Cut(string(server.err.Contents()), "status page at ")
		page = openPage(strings.TrimSpace(address))
		Eventually(page.text("state")).Should(Equal("serving"))
	})

	It("shows text from outside as it is", func() {
		Eventually(page.text("path")).Should(HaveSuffix(`numbers.log<b>&"`))
	})

	It("reads the picture out to a keyboard", func() {
		page.do(chromedp.Focus("#plot"), chromedp.KeyEvent(kb.ArrowLeft))
		Eventually(page.text("reading")).Should(Equal("now: 0 unique, 0 duplicates a second"))
		page.do(chromedp.KeyEvent(kb.PageUp))
		Eventually(page.text("reading")).Should(Equal("1 min 0 s ago: no figures yet"))
		page.do(chromedp.Blur("#plot"))
	})

	It("shows figures that move, and a picture of them", func() {
		flood(server.addr())
		Eventually(page.text("unique")).Should(Equal("10,000"))
		Eventually(page.text("connected")).Should(Equal("1 of 2"))
		Eventually(page.text("rate")).ShouldNot(Equal("0"))
		duplicates := page.text("duplicates")(Default)
		Eventually(page.text("duplicates")).ShouldNot(Equal(duplicates))
		// The newest sample is above the base line, which is at 100.
		Eventually(page.script(`document.getElementById("area-duplicates").getAttribute("d")`)).Should(MatchRegexp(`L600 \d\d?\.\d\d`))
	})

	It("fits the width of a phone", func() {
		page.do(chromedp.EmulateViewport(360, 720))
		Expect(page.script(`String(document.documentElement.scrollWidth)`)(Default)).To(Equal("360"))
		page.screenshot("page-phone.png", "dark", 360)
	})

	It("has no errors on the console", func() {
		Expect(page.consoleErrors()).To(BeEmpty())
	})

	It("says that the server is gone", func() {
		Eventually(page.text("state")).Should(Equal("serving"))
		server.stop(syscall.SIGTERM)
		Eventually(page.text("state")).Should(MatchRegexp(`^gone: no answer since \d\d:\d\d:\d\d$`))
		Expect(page.script("document.body.dataset.state")(Default)).To(Equal("gone"))
	})

	It("says that the server stops", func() {
		example := httptest.NewServer(handler(exampleInfo, func() app.Stats { return app.Stats{Stopping: true} }, newHistory(app.Stats{})))
		DeferCleanup(example.Close)
		page.do(chromedp.Navigate(example.URL))
		Eventually(page.text("state")).Should(Equal("stopping"))
	})

	It("draws ten minutes", func() {
		stats, samples := tenMinutes()
		info := serverInfo{
			version: "v1.0.0 go1.26", addr: "[::]:4000", log: "/var/lib/numberserver/numbers.log", clients: 5,
			started: time.Now().Add(-76 * time.Hour), flags: serviceFlags(),
		}
		example := httptest.NewServer(handler(info, func() app.Stats { return stats }, samples))
		DeferCleanup(example.Close)
		page.do(chromedp.Navigate(example.URL))
		Eventually(page.script(`document.getElementById("area-unique").getAttribute("d")`)).Should(MatchRegexp(`^M0 .*L600 `))
		page.screenshot("page.png", "light", 1000)
		page.screenshot("page-dark.png", "dark", 1000)
	})
})

// serviceFlags returns the settings of the systemd unit.
func serviceFlags() []setting {
	line, err := newParser(Streams{}, "").Parse(serviceArgs())
	Expect(err).NotTo(HaveOccurred())
	return settingsOf(line)
}

// serviceArgs returns the command line in the systemd unit.
func serviceArgs() []string {
	unit, err := os.ReadFile("numberserver.service")
	Expect(err).NotTo(HaveOccurred())
	_, command, _ := strings.Cut(string(unit), "\nExecStart=")
	command, _, _ = strings.Cut(command, "\n")
	return strings.Fields(command)[1:]
}

// tenMinutes returns what a server with a changing load has counted, and its history.
func tenMinutes() (app.Stats, *history) {
	stats := app.Stats{
		Bytes: 3_120_000_000, Rejected: 3, Connected: 4, Received: 5, ReceivedCap: 16, Deduped: 1, DedupedCap: 4,
		Syncs: app.Timing{Times: 604, Took: 5 * time.Second}, LastSync: time.Now(), LastSyncTook: 8 * time.Millisecond,
	}
	samples := newHistory(stats)
	for i := range samplesKept {
		t := float64(i)
		load := max(0, 1+math.Sin(t/70)+math.Sin(t/23)/3+math.Sin(t*1.7)/12+math.Sin(t*5.3)/15)
		stats.Unique += uint64(350_000 * load)
		stats.Duplicates += uint64(350_000 * load * t / 900)
		samples.add(samples.at.Add(time.Second), stats.Counts)
	}
	stats.LogSize = int64(stats.Unique) * 10
	return stats, samples
}
