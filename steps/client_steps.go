package steps

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cucumber/godog"
	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
)

// who matches the mention of a client. Its name is its letter, or empty if the
// scenario has only one.
const (
	who   = `(?:a client|the client|client ([A-Z]))`
	whose = `(?:the client|client ([A-Z]))'s`
)

func (w *world) registerClientSteps(scenario *godog.ScenarioContext) {
	scenario.Given(`^(\d+) connected clients$`, w.connectedClients)
	scenario.Given(`^(\d+) clients that send numbers without a pause$`, w.floodingClients)

	scenario.Step(`^`+who+` sends "([^"]*)"$`, w.sendsLine)
	scenario.Step(`^`+who+` sends:$`, w.sendsLines)
	scenario.Step(`^`+who+` sends the bytes "([^"]*)"$`, w.sendsBytes)
	scenario.Step(`^`+who+` leaves$`, w.leaves)
	scenario.Step(`^each of them sends a number of its own$`, w.eachSendsItsOwn)

	scenario.When(`^`+who+` sends "([^"]*)" a byte at a time$`, w.sendsByteByByte)
	scenario.When(`^`+who+` sends the bytes "([^"]*)" and leaves$`, w.sendsBytesAndLeaves)
	scenario.When(`^`+who+` sends the numbers from (\d+) to (\d+)$`, w.sendsNumbers)
	scenario.When(`^`+who+` sends the numbers from (\d+) to (\d+) a byte at a time$`, w.sendsNumbersByteByByte)
	scenario.When(`^`+who+` has nothing more to send$`, w.hasNothingMore)
	scenario.When(`^all of them send "([^"]*)"$`, w.allSend)
	scenario.When(`^all of them send the numbers from (\d+) to (\d+)$`, w.allSendNumbers)
	scenario.When(`^(\d+) more clients connect, send a number each and leave, one after the other$`, w.moreClientsCome)

	scenario.Step(`^the server ends `+whose+` connection silently$`, w.isEnded)
	scenario.Then(`^the server ends `+whose+` connection in the ordinary way$`, w.isEndedWithEOF)
	scenario.Then(`^the server ends `+whose+` connection with a reset$`, w.isEndedWithReset)
	scenario.Then(`^the server ends all connections silently$`, w.allAreEnded)
	scenario.Then(`^the next number of `+who+` is logged$`, w.nextNumberIsLogged)
}

// connectedClients connects the clients A, B, C and so on.
func (w *world) connectedClients(count int) {
	for i := range count {
		w.client(string(rune('A' + i)))
	}
}

// floodShare is how many numbers each client of a flood has to itself.
const floodShare = 100_000_000

// floodingClients returns when the first numbers of the flood are in the log.
// Each of the clients goes on until the server ends its connection.
func (w *world) floodingClients(count int) {
	for i := range count {
		c := w.client(fmt.Sprintf("flood %d", i))
		go c.flood(i * floodShare)
	}
	w.logBecomes(Not(BeEmpty()))
}

func (c *client) flood(number int) {
	for {
		text := numberLines(number, number+1000)
		number += 1000
		if _, err := io.WriteString(c.conn, text); err != nil {
			return
		}
	}
}

// numberLines returns the lines for the numbers from first up to end.
func numberLines(first, end int) string {
	var text strings.Builder
	for number := first; number < end; number++ {
		fmt.Fprintf(&text, "%0*d%s", grammar.Digits, number, grammar.Newline)
	}
	return text.String()
}

func (w *world) sendsLine(name, line string) { w.send(name, line+grammar.Newline) }

func (w *world) sendsLines(name string, lines *godog.DocString) { w.send(name, native(lines)) }

// native returns lines with the native newline, as clients send them.
func native(lines *godog.DocString) string {
	return strings.ReplaceAll(lines.Content+"\n", "\n", grammar.Newline)
}

func (w *world) sendsByteByByte(name, line string) { w.sendBytewise(name, line+grammar.Newline) }

func (w *world) sendsNumbersByteByByte(name string, first, last int) {
	w.sendBytewise(name, numberLines(first, last+1))
}

func (w *world) sendBytewise(name, text string) {
	for _, b := range []byte(text) {
		w.send(name, string(b))
	}
}

func (w *world) sendsBytes(name, escaped string) { w.send(name, unescape(escaped)) }

func (w *world) sendsBytesAndLeaves(name, escaped string) {
	w.sendsBytes(name, escaped)
	w.leaves(name)
}

// unescape resolves \x20, \ufeff and the like; \n stands for the native newline.
func unescape(escaped string) string {
	escaped = strings.ReplaceAll(escaped, "\n", `\n`) // an Examples table has resolved it
	escaped = strings.ReplaceAll(escaped, `\n`, strings.Trim(strconv.Quote(grammar.Newline), `"`))
	text, err := strconv.Unquote(`"` + escaped + `"`)
	Expect(err).NotTo(HaveOccurred(), escaped)
	return text
}

func (w *world) leaves(name string) {
	Expect(w.client(name).conn.Close()).To(Succeed())
	delete(w.clients, name)
}

func (w *world) hasNothingMore(name string) { Expect(w.client(name).conn.CloseWrite()).To(Succeed()) }

func (w *world) eachSendsItsOwn() {
	for name := range w.clients {
		w.sendsLine(name, fmt.Sprintf("%0*d", grammar.Digits, name[0]))
	}
}

func (w *world) allSend(line string) {
	for name := range w.clients {
		w.sendsLine(name, line)
	}
}

func (w *world) sendsNumbers(name string, first, last int) {
	w.send(name, numberLines(first, last+1))
}

// allSendNumbers has the clients send at the same time.
func (w *world) allSendNumbers(first, last int) {
	text := numberLines(first, last+1)
	sent := make(chan error, len(w.clients))
	for _, c := range w.clients {
		w.numbers += c.numbersIn(text)
		go func() { sent <- c.write(text) }()
	}
	for range w.clients {
		Eventually(sent).Should(Receive(BeNil()))
	}
}

func (w *world) moreClientsCome(count int) {
	for i := range count {
		const passing = "passing"
		w.send(passing, numberLines(i, i+1))
		w.leaves(passing)
	}
}

// nextNumberIsLogged has the client send a number that no client has sent.
func (w *world) nextNumberIsLogged(name string) {
	const number = "987654321"
	w.sendsLine(name, number)
	w.logBecomes(ContainSubstring(number + grammar.Newline))
}

func (w *world) isEnded(name string) { w.client(name).end() }

func (w *world) isEndedWithEOF(name string) { Expect(w.client(name).end()).To(MatchError(io.EOF)) }

func (w *world) isEndedWithReset(name string) {
	Expect(w.client(name).end()).NotTo(MatchError(io.EOF))
}

func (w *world) allAreEnded() {
	for _, c := range w.clients {
		c.end()
	}
}
