package steps

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/cucumber/godog"
	"github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app"
)

func initializeReportSteps(scenario *godog.ScenarioContext) {
	scenario.Step(`^the reporting period ends$`, theReportingPeriodEnds)
	scenario.Step(`^the server reports "([^"]*)"$`, theServerReports)
	scenario.Step(`^it says nothing else$`, itSaysNothingElse)
	scenario.Step(`^the reporting period is "([^"]*)"$`, theReportingPeriodIs)
}

// theReportingPeriodEnds lets all that was sent be counted first: a report is
// about what has come, and the clients only know what they have sent.
func theReportingPeriodEnds(ctx context.Context) error {
	w := worldOf(ctx)
	if err := w.allNumbersCount(); err != nil {
		return err
	}
	select {
	case w.ticks <- time.Now():
		return nil
	case <-time.After(patience):
		return errors.New("the server does not watch the clock")
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

func itSaysNothingElse(ctx context.Context) error {
	return expect(func(g gomega.Gomega) {
		g.Expect(worldOf(ctx).output).NotTo(gbytes.Say("(?s)."))
	})
}

func theReportingPeriodIs(_ context.Context, period string) error {
	if is := app.Defaults().ReportEvery.String(); is != period {
		return fmt.Errorf("it is %s", is)
	}
	return nil
}
