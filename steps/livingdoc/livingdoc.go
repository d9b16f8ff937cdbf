// Package livingdoc writes the requirements, the features that specify them and the
// results of a run as one HTML page. The page needs no other file, and no script
// except for its filter.
package livingdoc

import (
	"bytes"
	_ "embed"
	"html/template"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"

	messages "github.com/cucumber/messages/go/v21"
)

// Sources are the files that the page is made from.
type Sources struct {
	Features     string // a folder of feature files
	Requirements string // Markdown with a heading "## 1. …" for each requirement
	Results      string // of a run, in godog's format cucumber
}

// A page is what the template shows.
type page struct {
	Now          time.Time
	Commit       string
	Requirements []*requirement
	Features     []*feature // in the order of their requirements, those without one last
	Problems     []*messages.Scenario
	counts

	runs map[string]run // by the ID of the scenario or the row of examples
}

// Write writes the page to the file path.
func Write(path string, from Sources) error {
	results, err := readResults(from.Results)
	if err != nil {
		return err
	}
	p := &page{Now: time.Now(), Commit: commit(), runs: make(map[string]run)}
	if p.Requirements, err = readRequirements(from.Requirements); err != nil {
		return err
	}
	if err := p.readFeatures(from.Features, results); err != nil {
		return err
	}
	var html bytes.Buffer
	if err := p.template().Execute(&html, p); err != nil {
		return err
	}
	return os.WriteFile(path, html.Bytes(), 0o644)
}

// commit returns what git says is checked out, or nothing.
func commit() string {
	out, _ := exec.Command("git", "describe", "--always", "--dirty=, with local changes", "--exclude=*").Output()
	return strings.TrimSpace(string(out))
}

//go:embed page.html
var source string

func (p *page) template() *template.Template {
	run := func(id string) run { return p.runs[id] }
	return template.Must(template.New("page").Funcs(template.FuncMap{"prose": prose, "slug": slug, "run": run}).Parse(source))
}

var (
	emptyLines = regexp.MustCompile(`\n\s*\n`)
	items      = regexp.MustCompile(`(?m)^\s*\* `)
	quoted     = regexp.MustCompile("`([^`]+)`")
	noWord     = regexp.MustCompile(`[^\pL\pN]+`)
)

// prose returns the paragraphs and list items of a description.
func prose(description string) template.HTML {
	text := template.HTMLEscapeString(strings.TrimSpace(description))
	text = quoted.ReplaceAllString(text, "<code>$1</code>")
	text = items.ReplaceAllString(text, "\n\n• ")
	return template.HTML("<p>" + emptyLines.ReplaceAllString(text, "</p>\n<p>") + "</p>")
}

// slug returns a name as the anchor of an address.
func slug(name string) string {
	return strings.Trim(noWord.ReplaceAllString(strings.ToLower(name), "-"), "-")
}
