package monitor_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
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

// openBrowser starts a headless Chromium. It skips the specs on a machine without one.
func openBrowser() context.Context {
	GinkgoHelper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox)
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	DeferCleanup(end)
	browser, _ := chromedp.NewContext(allocator)
	err := chromedp.Do(browser)
	if errors.Is(err, exec.ErrNotFound) {
		Skip("this machine has no Chromium")
	}
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { Expect(chromedp.Cancel(browser)).To(Succeed()) }) // a killed one leaves files behind
	return browser
}

// A tab of a browser shows the page of a server.
type tab struct {
	ctx    context.Context
	errors *gbytes.Buffer // what the console says
}

// openTab opens the page at url until the end of the spec.
func openTab(browser context.Context, url string) *tab {
	GinkgoHelper()
	ctx, end := chromedp.NewContext(browser)
	DeferCleanup(end)
	t := &tab{ctx: ctx, errors: gbytes.NewBuffer()}
	t.do() // opens it
	go func() {
		for message, err := range chromedp.Console(ctx) {
			if err == nil && (message.IsException() || message.Type == "error") {
				fmt.Fprintln(t.errors, message)
			}
		}
	}()
	t.do(chromedp.Navigate(url))
	Eventually(t.text("state")).ShouldNot(Equal("loading"))
	return t
}

func (t *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	GinkgoHelper()
	Expect(chromedp.Do(t.ctx, steps...)).To(Succeed())
}

// script returns a function that returns the value of a JavaScript expression.
func (t *tab) script(expression string) func(g Gomega) string {
	return func(g Gomega) string {
		value, err := chromedp.Run(t.ctx, chromedp.Evaluate[string](expression))
		g.Expect(err).NotTo(HaveOccurred())
		return value
	}
}

// text returns a function that returns the text of the element with the id.
func (t *tab) text(id string) func(g Gomega) string {
	return t.script("document.getElementById(" + strconv.Quote(id) + ").textContent")
}

// prefer makes the page think that the user prefers the colours light or dark.
func (t *tab) prefer(colours string) {
	GinkgoHelper()
	_, err := chromedp.Call(t.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: colours}},
	})
	Expect(err).NotTo(HaveOccurred())
}

// screenshot writes a picture of the page into the folder that the variable
// NUMBERSERVER_PICTURES names, if it is set.
func (t *tab) screenshot(name, colours string, width int64) {
	GinkgoHelper()
	folder := os.Getenv("NUMBERSERVER_PICTURES")
	if folder == "" {
		return
	}
	t.prefer(colours)
	t.do(chromedp.EmulateViewport(width, 720))
	picture, err := chromedp.Run(t.ctx, chromedp.FullScreenshot(100))
	Expect(err).NotTo(HaveOccurred())
	Expect(os.WriteFile(filepath.Join(folder, name), picture, 0o600)).To(Succeed())
}

// marked is a script that returns what is marked on the page: ids or headings.
const marked = `[...document.querySelectorAll(".alert")].map((node) => node.id || node.previousSibling.textContent).join()`

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

