package steps

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/cucumber/godog"
	"github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

func initializeReportSteps(scenario *godog.ScenarioContext) {
	for _, step := range []registrar{scenario.Given, scenario.When} {
		step(`^the reporting period ends$`, theReportingPeriodEnds)
	}
	for _, step := range []registrar{scenario.Given, scenario.Then} {
		step(`^the server reports "([^"]*)"$`, theServerReports)
	}
	scenario.Then(`^it prints nothing after the report$`, itPrintsNothingAfterTheReport)
}

// theReportingPeriodEnds waits until everything that was sent is counted: a report
// is about what the server has logged, and a step knows only what was sent.
func theReportingPeriodEnds(ctx context.Context) error {
	w := worldOf(ctx)
	if err := w.allNumbersCount(); err != nil {
		return err
	}
	select {
	case w.ticks <- time.Now():
		return nil
	case <-time.After(patience):
		return errors.New("the server does not receive the tick")
	}
}

// allNumbersCount waits until the server has counted every number sent.
func (w *world) allNumbersCount() error {
	counted := func() uint64 {
		counts := w.server.Counts()
		return counts.Unique + counts.Duplicates
	}
	return expect(func(g gomega.Gomega) {
		g.Eventually(counted).WithTimeout(patience).Should(gomega.Equal(w.numbers), "the numbers counted")
	})
}

func theServerReports(ctx context.Context, report string) error {
	return expect(func(g gomega.Gomega) {
		g.Eventually(worldOf(ctx).output).WithTimeout(patience).
			Should(gbytes.Say("^" + regexp.QuoteMeta(report) + "\n"))
	})
}

func itPrintsNothingAfterTheReport(ctx context.Context) error {
	return expect(func(g gomega.Gomega) {
		g.Expect(worldOf(ctx).output).NotTo(gbytes.Say("(?s)."))
	})
}
