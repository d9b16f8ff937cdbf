package livingdoc_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("ASSUMPTIONS.md", func() {
	const root = "../.."
	var text string

	BeforeEach(func() {
		content, err := os.ReadFile(filepath.Join(root, "ASSUMPTIONS.md"))
		Expect(err).NotTo(HaveOccurred())
		text = string(content)
	})

	It("has a heading for each of the ten requirements", func() {
		headings := regexp.MustCompile(`(?m)^## (\d+)\. \S`).FindAllStringSubmatch(text, -1)
		Expect(headings).To(HaveLen(10))
		for i, heading := range headings {
			Expect(heading[1]).To(Equal(strconv.Itoa(i + 1)))
		}
	})

	It("shows for every assumption a scenario, or a file, that exists", func() {
		assumptions := regexp.MustCompile(`(?m)^\*\*`).FindAllString(text, -1)
		Expect(regexp.MustCompile(`(?m)^Shown by `).FindAllString(text, -1)).To(HaveLen(len(assumptions)))

		links := regexp.MustCompile(`\[([^\]]+)\]\(([^)#]+)[^)]*\)`).FindAllStringSubmatch(text, -1)
		Expect(len(links)).To(BeNumerically(">", 50))
		for _, link := range links {
			path := filepath.Join(root, link[2])
			if filepath.Ext(path) == ".feature" {
				Expect(scenariosIn(path)).To(ContainElement(link[1]), link[2])
			} else {
				Expect(path).To(BeAnExistingFile())
			}
		}
	})

	It("has lines that fit a diff", func() {
		Expect(regexp.MustCompile(`(?m)^.{161,}$`).FindAllString(text, -1)).To(BeEmpty())
	})
})

var _ = Describe("The titles of all scenarios", func() {
	It("are unique, as they are addresses on the page and names of tests", func() {
		paths, err := filepath.Glob("../../features/*.feature")
		Expect(err).NotTo(HaveOccurred())
		seen := make(map[string]string)
		for _, path := range paths {
			for _, title := range scenariosIn(path) {
				Expect(seen).NotTo(HaveKey(title), path)
				seen[title] = path
			}
		}
		Expect(len(seen)).To(BeNumerically(">", 100))
	})
})

// scenariosIn returns the titles of a feature's scenarios; an outline has one for
// each row of its examples.
func scenariosIn(path string) (titles []string) {
	GinkgoHelper()
	file, err := os.Open(path)
	Expect(err).NotTo(HaveOccurred())
	defer file.Close()
	newID := (&messages.Incrementing{}).NewId
	document, err := gherkin.ParseGherkinDocument(file, newID)
	Expect(err).NotTo(HaveOccurred())
	for _, pickle := range gherkin.Pickles(*document, path, newID) {
		titles = append(titles, pickle.Name)
	}
	return titles
}
