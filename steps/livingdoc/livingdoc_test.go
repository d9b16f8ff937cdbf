package livingdoc_test

import (
	"net/url"
	"os/exec"
	"runtime"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

const (
	passing  = "Feature: Fine\n  Scenario: Good\n    Given this passes\n"
	counting = "script-alert-counting-script"
)

var _ = Describe("The page", func() {
	Describe("with features and requirements", func() {
		It("has the features in the order of their requirements, the others last", func() {
			Expect(doors().page().find("#features").texts("h2")).To(Equal([]string{
				"Opening", `<script>alert("counting")</script>`, "Beyond the requirements", "Façades",
			}))
		})

		It("links a feature with its requirements, and names those that are not in the list", func() {
			about := doors().page().find("#" + counting).find(".about")
			Expect(about.text()).To(ContainSubstring("Requirement 2 Requirement 9, which is not in the list"))
			Expect(about.find("a").attribute("href")).To(Equal("#requirement-2"))
		})

		It("lists the requirements of the first numbered list, with their features", func() {
			Expect(doors().page().find("#requirements").texts("li")).To(Equal([]string{
				"Doors open. ? undefined Opening",
				`Doors are counted, and the count is exact. ✗ failed <script>alert("counting")</script>`,
				"Doors close. No feature specifies this.",
			}))
		})

		It("lists the features in the navigation", func() {
			Expect(doors().page().find("nav").texts("li")).To(Equal([]string{
				"? undefined Opening", `✗ failed <script>alert("counting")</script>`, "✓ passed Façades",
			}))
		})

		It("shows the prose in paragraphs, with code", func() {
			page := doors().page()
			Expect(page.find("#" + counting).texts(".prose")).To(Equal([]string{
				"Requirements 2 and 9: doors are counted.",
				"A second paragraph, which goes on in the next line.",
			}))
			Expect(page.find("#façades").find("code").text()).To(Equal("painted <b>red</b>"))
		})

		It("shows tags", func() {
			page := doors().page()
			Expect(page.find("#" + counting).texts(".tag")).To(Equal([]string{"@slow"}))
			Expect(page.find("#opening.a-door-that-nobody-tries").texts(".tag")).To(Equal([]string{"@never"}))
		})
	})

	Describe("with every kind of scenario", func() {
		DescribeTable("tells by a word how each fared", func(id, status string) {
			scenario := doors().page("--tags=~@never").find("#" + id)
			Expect(scenario.find("summary").all(".status")[0].text()).To(HaveSuffix(" " + status))
		},
			Entry("passed", "opening.a-door-with-a-letter", "passed"),
			Entry("failed", counting+".a-number-is-wrong", "failed"),
			Entry("pending", counting+".a-step-is-left-for-later", "pending"),
			Entry("undefined", counting+".a-step-is-unknown", "undefined"),
			Entry("undefined, as it has no steps", "opening.a-door-without-steps", "undefined"),
			Entry("skipped", "opening.a-door-with-a-letter-2", "skipped"),
			Entry("not run, because of its tag", "opening.a-door-that-nobody-tries", "not run"),
			Entry("failed, as one of its examples", counting+".number-doors-are-result", "failed"),
		)

		It("shows a failure with its message at the step, and where the scenario is", func() {
			scenario := doors().page().find("#" + counting + ".a-number-is-wrong")
			Expect(scenario.find(".message").raw()).To(Equal("got <b>3</b>, want 4"))
			Expect(scenario.find(".file").text()).To(Equal("features/b_counting.feature:12"))
			Expect(scenario.texts("li")).To(HaveExactElements(
				Equal("✓ passed Given this passes"),
				And(HavePrefix("✗ failed When this fails"), HaveSuffix("got <b>3</b>, want 4")),
				Equal("– skipped Then this passes"),
			))
		})

		It("shows an outline as it is written, and the result of each example", func() {
			scenario := doors().page().find("#" + counting + ".number-doors-are-result")
			Expect(scenario.find("h4").text()).To(Equal("<number> doors are <result>"))
			Expect(scenario.texts("var")).To(Equal([]string{"<number>", "<result>", "<number>"}))
			Expect(scenario.find("caption").text()).To(Equal("Examples: few"))
			Expect(scenario.texts("th")).To(Equal([]string{"number", "result", "Result"}))
			Expect(scenario.texts("tr")).To(HaveExactElements(
				Equal("number result Result"),
				HavePrefix("1 right ✓ passed"),
				HavePrefix("13 <i>bad</i> ✗ failed"),
				Equal("✗ failed When the number 13 is checked 13 is unlucky"),
				HavePrefix(`2 even\n ✓ passed`),
			))
		})

		It("shows how long a scenario and an example took", func() {
			times := doors().page().find("#" + counting + ".number-doors-are-result").all(".took")
			Expect(len(times)).To(BeNumerically(">=", 4), "the outline and three examples")
			Expect(times).To(HaveEach(WithTransform((*element).raw, MatchRegexp(`^(<1 ms|\d+ ms|\d+\.\d s)$`))))
		})

		It("shows doc strings and tables as they are written", func() {
			scenario := doors().page().find("#opening.a-door-with-a-letter")
			Expect(scenario.find(".doc").raw()).To(Equal("Dear <b>visitor</b>,\n  come in!"))
			Expect(scenario.find(".data").texts("td")).To(Equal([]string{"door", "key", "front", "<i>old</i>"}))
		})

		It("shows a background once, in its feature or its rule", func() {
			feature := doors().page().find("#" + counting)
			Expect(feature.texts(".background")).To(Equal([]string{
				"Before each scenario: a house Given this passes", "Before each scenario Given this passes",
			}))
			rule := feature.find("#" + counting + ".each-door-counts-once")
			Expect(rule.find("h3").text()).To(Equal("Each door counts once"))
			Expect(rule.all(".scenario")).To(HaveLen(2))
		})

		It("shows a step of the background again where it fails", func() {
			page := emptyProject().write("features/f.feature", `Feature: House
  Background:
    Given this passes
    And this fails with "no door"

  Scenario: Enter
    Then this passes
`).page()
			Expect(page.find("#house.enter").texts("li")).To(Equal([]string{
				`✗ failed And this fails with "no door" no door`, "– skipped Then this passes",
			}))
		})
	})

	Describe("its summary", func() {
		It("counts the scenarios as godog does, those that were not run apart", func() {
			run := doors().page("--tags=~@never").find("#run")
			Expect(run.find("h2").text()).To(Equal("4 of 11 scenarios passed"))
			Expect(run.texts("dt")).To(HaveExactElements("features", "scenarios", "passed", "✗ failed",
				"? undefined", "… pending", "– skipped", "○ not run", "took"))
			Expect(run.texts("dd")).To(HaveExactElements("3", "11", "4", "2", "2", "1", "1", "1", MatchRegexp(` m?s$`)))
		})

		It("links what did not pass, the worst first", func() {
			problems := doors().page("--tags=~@never").find(".problems")
			Expect(problems.texts(".status")).To(Equal([]string{
				"✗ failed", "✗ failed", "? undefined", "? undefined", "… pending", "– skipped",
			}))
			Expect(problems.all("a")[0].attribute("href")).To(Equal("#" + counting + ".a-number-is-wrong"))
		})

		It("says when all passed, and when nothing was run", func() {
			project := emptyProject().write("features/f.feature", passing)
			Expect(project.page().find("#run").find("h2").text()).To(Equal("All scenarios passed"))
			Expect(project.page("--tags=@none").find("#run").find("h2").text()).To(Equal("No scenario was run"))
		})

		It("names the commit, and whether something has changed since", func() {
			if _, err := exec.LookPath("git"); err != nil {
				Skip("git is not installed")
			}
			project := emptyProject().write("features/f.feature", passing)
			Expect(project.page().find(".origin").text()).To(ContainSubstring("commit unknown"))

			git := func(arguments ...string) string {
				out, err := exec.Command("git", append([]string{"-C", project.folder,
					"-c", "user.name=A", "-c", "user.email=a@example.com"}, arguments...)...).CombinedOutput()
				Expect(err).NotTo(HaveOccurred(), string(out))
				return strings.TrimSpace(string(out))
			}
			git("init")
			git("add", "features")
			git("commit", "-m", "features")
			commit := "commit " + git("rev-parse", "--short=12", "HEAD")
			Expect(project.page().find(".origin").text()).To(ContainSubstring(commit + ", go"))
			project.write("features/f.feature", passing+"\n")
			Expect(project.page().find(".origin").text()).To(ContainSubstring(commit + " with local changes"))
		})
	})

	Describe("whatever the features hold", func() {
		It("escapes it", func() {
			page := doors().page()
			Expect(page.all("script")).To(HaveLen(1))
			Expect(page.all("i")).To(HaveEach(HaveField("Parent.Data", "div")), "parts of the bar")
			Expect(page.all("b")).To(HaveEach(WithTransform((*element).text, MatchRegexp("^(Given|When|Then|And)$"))))
		})

		It("shows control characters", func() {
			page := emptyProject().write("features/f.feature",
				"Feature: Bell\n  Scenario: Ring\n    Given this fails with \"\a\x1b[31m\"\n").page()
			Expect(page.find(".message").raw()).To(Equal("␇␛[31m"))
		})

		It("has an anchor for each link, and none twice", func() {
			page := doors().page()
			ids := make(map[string]int)
			for _, id := range page.identifiers() {
				ids[id]++
			}
			Expect(ids).To(HaveEach(1))
			for _, link := range page.all("a") {
				id, err := url.PathUnescape(strings.TrimPrefix(link.attribute("href"), "#"))
				Expect(err).NotTo(HaveOccurred())
				Expect(ids).To(HaveKey(id))
			}
		})

		It("keeps its anchors when other features come", func() {
			project := doors()
			before := project.page().find("#opening").identifiers()
			project.write("features/a.feature", "Feature: Alpha\n  Requirement 1: first.\n"+
				"  Scenario: A door with a letter\n    Given this passes\n")
			Expect(project.page().find("#opening").identifiers()).To(Equal(before))
		})

		It("requests nothing", func() {
			for _, e := range doors().page().allElements() {
				Expect(e.attribute("src")).To(BeEmpty())
				Expect(e.attribute("href")).To(MatchRegexp("^(#.*|data:,)?$"))
			}
		})
	})

	Describe("without requirements", func() {
		It("says so, and shows the features", func() {
			page := doors().remove("ASSUMPTIONS.md").page()
			Expect(page.find("#requirements").text()).To(ContainSubstring("could not be read: open ASSUMPTIONS.md"))
			Expect(page.find("#features").texts("h2")).To(HaveLen(4))
			Expect(page.find("#opening").find(".about").text()).To(HavePrefix("Requirement 1"))
		})

		It("says so when the file has no list", func() {
			page := doors().write("ASSUMPTIONS.md", "# None\n").page()
			Expect(page.find("#requirements").text()).To(ContainSubstring("ASSUMPTIONS.md has no numbered list"))
		})
	})
})

var _ = Describe("The format", func() {
	It("leaves the status of a run as it is", func() {
		project := doors()
		project.page()
		Expect(project.status).To(Equal(1))

		project = emptyProject().write("features/f.feature", passing)
		project.page()
		Expect(project.status).To(Equal(0))
	})

	It("shows the same with scenarios at the same time", func() {
		one := doors().page("--concurrency=1").find("#features").text()
		Expect(doors().page("--concurrency=4").find("#features").text()).To(Equal(one))
	})

	DescribeTable("fails the run when the page cannot be written", func(arguments ...string) {
		if runtime.GOOS != "linux" {
			Skip("there is no /dev/full")
		}
		project := emptyProject().write("features/f.feature", passing)
		project.run(append(arguments, "--format=html:/dev/full")...)
		Expect(project.status).To(Equal(1))
		Expect(project.stderr).To(Equal("html: cannot write the page: write /dev/full: no space left on device\n"))
	},
		Entry("with colors"),
		Entry("with a filter for colors, which drops errors", "--no-colors"),
	)
})
