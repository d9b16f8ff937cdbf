package monitor_test

import (
	"context"
	"errors"
	"iter"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"

	"numberserver/app"
	"numberserver/app/internal/testkit"
	"numberserver/app/monitor"
)

// A browser is a headless Chromium that shows one page.
type browser struct {
	ctx context.Context

	mu     sync.Mutex
	errors []string // from the console
}

// openPage opens a new browser. It skips the spec on a machine without one.
func openPage() *browser {
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
	b.do(chromedp.EmulateViewport(width, 720))
	b.prefer(colours)
	folder := os.Getenv("NUMBERSERVER_PICTURES")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	Expect(err).NotTo(HaveOccurred())
	Expect(os.WriteFile(filepath.Join(folder, name), picture, 0o600)).To(Succeed())
}

// prefer makes the page think that the user prefers the colours light or dark.
func (b *browser) prefer(colours string) {
	GinkgoHelper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: colours}},
	})
	Expect(err).NotTo(HaveOccurred())
}

// flood starts a client that sends the same numbers until its connection ends.
func flood(addr string) {
	GinkgoHelper()
	conn, err := net.Dial("tcp", addr)
	Expect(err).NotTo(HaveOccurred())
	text := testkit.Lines(100_000_000, 100_010_000)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for err == nil {
			_, err = conn.Write(text)
		}
	}()
	DeferCleanup(func() {
		_ = conn.Close()
		Eventually(ended).Should(BeClosed())
	})
}

// contrast is a script that returns the lowest contrast of a colour that carries a
// meaning with the ground, and of the areas with each other, as WCAG defines it.
const contrast = `(() => {
	const style = getComputedStyle(document.documentElement);
	const light = (name) => {
		const parts = style.getPropertyValue("--" + name).trim().match(/[0-9a-f]{2}/g).map((part) => parseInt(part, 16) / 255)
			.map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
		return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05;
	};
	const ratio = (a, b) => Math.max(light(a), light(b)) / Math.min(light(a), light(b));
	const ratios = ["ink", "soft", "unique", "duplicates", "good", "warn", "bad"].map((name) => ratio(name, "paper"));
	return String(Math.min(...ratios, ratio("unique", "duplicates")));
})()`

