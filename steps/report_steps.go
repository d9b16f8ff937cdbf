package steps

import (
	"regexp"
	"time"

	"github.com/cucumber/godog"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
)

func (w *world) registerReportSteps(scenario *godog.ScenarioContext) {
	scenario.Step(`^the reporting period ends$`, w.theReportingPeriodEnds)
	scenario.Step(`^the server reports "([^"]*)"$`, w.theServerReports)
	scenario.Then(`^it prints nothing after the report$`, w.itPrintsNothingAfterTheReport)
}

// theReportingPeriodEnds waits until everything that was sent is counted: a report
// is about what the server has logged, and a step knows only what was sent.
func (w *world) theReportingPeriodEnds() {
	w.allNumbersCount()
	Eventually(w.ticks).Should(BeSent(time.Now()))
}

// allNumbersCount waits until the server has counted every number sent.
func (w *world) allNumbersCount() {
	Eventually(func() uint64 {
		stats := w.server.Stats()
		return stats.Unique + stats.Duplicates
	}).Should(BeNumerically(">=", w.numbers), "the numbers counted")
}

func (w *world) theServerReports(report string) {
	Eventually(w.output).Should(gbytes.Say("^" + regexp.QuoteMeta(report) + "\n"))
}

func (w *world) itPrintsNothingAfterTheReport() { Expect(w.output).NotTo(gbytes.Say("(?s).")) }