var _ = Describe("The page in a browser", Ordered, ContinueOnFailure, func() {
	var browser context.Context

	BeforeAll(func() { browser = openBrowser() })

	// serve starts a server of two slots and shows its page.
	serve := func() (*testkit.Server, *tab) {
		GinkgoHelper()
		server := testkit.Serve("--metrics-addr", "127.0.0.1:0", "--clients", "2", "--log", `numbers.log<b>&"`)
		Eventually(server.Err).Should(gbytes.Say("status page at .*\n"))
		_, address, _ := strings.Cut(string(server.Err.Contents()), "status page at ")
		page := openTab(browser, strings.TrimSpace(address))
		Eventually(page.text("state")).Should(Equal("serving"))
		return server, page
	}

	It("shows a server that has just started, in a minute's picture that the keyboard reads", func() {
		_, page := serve()
		Expect(page.text("path")(Default)).To(HaveSuffix(`numbers.log<b>&"`))
		Expect(page.text("from")(Default)).To(Equal("1 min ago"))
		page.do(chromedp.Focus("#plot"), chromedp.KeyEvent(kb.ArrowLeft))
		Eventually(page.text("reading")).Should(Equal("now: 0 unique, 0 duplicates a second"))
		page.do(chromedp.KeyEvent(kb.Home))
		Eventually(page.text("reading")).Should(Equal("59 s ago: no figures yet"))
	})

	It("shows clients that send and clients that wait, until a clean stop", func() {
		server, page := serve()
		conn, text := server.Dial(), testkit.Lines(100_000_000, 100_010_000)
		go func() {
			for err := error(nil); err == nil; { // until the connection ends
				_, err = conn.Write(text)
			}
		}()
		Eventually(page.text("unique")).Should(Equal("10,000"))
		Eventually(page.text("connected")).Should(Equal("1 of 2 slots taken"))
		Eventually(page.text("clients")).Should(MatchRegexp(`^127\.0\.0\.1:\d+.*s.*s[1-9][\d,]+$`))
		Eventually(page.text("rate")).ShouldNot(Equal("0"))
		duplicates := page.text("duplicates")(Default)
		Eventually(page.text("duplicates")).ShouldNot(Equal(duplicates))
		// The newest sample is above the base line, which is at 100.
		Eventually(page.script(`document.getElementById("area-duplicates").getAttribute("d")`)).Should(MatchRegexp(`L60 \d\d?\.\d\d`))
		page.screenshot("load.png", "light", 1280)

		Expect(page.script(marked)(Default)).NotTo(ContainSubstring("waiting"))
		for range 2 {
			server.Dial()
		}
		Eventually(page.text("waiting")).Should(Equal("1 waiting for a slot"))
		Expect(page.script(marked)(Default)).To(ContainSubstring("waiting"))
		page.screenshot("full.png", "light", 1280)
		page.screenshot("full-phone.png", "dark", 390)
		page.do(chromedp.EmulateViewport(360, 720))
		Expect(page.script(`String(document.documentElement.scrollWidth)`)(Default)).To(Equal("360"), "it fits a phone")
		Expect(page.errors.Contents()).To(BeEmpty())

		server.Interrupt()
		Eventually(page.text("state")).Should(MatchRegexp(`^stopped cleanly at \d\d:\d\d:\d\d$`))
		Expect(page.text("to")(Default)).To(MatchRegexp(`^\d\d:\d\d:\d\d$`), "the end of the picture is not now")
		Expect(page.text("waiting")(Default)).To(BeEmpty())
		Eventually(server).Should(gexec.Exit(0))
		page.screenshot("stopped.png", "light", 1280)
	})

	It("says that the server is gone when it was killed", func() {
		server, page := serve()
		server.Kill()
		Eventually(page.text("state")).Should(MatchRegexp(`^gone: no answer since \d\d:\d\d:\d\d$`))
		page.screenshot("gone.png", "dark", 390)
	})

	// show shows a server that is made up.
	show := func(stats func() app.Stats) (*monitor.Monitor, *tab) {
		GinkgoHelper()
		m := listen("127.0.0.1:0")
		m.Start(exampleInfo(), stats)
		return m, openTab(browser, m.URL())
	}

	It("says what the server has failed with, and goes on when it is back", func() {
		m, page := show(exampleStats)
		m.Close(errors.New("disk full"))
		Eventually(page.text("state")).Should(MatchRegexp(`^failed at \d\d:\d\d:\d\d: disk full$`))
		listen(strings.Trim(m.URL(), "htp:/")).Start(exampleInfo(), exampleStats)
		Eventually(page.text("state")).Should(Equal("serving"))
	})

	It("marks what the documentation says to alert on, and says what is synced and that the server stops", func() {
		good, bad, stopping := exampleStats(), exampleStats(), exampleStats()
		bad.LastSyncTook, bad.Unsynced, bad.WriteQueue.Length = 3*time.Second, 1, bad.WriteQueue.Capacity
		bad.Ended[app.BadData]++
		stopping.Stopping, stopping.Waiting = true, -1

		var stats atomic.Pointer[app.Stats]
		stats.Store(&good)
		_, page := show(func() app.Stats { return *stats.Load() })
		Eventually(page.text("sync")).Should(Equal("all of it"))
		Expect(page.script(marked)(Default)).To(Equal("waiting"))

		stats.Store(&bad)
		Eventually(page.script(marked)).Should(Equal("waiting,sync-took,queue-writer,bad data"))
		Expect(page.text("sync")(Default)).To(HavePrefix("up to 1 min"))

		stats.Store(&stopping)
		Eventually(page.text("state")).Should(Equal("stopping"))
		Expect(page.text("waiting")(Default)).To(BeEmpty())
	})

	It("has colours that can be told from each other, light and dark", func() {
		_, page := show(exampleStats)
		for _, colours := range []string{"light", "dark"} {
			page.prefer(colours)
			lowest, err := strconv.ParseFloat(page.script(contrast)(Default), 64)
			Expect(err).NotTo(HaveOccurred())
			Expect(lowest).To(BeNumerically(">=", 3), colours)
		}
	})

	It("draws ten minutes", func() {
		begin := time.Now().Add(-10 * time.Minute)
		counts := func(at time.Time) app.Counts {
			t := at.Sub(begin).Seconds()
			lines := 400_000 * (100 + 1.5*t - 70*math.Cos(t/70) - 8*math.Cos(t/23) - math.Cos(t*1.7)/20 - math.Cos(t*5.3)/80)
			duplicates := uint64(lines * t / 2500)
			return app.Counts{Unique: uint64(lines) - duplicates, Duplicates: duplicates}
		}
		m := listen("127.0.0.1:0")
		m.Remember(begin, counts)
		m.Start(exampleInfo(), func() app.Stats {
			stats := exampleStats()
			stats.Counts, stats.Waiting = counts(time.Now()), 0
			stats.Bytes, stats.LogSize = 10*(stats.Unique+stats.Duplicates), int64(10*stats.Unique)
			return stats
		})
		page := openTab(browser, m.URL())
		Eventually(page.script(`document.getElementById("area-unique").getAttribute("d")`)).Should(MatchRegexp(`^M0 .*L600 `))
		Expect(page.text("from")(Default)).To(Equal("10 min ago"))
		page.screenshot("page.png", "light", 1000)
		page.screenshot("page-dark.png", "dark", 1280)
		page.screenshot("page-phone.png", "light", 390)
	})
})
