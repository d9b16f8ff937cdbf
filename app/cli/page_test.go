package cli

import (
	"context"
	"io"
	"iter"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

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
		addr := freeAddr()
		server = serve("--metrics-addr", addr, "--clients", "2", "--log", newLog()+`<b>&"`)
		page = openPage("http://" + addr + "/")
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
		page.screenshot("page.png", "light", 1000)
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
	})

	It("says that the server stops", func() {
		m, err := listenHTTP("127.0.0.1:0", slog.New(slog.DiscardHandler))
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(m.close)
		m.start(exampleInfo, func() app.Stats { return app.Stats{Stopping: true} })
		page.do(chromedp.Navigate("http://" + m.listener.Addr().String() + "/"))
		Eventually(page.text("state")).Should(Equal("stopping"))
	})
})
