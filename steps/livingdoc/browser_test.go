package livingdoc_test

import (
	"context"
	"iter"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The page in a browser", Ordered, ContinueOnFailure, func() {
	var (
		browser context.Context
		page    *tab
	)

	BeforeAll(func() {
		browser = startBrowser()
	})

	BeforeEach(func() {
		project := doors()
		project.page("--tags=~@never")
		page = openTab(browser, "file://"+filepath.Join(project.folder, "page.html"))
	})

	AfterEach(func() {
		Expect(page.messages()).To(BeEmpty(), "on the console")
	})

	It("shows all scenarios", func() {
		Expect(page.shown(".scenario summary")).To(HaveLen(9))
		Expect(page.shown("output")).To(BeEmpty())
	})

	It("filters by words", func() {
		page.do(chromedp.SendKeys(chromedp.CSS("#words"), "PASSES wrong"))
		Expect(page.shown("summary h3, summary h4")).To(Equal([]string{"A number is wrong"}))
		Expect(page.shown(".feature h2")).To(Equal([]string{`<script>alert("counting")</script>`}))
		Expect(page.shown("nav li")).To(HaveLen(1))
		Expect(page.shown("output")).To(Equal([]string{"1 of 9 titles shown"}))
	})

	It("finds scenarios by the title of their rule", func() {
		page.do(chromedp.SendKeys(chromedp.CSS("#words"), "each once"))
		Expect(page.shown("summary h4")).To(Equal([]string{"A step is left for later", "<number> doors are <result>"}))
	})

	It("says that no scenario has the words", func() {
		page.do(chromedp.SendKeys(chromedp.CSS("#words"), "zebra"))
		Expect(page.shown(".feature")).To(BeEmpty())
		Expect(page.shown("output")).To(Equal([]string{"Nothing matches"}))
	})

	It("shows only what did not pass", func() {
		page.do(chromedp.Click(chromedp.CSS("#problems")))
		Expect(page.shown(".scenario summary")).To(HaveLen(7))
		Expect(page.shown("#façades")).To(BeEmpty())
	})

	It("shows everything again when a link leads to what is hidden", func() {
		page.do(chromedp.Click(chromedp.CSS("#problems")), chromedp.SendKeys(chromedp.CSS("#words"), "wrong"))
		page.do(chromedp.Click(chromedp.CSS(`#requirements a[href="#opening"]`)))
		Eventually(func() []string { return page.shown("#opening h2") }).Should(Equal([]string{"Opening"}))
		Expect(page.shown(".scenario summary")).To(HaveLen(9))
	})

	It("folds and unfolds a scenario from the keyboard", func() {
		scenario := "#façades\\\\.a-façade-is-painted"
		page.do(chromedp.Focus(chromedp.CSS(`#façades\.a-façade-is-painted summary`)), chromedp.KeyEvent("\r"))
		Expect(page.shown(scenario + " .steps")).To(BeEmpty())
		page.do(chromedp.KeyEvent("\r"))
		Expect(page.shown(scenario + " .steps")).To(HaveLen(1))
	})

	It("fits a phone", func() {
		page.do(chromedp.EmulateViewport(360, 640))
		overflow := chromedp.Evaluate[int]("document.documentElement.scrollWidth - innerWidth")
		Expect(chromedp.Run(page.ctx, overflow)).To(BeZero())
	})
})

// startBrowser starts a headless browser, which ends with the container.
func startBrowser() context.Context {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium()),
		chromedp.UserDataDir(GinkgoT().TempDir()), chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	DeferCleanup(cancel)
	ctx, _ = chromedp.NewContext(ctx)
	DeferCleanup(func() { Expect(chromedp.Cancel(ctx)).To(Succeed()) })
	Expect(chromedp.Do(ctx)).To(Succeed())
	return ctx
}

// chromium returns the path of an installed browser.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	Skip("no Chromium is installed")
	return ""
}

// A tab is a page in the browser.
type tab struct {
	ctx     context.Context
	console iter.Seq2[chromedp.ConsoleMessage, error]
}

// openTab opens the address in a window of a desktop's size.
func openTab(browser context.Context, address string) *tab {
	ctx, cancel := chromedp.NewContext(browser)
	DeferCleanup(cancel)
	t := &tab{ctx: ctx, console: chromedp.Console(ctx)}
	t.do(chromedp.EmulateViewport(1280, 800), chromedp.Navigate(address))
	return t
}

// do gives the browser a minute for the actions.
func (t *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	ctx, cancel := context.WithTimeout(t.ctx, time.Minute)
	defer cancel()
	ExpectWithOffset(1, chromedp.Do(ctx, actions...)).To(Succeed())
}

// shown returns the texts of the elements that match and can be seen.
func (t *tab) shown(selector string) []string {
	texts, err := chromedp.Run(t.ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll("`+selector+`")]
		.filter((element) => element.checkVisibility({contentVisibilityAuto: true}))
		.map((element) => element.innerText)`))
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return texts
}

// messages returns what is on the console.
func (t *tab) messages() (texts []string) {
	const end = "end of the spec"
	t.do(chromedp.Evaluate[chromedp.Void](`console.log("` + end + `")`))
	for message, err := range t.console {
		ExpectWithOffset(1, err).NotTo(HaveOccurred())
		if message.Text == end {
			break
		}
		texts = append(texts, message.Text)
	}
	return texts
}
