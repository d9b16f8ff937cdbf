package livingdoc_test

import (
	"context"
	"os/exec"
	"time"

	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The page in a browser", Ordered, func() {
	var browser context.Context
	var page *tab

	BeforeAll(func() { browser = startBrowser() })

	// open opens the page in a window of that width.
	open := func(width int64) {
		page = openTab(browser, "file://"+newPage(), width)
	}

	Describe("on a desk", func() {
		BeforeEach(func() { open(1280) })

		It("shows everything", func() {
			Expect(page.count(".scenario .steps")).To(BeNumerically(">", 6))
			Expect(page.shown("output")).To(Equal([]string{""}))
		})

		It("is filtered by words, counts scenarios, and moves to the first that has them", func() {
			page.types("PASSES wrong")
			Expect(page.shown("h4")).To(Equal([]string{"A number is wrong"}))
			Expect(page.shown("h2")).To(Equal([]string{`<script>alert("counting")</script>`}))
			Expect(page.shown("nav a")).To(HaveLen(2), "the requirements, and the one feature")
			Expect(page.shown("output")).To(Equal([]string{"1 of 9 scenarios"}))
			Expect(page.isInView(".scenario:not([hidden])")).To(BeTrue())
		})

		It("finds scenarios by the title of their rule, and single rows", func() {
			page.types("each once")
			Expect(page.shown("h4")).To(Equal([]string{"A step is left for later", "<number> doors are <result>"}))
			Expect(page.shown("output")).To(Equal([]string{"4 of 9 scenarios"}))
			page.types(" unlucky")
			Expect(page.shown("tr[data-run]")).To(HaveLen(1))
		})

		It("says that no scenario has the words", func() {
			page.types("zebra")
			Expect(page.shown(".feature")).To(BeEmpty())
			Expect(page.shown("output")).To(Equal([]string{"0 of 9 scenarios"}))
		})

		It("shows everything again when a link leads to what is hidden", func() {
			page.types("façade")
			page.do(chromedp.Evaluate[chromedp.Void](`location.hash = "#opening"`))
			Eventually(page.shown).WithArguments("#opening h2").Should(Equal([]string{"Opening"}))
			Expect(page.shown(".feature")).To(HaveLen(3))
		})
	})

	Describe("on a phone", func() {
		BeforeEach(func() { open(390) })

		It("has closed sections, an index that opens them, and nothing too wide", func() {
			Expect(page.count(".scenario")).To(BeZero())
			page.do(chromedp.Click(chromedp.CSS(`nav a[href="#opening"]`)))
			Eventually(page.shown).WithArguments("h4").Should(HaveLen(2))
			Eventually(page.isInView).WithArguments("#opening h2").Should(BeTrue())
			Expect(page.number("document.documentElement.scrollWidth - innerWidth")).To(BeZero())
		})

		It("shows what the filter finds", func() {
			page.types("façade")
			Expect(page.shown("h4")).To(Equal([]string{"A façade is painted"}))
			Expect(page.isInView("input")).To(BeTrue())
		})
	})
})

// startBrowser starts a headless browser, which ends with the container.
func startBrowser() context.Context {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		Skip("no Chromium is installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path),
		chromedp.UserDataDir(GinkgoT().TempDir()), chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	DeferCleanup(cancel)
	ctx, _ = chromedp.NewContext(ctx)
	DeferCleanup(func() { Expect(chromedp.Cancel(ctx)).To(Succeed()) })
	Expect(chromedp.Do(ctx)).To(Succeed())
	return ctx
}

// A tab is a page in the browser.
type tab struct{ ctx context.Context }

func openTab(browser context.Context, address string, width int64) *tab {
	ctx, cancel := chromedp.NewContext(browser)
	DeferCleanup(cancel)
	Expect(chromedp.Do(ctx)).To(Succeed()) // opens the tab for as long as ctx is valid
	t := &tab{ctx}
	t.do(chromedp.EmulateViewport(width, 800), chromedp.Navigate(address))
	return t
}

// do gives the browser half a minute for the actions.
func (t *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	GinkgoHelper()
	ctx, cancel := context.WithTimeout(t.ctx, 30*time.Second)
	defer cancel()
	Expect(chromedp.Do(ctx, actions...)).To(Succeed())
}

// types types words into the filter.
func (t *tab) types(words string) {
	GinkgoHelper()
	t.do(chromedp.SendKeys(chromedp.CSS("input"), words))
}

// shown returns the texts of the elements that match and can be seen.
func (t *tab) shown(selector string) []string {
	GinkgoHelper()
	texts, err := chromedp.Run(t.ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll('`+selector+`')]
		.filter((element) => element.checkVisibility({contentVisibilityAuto: true}))
		.map((element) => element.innerText)`))
	Expect(err).NotTo(HaveOccurred())
	return texts
}

func (t *tab) count(selector string) int {
	GinkgoHelper()
	return len(t.shown(selector))
}

// number returns the value of an expression of the page.
func (t *tab) number(expression string) float64 {
	GinkgoHelper()
	value, err := chromedp.Run(t.ctx, chromedp.Evaluate[float64](expression))
	Expect(err).NotTo(HaveOccurred())
	return value
}

// isInView reports whether the top of the first element that matches is on the screen.
func (t *tab) isInView(selector string) bool {
	GinkgoHelper()
	top := t.number(`document.querySelector('` + selector + `').getBoundingClientRect().top`)
	return top >= -1 && top < 790
}
