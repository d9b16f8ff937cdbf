package livingdoc_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/net/html"
)

// A project is a folder with features, in which godog is run.
type project struct {
	folder string
	status int
	stderr string
}

// doors is the project in testdata; emptyProject has no features yet.
func doors() *project {
	p := emptyProject()
	ExpectWithOffset(1, os.CopyFS(p.folder, os.DirFS("testdata"))).To(Succeed())
	return p
}

func emptyProject() *project { return &project{folder: GinkgoT().TempDir()} }

func (p *project) write(name, text string) *project {
	path := filepath.Join(p.folder, name)
	ExpectWithOffset(1, os.MkdirAll(filepath.Dir(path), 0o755)).To(Succeed())
	ExpectWithOffset(1, os.WriteFile(path, []byte(text), 0o644)).To(Succeed())
	return p
}

func (p *project) remove(name string) *project {
	ExpectWithOffset(1, os.Remove(filepath.Join(p.folder, name))).To(Succeed())
	return p
}

// run runs the features as `godog run` does.
func (p *project) run(arguments ...string) *project {
	var stderr strings.Builder
	command := exec.Command(os.Args[0], append(arguments, "features")...)
	command.Dir = p.folder
	command.Env = append(os.Environ(), asGodog+"=1", "GIT_CEILING_DIRECTORIES="+filepath.Dir(p.folder))
	command.Stderr = &stderr
	_ = command.Run()
	p.status, p.stderr = command.ProcessState.ExitCode(), stderr.String()
	return p
}

// page runs the features and returns the page about it.
func (p *project) page(arguments ...string) *element {
	p.run(append(arguments, "--strict", "--no-colors", "--format", "progress,html:page.html")...)
	file, err := os.Open(filepath.Join(p.folder, "page.html"))
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	defer file.Close()
	root, err := html.Parse(file)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return &element{root}
}

// An element is a part of the page.
type element struct{ *html.Node }

func (e *element) attribute(name string) string {
	for _, a := range e.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is the element's text in words, with single spaces and without the times that
// steps took, which differ from run to run.
func (e *element) text() string {
	var texts []string
	for node := range e.Descendants() {
		if node.Type == html.ElementNode && slices.Contains([]string{"td", "th", "pre"}, node.Data) {
			texts = append(texts, " ")
		}
		if node.Type == html.TextNode && !(&element{node.Parent}).matches(".took") {
			texts = append(texts, node.Data)
		}
	}
	return strings.Join(strings.Fields(strings.Join(texts, "")), " ")
}

// raw is the element's text as it is.
func (e *element) raw() string {
	var text strings.Builder
	for node := range e.Descendants() {
		if node.Type == html.TextNode {
			text.WriteString(node.Data)
		}
	}
	return text.String()
}

// allElements returns the elements below.
func (e *element) allElements() (found []*element) {
	for node := range e.Descendants() {
		if node.Type == html.ElementNode {
			found = append(found, &element{node})
		}
	}
	return found
}

// identifiers returns the IDs below.
func (e *element) identifiers() (ids []string) {
	for _, below := range e.allElements() {
		if id := below.attribute("id"); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// all returns the elements below that have the tag or the class or the ID:
// "nav", ".rule", "#run".
func (e *element) all(selector string) (found []*element) {
	for _, below := range e.allElements() {
		if below.matches(selector) {
			found = append(found, below)
		}
	}
	return found
}

func (e *element) matches(selector string) bool {
	switch selector[0] {
	case '#':
		return e.attribute("id") == selector[1:]
	case '.':
		return strings.Contains(" "+e.attribute("class")+" ", " "+selector[1:]+" ")
	}
	return e.Data == selector
}

// find returns the only element below that matches.
func (e *element) find(selector string) *element {
	found := e.all(selector)
	ExpectWithOffset(1, found).To(HaveLen(1), "elements that match %s", selector)
	return found[0]
}

// texts returns the texts of the elements below that match.
func (e *element) texts(selector string) (texts []string) {
	for _, found := range e.all(selector) {
		texts = append(texts, found.text())
	}
	return texts
}
