package steps

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/cucumber/godog"
	"github.com/onsi/gomega"

	"numberserver/app/grammar"
)

func initializeLogSteps(scenario *godog.ScenarioContext) {
	scenario.Step(`^a log of an earlier run that holds "([^"]*)"$`, aLogOfAnEarlierRun)
	scenario.Step(`^a log of an earlier run that holds:$`, aLogOfAnEarlierRunWithLines)
	scenario.Step(`^a log of an earlier run that holds exactly the bytes "([^"]*)"$`, aLogOfAnEarlierRunWithBytes)
	scenario.Step(`^a folder in place of the log$`, aFolderInPlaceOfTheLog)
	scenario.Step(`^the log is empty$`, theLogIsEmpty)
	scenario.Step(`^the log holds "([^"]*)"$`, theLogHoldsLine)
	scenario.Step(`^the log holds:$`, theLogHoldsLines)
	scenario.Step(`^the log holds exactly the bytes "([^"]*)"$`, theLogHoldsBytes)
	scenario.Step(`^the log holds (\d+) numbers$`, theLogHoldsCount)
	scenario.Step(`^the log holds each number from (\d+) to (\d+) once$`, theLogHoldsEach)
	scenario.Step(`^the log holds as many numbers as the reports say$`, theLogHoldsWhatIsReported)
}

// content returns what is in the log now.
func (w *world) content() (string, error) {
	content, err := os.ReadFile(w.settings.Log)
	return string(content), err
}

// lines returns the lines that are in the log now; the last one may be torn.
func (w *world) lines() ([]string, error) {
	content, err := w.content()
	if content == "" {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(content, grammar.Newline), grammar.Newline), err
}

// logBecomes waits until the log is exactly content.
func (w *world) logBecomes(content string) error {
	return expect(func(g gomega.Gomega) {
		g.Eventually(w.content).WithTimeout(patience).Should(gomega.Equal(content), "the log")
	})
}

func (w *world) logContains(line string) error {
	return expect(func(g gomega.Gomega) {
		g.Eventually(w.lines).WithTimeout(patience).Should(gomega.ContainElement(line), "the log")
	})
}

// logFills waits until something is in the log.
func (w *world) logFills() error {
	return expect(func(g gomega.Gomega) {
		g.Eventually(w.content).WithTimeout(patience).ShouldNot(gomega.BeEmpty(), "the log")
	})
}

func aLogOfAnEarlierRun(ctx context.Context, line string) error {
	return worldOf(ctx).writeLog(line + grammar.Newline)
}

func aLogOfAnEarlierRunWithLines(ctx context.Context, lines *godog.DocString) error {
	return worldOf(ctx).writeLog(strings.ReplaceAll(lines.Content, "\n", grammar.Newline) + grammar.Newline)
}

func aLogOfAnEarlierRunWithBytes(ctx context.Context, escaped string) error {
	bytes, err := unescape(escaped)
	if err != nil {
		return err
	}
	return worldOf(ctx).writeLog(bytes)
}

func (w *world) writeLog(content string) error {
	return os.WriteFile(w.settings.Log, []byte(content), 0o600)
}

func aFolderInPlaceOfTheLog(ctx context.Context) error {
	return os.Mkdir(worldOf(ctx).settings.Log, 0o700)
}

func theLogIsEmpty(ctx context.Context) error {
	return worldOf(ctx).logBecomes("")
}

func theLogHoldsLine(ctx context.Context, line string) error {
	return worldOf(ctx).logBecomes(line + grammar.Newline)
}

func theLogHoldsLines(ctx context.Context, lines *godog.DocString) error {
	return worldOf(ctx).logBecomes(strings.ReplaceAll(lines.Content, "\n", grammar.Newline) + grammar.Newline)
}

func theLogHoldsBytes(ctx context.Context, escaped string) error {
	bytes, err := unescape(escaped)
	if err != nil {
		return err
	}
	return worldOf(ctx).logBecomes(bytes)
}

func theLogHoldsCount(ctx context.Context, count int) error {
	return expect(func(g gomega.Gomega) {
		g.Eventually(worldOf(ctx).lines).WithTimeout(patience).Should(gomega.HaveLen(count), "the log")
	})
}

func theLogHoldsEach(ctx context.Context, first, last int) error {
	if err := theLogHoldsCount(ctx, last-first+1); err != nil {
		return err
	}
	logged, err := worldOf(ctx).lines()
	if err != nil {
		return err
	}
	wanted := make([]string, 0, last-first+1)
	for number := first; number <= last; number++ {
		wanted = append(wanted, strconv.Itoa(number))
	}
	slices.Sort(logged)
	slices.Sort(wanted)
	return expect(func(g gomega.Gomega) { g.Expect(slices.Equal(logged, wanted)).To(gomega.BeTrue()) })
}

func theLogHoldsWhatIsReported(ctx context.Context) error {
	w := worldOf(ctx)
	unique, err := w.reportedTotal()
	if err != nil {
		return err
	}
	return theLogHoldsCount(ctx, unique)
}
