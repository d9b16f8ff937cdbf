package steps

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/cucumber/godog"
	"github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"numberserver/app/grammar"
)

func initializeLogSteps(scenario *godog.ScenarioContext) {
	scenario.Given(`^a log of an earlier run that holds "([^"]*)"$`, aLogOfAnEarlierRun)
	scenario.Given(`^a log of an earlier run that holds:$`, aLogOfAnEarlierRunWithLines)
	scenario.Given(`^a log of an earlier run that holds exactly the bytes "([^"]*)"$`, aLogOfAnEarlierRunWithBytes)
	scenario.Given(`^a folder with the name of the log$`, aFolderInPlaceOfTheLog)

	for _, step := range []registrar{scenario.Given, scenario.Then} {
		step(`^the log holds "([^"]*)"$`, theLogHoldsLine)
		step(`^the log holds:$`, theLogHoldsLines)
		step(`^the log holds (\d+) numbers?$`, theLogHoldsCount)
	}

	scenario.Then(`^the log is empty$`, theLogIsEmpty)
	scenario.Then(`^the log already holds "([^"]*)"$`, theLogAlreadyHolds)
	scenario.Then(`^the log holds exactly the bytes "([^"]*)"$`, theLogHoldsBytes)
	scenario.Then(`^the log holds each number from (\d+) to (\d+) once$`, theLogHoldsEach)
	scenario.Then(`^every line of the log is a number that was sent$`, everyLineWasSent)
}

// content returns the present content of the log.
func (w *world) content() (string, error) {
	content, err := os.ReadFile(w.settings.Log)
	return string(content), err
}

// lines returns the present lines of the log; the last one may be torn.
func (w *world) lines() ([]string, error) {
	content, err := w.content()
	if content == "" {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(content, grammar.Newline), grammar.Newline), err
}

// logIs waits until what look finds in the log matches. It does not wait if the
// server has stopped: the log does not change any more.
func logIs[T any](w *world, look func() (T, error), matcher types.GomegaMatcher) error {
	return expect(func(g gomega.Gomega) {
		if w.hasStopped() {
			g.Expect(look()).To(matcher, "the log")
			return
		}
		g.Eventually(look).WithTimeout(patience).Should(matcher, "the log")
	})
}

// logBecomes waits until the log is exactly content.
func (w *world) logBecomes(content string) error {
	return logIs(w, w.content, gomega.Equal(content))
}

func (w *world) logContains(line string) error {
	return logIs(w, w.lines, gomega.ContainElement(line))
}

// theLogAlreadyHolds does not wait: the client has seen the end of its connection,
// which must mean that the log is written.
func theLogAlreadyHolds(ctx context.Context, line string) error {
	content, err := worldOf(ctx).content()
	if err != nil || content != line+grammar.Newline {
		return fmt.Errorf("the log is %q, %v", content, err)
	}
	return nil
}

// logFills waits until something is in the log.
func (w *world) logFills() error {
	return logIs(w, w.content, gomega.Not(gomega.BeEmpty()))
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
	w := worldOf(ctx)
	return logIs(w, w.lines, gomega.HaveLen(count))
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

// everyLineWasSent checks the lines of a flood. Each of its clients sends numbers in
// ascending order, so they must be in this order in the log.
func everyLineWasSent(ctx context.Context) error {
	logged, err := worldOf(ctx).lines()
	if err != nil {
		return err
	}
	next := make(map[int]int) // what comes next from each client
	for _, line := range logged {
		number, err := strconv.Atoi(line)
		client := number / floodShare
		if err != nil || number != client*floodShare+next[client] {
			return fmt.Errorf("%q was not sent, or is out of order", line)
		}
		next[client]++
	}
	return nil
}
