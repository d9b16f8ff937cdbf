package livingdoc_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/cucumber/godog"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/steps/livingdoc"
)

// newPage runs the features in testdata and returns the path of their page.
func newPage() string {
	GinkgoHelper()
	sources := livingdoc.Sources{
		Features:     "testdata/features",
		Requirements: "testdata/ASSUMPTIONS.md",
		Results:      filepath.Join(GinkgoT().TempDir(), "results.json"),
	}
	options := godog.Options{Format: "cucumber:" + sources.Results, Paths: []string{sources.Features}, Tags: "~@never", Strict: true}
	godog.TestSuite{ScenarioInitializer: initializeScenario, Options: &options}.Run()
	path := filepath.Join(filepath.Dir(sources.Results), "page.html")
	Expect(livingdoc.Write(path, sources)).To(Succeed())
	return path
}

func initializeScenario(scenario *godog.ScenarioContext) {
	scenario.Step(`^this passes$`, func() {})
	scenario.Step(`^this text:$`, func(*godog.DocString) {})
	scenario.Step(`^this table:$`, func(*godog.Table) {})
	scenario.Step(`^this is pending$`, func() error { return godog.ErrPending })
	scenario.Step(`^this fails with "(.*)"$`, func(message string) error { return errors.New(message) })
	scenario.Step(`^the number (\d+) is checked$`, func(number int) error {
		if number == 13 {
			return errors.New("13 is unlucky")
		}
		return nil
	})
}

var (
	unseen = regexp.MustCompile(`(?s)<(style|script)>.*?</(style|script)>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
)

// textOf returns what a reader sees on a page.
func textOf(path string) string {
	GinkgoHelper()
	content, err := os.ReadFile(path)
	Expect(err).NotTo(HaveOccurred())
	text := tags.ReplaceAllString(unseen.ReplaceAllString(string(content), ""), " ")
	return strings.Join(strings.Fields(text), " ")
}

var _ = Describe("The page", func() {
	var text string

	BeforeEach(func() { text = textOf(newPage()) })

	It("says how many scenarios passed, and which did not", func() {
		Expect(text).To(ContainSubstring("4 of 9 scenarios passed"))
		Expect(text).To(MatchRegexp("4 of 9 .* A number is wrong A step is unknown A step is left .* A door that nobody tries Requirements"))
	})

	It("lists each requirement with its features, and itself where it is about the assumptions", func() {
		Expect(text).To(MatchRegexp("Doors open. ✗ .*script.* ✗ Opening Doors are counted , and the count is exact. ✗ .*script"))
		Expect(text).To(ContainSubstring("Doors close. No feature specifies this."))
		Expect(text).To(ContainSubstring("All assumptions are stated ✓ testdata/ASSUMPTIONS.md"))
	})

	It("has the features in the order of their requirements, the others last", func() {
		Expect(text).To(MatchRegexp(`✗ &lt;script&gt;alert\(&#34;counting&#34;\)&lt;/script&gt; ✗ Opening ✓ Façades`))
	})

	It("shows prose in paragraphs, with code, all of it escaped", func() {
		Expect(text).To(ContainSubstring("Nothing requires that a façade is painted &lt;b&gt;red&lt;/b&gt; ."))
	})

	It("shows the steps, with texts and tables, and what is done before each scenario", func() {
		Expect(text).To(ContainSubstring("Given this text: Dear &lt;b&gt;visitor&lt;/b&gt;, come in! And this table: door key front"))
		Expect(text).To(ContainSubstring("Before each scenario Given this passes"))
	})

	It("shows which step of a scenario failed, and why", func() {
		Expect(text).To(ContainSubstring(`When this fails with &#34;got &lt;b&gt;3&lt;/b&gt;, want 4&#34;: failed got &lt;b&gt;3&lt;/b&gt;, want 4 Then this passes: skipped`))
	})

	It("shows the result of each row of examples", func() {
		Expect(text).To(MatchRegexp(`1 right ✓ 13 .*bad.* ✗ .*When the number 13 is checked: failed 13 is unlucky 2 even ✓`))
	})

	It("says that a scenario was not run", func() {
		Expect(text).To(MatchRegexp(`A door that nobody tries ✗ 0s Given this passes It was not run\.`))
	})
})

var _ = Describe("Writing the page", func() {
	DescribeTable("fails",
		func(spoil func(*livingdoc.Sources), reason string) {
			folder := GinkgoT().TempDir()
			sources := livingdoc.Sources{Features: folder, Requirements: "testdata/ASSUMPTIONS.md", Results: filepath.Join(folder, "results.json")}
			Expect(os.WriteFile(sources.Results, []byte("[]"), 0o600)).To(Succeed())
			feature := "Feature: Far\n  Requirement 5: doors are far.\n"
			Expect(os.WriteFile(filepath.Join(folder, "far.feature"), []byte(feature), 0o600)).To(Succeed())
			spoil(&sources)
			Expect(livingdoc.Write(filepath.Join(folder, "page.html"), sources)).To(MatchError(ContainSubstring(reason)))
		},
		Entry("without results", func(s *livingdoc.Sources) { s.Results = os.DevNull }, "unexpected end of JSON input"),
		Entry("without requirements", func(s *livingdoc.Sources) { s.Requirements = "none" }, "none"),
		Entry("when the requirements are not numbered from 1", func(s *livingdoc.Sources) {
			s.Requirements = filepath.Join(s.Features, "requirements.md")
			Expect(os.WriteFile(s.Requirements, []byte("## 2. Doors close.\n"), 0o600)).To(Succeed())
		}, "requirement 2 comes where requirement 1 should be"),
		Entry("when a feature names a requirement that there is not", func(*livingdoc.Sources) {}, "there is no requirement 5"),
	)
})