var _ = Describe("The page in a browser", Ordered, func() {
	var (
		server *testkit.Server
		page   *browser
	)

	serve := func() {
		server = testkit.Serve("--metrics-addr", "127.0.0.1:0", "--clients", "2", "--log", `numbers.log<b>&"`)
		Eventually(server.Err).Should(gbytes.Say("status page at .*\n"))
		_, address, _ := strings.Cut(string(server.Err.Contents()), "status page at ")
		page.do(chromedp.Navigate(strings.TrimSpace(address)))
		Eventually(page.text("state")).Should(Equal("serving"))
	}

	BeforeAll(func() {
		page = openPage()
		serve()
	})

	// show shows a server that is made up.
	show := func(info monitor.Info, stats func() app.Stats) *monitor.Monitor {
		m := start("127.0.0.1:0", info, stats)
		page.do(chromedp.Navigate(m.URL()))
		Eventually(page.text("state")).ShouldNot(Equal("loading"))
		return m
	}

	// isAlert returns a function that reports whether the element with the id is marked.
	isAlert := func(id string) func(g Gomega) string {
		return page.script(`String(document.getElementById("` + id + `").classList.contains("alert"))`)
	}

	It("shows text from outside as it is", func() {
		Eventually(page.text("path")).Should(HaveSuffix(`numbers.log<b>&"`))
	})

	It("shows a minute at first", func() {
		Eventually(page.text("from")).Should(Equal("1 min ago"))
	})

	It("reads the picture out to a keyboard", func() {
		page.do(chromedp.Focus("#plot"), chromedp.KeyEvent(kb.ArrowLeft))
		Eventually(page.text("reading")).Should(Equal("now: 0 unique, 0 duplicates a second"))
		page.do(chromedp.KeyEvent(kb.Home))
		Eventually(page.text("reading")).Should(Equal("59 s ago: no figures yet"))
		page.do(chromedp.Blur("#plot"))
	})

	It("shows clients, figures that move, and a picture of them", func() {
		flood(server.Addr)
		Eventually(page.text("unique")).Should(Equal("10,000"))
		Eventually(page.text("connected")).Should(Equal("1 of 2 slots taken"))
		Eventually(page.text("clients")).Should(MatchRegexp(`^127\.0\.0\.1:\d+.*s.*s[1-9][\d,]+$`))
		Eventually(page.text("rate")).ShouldNot(Equal("0"))
		duplicates := page.text("duplicates")(Default)
		Eventually(page.text("duplicates")).ShouldNot(Equal(duplicates))
		// The newest sample is above the base line, which is at 100.
		Eventually(page.script(`document.getElementById("area-duplicates").getAttribute("d")`)).Should(MatchRegexp(`L60 \d\d?\.\d\d`))
		page.screenshot("load.png", "light", 1280)
	})

	It("marks clients that wait while all slots are taken", func() {
		Expect(isAlert("waiting")(Default)).To(Equal("false"))
		for range 3 {
			server.Dial()
		}
		Eventually(page.text("waiting")).Should(Equal("1 waiting for a slot"))
		Expect(isAlert("waiting")(Default)).To(Equal("true"))
		page.screenshot("full.png", "light", 1280)
		page.screenshot("full-phone.png", "dark", 390)
	})

	It("fits the width of a phone", func() {
		page.do(chromedp.EmulateViewport(360, 720))
		Expect(page.script(`String(document.documentElement.scrollWidth)`)(Default)).To(Equal("360"))
	})

	DescribeTable("has colours that can be told from each other",
		func(colours string) {
			page.prefer(colours)
			lowest, err := strconv.ParseFloat(page.script(contrast)(Default), 64)
			Expect(err).NotTo(HaveOccurred())
			Expect(lowest).To(BeNumerically(">=", 3))
		},
		Entry("light", "light"),
		Entry("dark", "dark"),
	)

	It("has no errors on the console", func() {
		Expect(page.consoleErrors()).To(BeEmpty())
	})

	It("says that the server has stopped cleanly, and when", func() {
		server.Interrupt()
		Eventually(page.text("state")).Should(MatchRegexp(`^stopped cleanly at \d\d:\d\d:\d\d$`))
		Expect(page.text("to")(Default)).To(MatchRegexp(`^\d\d:\d\d:\d\d$`), "the end of the picture is not now")
		Eventually(server).Should(gexec.Exit(0))
		page.screenshot("stopped.png", "light", 1280)
	})

	It("says that the server is gone when it was killed, and goes on when it is back", func() {
		serve()
		server.Kill()
		Eventually(page.text("state")).Should(MatchRegexp(`^gone: no answer since \d\d:\d\d:\d\d$`))
		page.screenshot("gone.png", "dark", 390)
	})

	It("says what the server has failed with", func() {
		m := show(exampleInfo(), exampleStats)
		m.Close(errors.New("disk full"))
		Eventually(page.text("state")).Should(MatchRegexp(`^failed at \d\d:\d\d:\d\d: disk full$`))
	})

	It("says that the server stops", func() {
		show(exampleInfo(), func() app.Stats { return app.Stats{Stopping: true} })
		Eventually(page.text("state")).Should(Equal("stopping"))
	})

	It("marks what the documentation says to alert on", func() {
		var stats atomic.Pointer[app.Stats]
		good := exampleStats()
		stats.Store(&good)
		show(exampleInfo(), func() app.Stats { return *stats.Load() })
		badData := page.script(`String(document.querySelector("#ended .alert") !== null)`)
		for _, mark := range []func(Gomega) string{isAlert("sync-took"), isAlert("queue-writer"), badData} {
			Expect(mark(Default)).To(Equal("false"))
		}
		bad := exampleStats()
		bad.LastSyncTook, bad.WriteQueue.Length = 3*time.Second, bad.WriteQueue.Capacity
		bad.Ended[app.BadData]++
		stats.Store(&bad)
		for _, mark := range []func(Gomega) string{isAlert("sync-took"), isAlert("queue-writer"), badData} {
			Eventually(mark).Should(Equal("true"))
		}
	})

	It("says how much of the log is synced", func() {
		var unsynced atomic.Uint64
		unsynced.Store(1)
		show(exampleInfo(), func() app.Stats {
			stats := exampleStats()
			stats.Unsynced = unsynced.Load()
			return stats
		})
		Eventually(page.text("sync")).Should(Equal("up to 1 min ago"))
		unsynced.Store(0)
		Eventually(page.text("sync")).Should(Equal("all of it"))
	})

	It("draws ten minutes", func() {
		info := monitor.Info{
			Version: "v1.0.0 go1.26", Addr: "[::]:4000", Log: "/var/lib/numberserver/numbers.log", Clients: 5,
			Started: time.Now().Add(-76 * time.Hour),
			Flags: []monitor.Flag{{Flag: "--addr", Value: ":4000"}, {Flag: "--log", Value: "/var/lib/numberserver/numbers.log"},
				{Flag: "--clients", Value: "5"}, {Flag: "--report-every", Value: "10s"}, {Flag: "--idle-timeout", Value: "off"},
				{Flag: "--sync-every", Value: "1s"}, {Flag: "--resume", Value: "on"},
				{Flag: "--metrics-addr", Value: "127.0.0.1:9400"}, {Flag: "--log-format", Value: "plain"}},
		}
		stats := app.Stats{
			Bytes: 3_120_000_000, Clients: exampleClients(),
			Ended:      map[app.Ending]uint64{app.Finished: 211, app.Unfinished: 1, app.BadData: 3, app.Idle: 0},
			DedupQueue: app.Queue{Length: 5, Capacity: 16}, WriteQueue: app.Queue{Length: 1, Capacity: 4},
			Syncs: app.Timing{Times: 604, Took: 5 * time.Second}, LastSync: time.Now(), LastSyncTook: 8 * time.Millisecond,
		}
		var shown atomic.Pointer[app.Stats]
		shown.Store(&app.Stats{Ended: stats.Ended})
		m := show(info, func() app.Stats { return *shown.Load() })
		stats.Counts = m.Remember(600, func(second int) app.Counts {
			t := float64(second)
			load := max(0, 1+math.Sin(t/70)+math.Sin(t/23)/3+math.Sin(t*1.7)/12+math.Sin(t*5.3)/15)
			return app.Counts{Unique: uint64(350_000 * load), Duplicates: uint64(350_000 * load * t / 900)}
		})
		stats.LogSize = int64(stats.Unique) * 10
		shown.Store(&stats)
		Eventually(page.script(`document.getElementById("area-unique").getAttribute("d")`)).Should(MatchRegexp(`^M0 .*L600 `))
		Expect(page.text("from")(Default)).To(Equal("10 min ago"))
		page.screenshot("page.png", "light", 1000)
		page.screenshot("page-dark.png", "dark", 1280)
		page.screenshot("page-phone.png", "light", 390)
	})
})

// exampleClients are four clients, one of them idle.
func exampleClients() (clients []app.Client) {
	for i, idle := range []time.Duration{10 * time.Millisecond, 130 * time.Second, 0, 20 * time.Millisecond} {
		clients = append(clients, app.Client{
			Addr:     "192.0.2." + strconv.Itoa(17+i) + ":" + strconv.Itoa(51234+i*1111),
			Since:    time.Now().Add(-time.Duration(i+1) * 27 * time.Minute),
			LastRead: time.Now().Add(-idle),
			Lines:    uint64(71_234_567 >> i),
		})
	}
	return clients
}
