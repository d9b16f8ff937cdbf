package steps

import (
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/cucumber/godog"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"numberserver/app/grammar"
)

func (w *world) registerLogSteps(scenario *godog.ScenarioContext) {
	scenario.Given(`^a log of an earlier run that holds "([^"]*)"$`, w.aLogOfAnEarlierRun)
	scenario.Given(`^a log of an earlier run that holds:$`, w.aLogOfAnEarlierRunWithLines)
	scenario.Given(`^a log of an earlier run that holds exactly the bytes "([^"]*)"$`, w.aLogOfAnEarlierRunWithBytes)
	scenario.Given(`^a folder with the name of the log$`, w.aFolderInPlaceOfTheLog)

	scenario.Step(`^the log holds "([^"]*)"$`, w.theLogHoldsLine)
	scenario.Step(`^the log holds:$`, w.theLogHoldsLines)
	scenario.Step(`^the log holds (\d+) numbers?$`, w.theLogHoldsCount)

	scenario.Then(`^the log is empty$`, w.theLogIsEmpty)
	scenario.Then(`^the log already holds "([^"]*)"$`, w.theLogAlreadyHolds)
	scenario.Then(`^the log holds exactly the bytes "([^"]*)"$`, w.theLogHoldsBytes)
	scenario.Then(`^the log holds each number from (\d+) to (\d+) once$`, w.theLogHoldsEach)
	scenario.Then(`^every line of the log is a number that was sent$`, w.everyLineWasSent)
}

// log returns the present content of the log.
func (w *world) log() (string, error) {
	content, err := os.ReadFile(w.settings.Log)
	return string(content), err
}

// logBecomes waits until the content of the log matches. If that was the last step
// about the log, it must still match when the scenario has ended.
func (w *world) logBecomes(matcher types.GomegaMatcher) {
	Eventually(w.log).Should(matcher, "the log")
	w.logged = func() { Expect(w.log()).To(matcher, "the log when the server has stopped") }
}

func (w *world) aLogOfAnEarlierRun(line string) { w.writeFile("numbers.log", line+grammar.Newline) }

func (w *world) aLogOfAnEarlierRunWithLines(lines *godog.DocString) {
	w.writeFile("numbers.log", native(lines))
}

func (w *world) aLogOfAnEarlierRunWithBytes(escaped string) {
	w.writeFile("numbers.log", unescape(escaped))
}

func (w *world) aFolderInPlaceOfTheLog() { Expect(os.Mkdir(w.settings.Log, 0o700)).To(Succeed()) }

func (w *world) theLogIsEmpty() { w.logBecomes(BeEmpty()) }

func (w *world) theLogHoldsLine(line string) { w.logBecomes(Equal(line + grammar.Newline)) }

func (w *world) theLogHoldsLines(lines *godog.DocString) { w.logBecomes(Equal(native(lines))) }

func (w *world) theLogHoldsBytes(escaped string) { w.logBecomes(Equal(unescape(escaped))) }

// theLogAlreadyHolds does not wait: the client has seen the end of its connection,
// which must mean that the log is written.
func (w *world) theLogAlreadyHolds(line string) { Expect(w.log()).To(Equal(line + grammar.Newline)) }

func (w *world) theLogHoldsCount(count int) {
	w.logBecomes(WithTransform(func(log string) int { return strings.Count(log, grammar.Newline) }, Equal(count)))
}

func (w *world) theLogHoldsEach(first, last int) {
	w.theLogHoldsCount(last - first + 1)
	logged, wanted := w.loggedNumbers(), numberRange(first, last)
	slices.Sort(logged)
	Expect(slices.Equal(logged, wanted)).To(BeTrue(), "each number is there once")
}

// loggedNumbers returns the numbers in the log, in its order.
func (w *world) loggedNumbers() (numbers []int) {
	log, err := w.log()
	Expect(err).NotTo(HaveOccurred())
	for _, line := range strings.Fields(log) {
		number, err := strconv.Atoi(line)
		Expect(err).NotTo(HaveOccurred(), "a line of the log")
		numbers = append(numbers, number)
	}
	return numbers
}

func numberRange(first, last int) (numbers []int) {
	for number := first; number <= last; number++ {
		numbers = append(numbers, number)
	}
	return numbers
}

// everyLineWasSent checks the lines of a flood. Each of its clients sends numbers in
// ascending order, so they must be in this order in the log.
func (w *world) everyLineWasSent() {
	logged := w.loggedNumbers()
	Expect(logged).NotTo(BeEmpty())
	next := make(map[int]int) // what comes next from each client
	for _, number := range logged {
		client := number / floodShare
		Expect(number).To(Equal(client*floodShare+next[client]), "the next number of client %d", client)
		next[client]++
	}
}
