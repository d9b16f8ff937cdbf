package steps

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strconv"
	"strings"

	"github.com/cucumber/godog"

	"numberserver/app/grammar"
)

// who matches the mention of a client. Its name is its letter, or empty if the
// scenario has only one.
const (
	who   = `(?:a client|the client|client ([A-Z]))`
	whose = `(?:the client|client ([A-Z]))'s`
)

func initializeClientSteps(scenario *godog.ScenarioContext) {
	scenario.Given(`^(\d+) connected clients$`, connectedClients)
	scenario.Given(`^(\d+) clients that send numbers without a pause$`, floodingClients)

	for _, step := range []registrar{scenario.Given, scenario.When} {
		step(`^`+who+` sends "([^"]*)"$`, sendsLine)
		step(`^`+who+` sends:$`, sendsLines)
		step(`^`+who+` sends the bytes "([^"]*)"$`, sendsBytes)
		step(`^`+who+` leaves$`, leaves)
		step(`^each of them sends a number of its own$`, eachSendsItsOwn)
	}

	scenario.When(`^`+who+` sends "([^"]*)" a byte at a time$`, sendsByteByByte)
	scenario.When(`^`+who+` sends the bytes "([^"]*)" and leaves$`, sendsBytesAndLeaves)
	scenario.When(`^`+who+` sends the numbers from (\d+) to (\d+)$`, sendsNumbers)
	scenario.When(`^`+who+` sends the numbers from (\d+) to (\d+) a byte at a time$`, sendsNumbersByteByByte)
	scenario.When(`^`+who+` has nothing more to send$`, hasNothingMore)
	scenario.When(`^all of them send "([^"]*)"$`, allSend)
	scenario.When(`^all of them send the numbers from (\d+) to (\d+)$`, allSendNumbers)
	scenario.When(`^(\d+) more clients connect, send a number each and leave, one after the other$`, moreClientsCome)

	for _, step := range []registrar{scenario.Given, scenario.Then} {
		step(`^the server ends `+whose+` connection silently$`, isEnded)
	}
	scenario.Then(`^the server ends `+whose+` connection in the ordinary way$`, isEndedWithEOF)
	scenario.Then(`^the server ends `+whose+` connection with a reset$`, isEndedWithReset)
	scenario.Then(`^the server ends all connections silently$`, allAreEnded)
	scenario.Then(`^the next number of `+who+` is logged$`, nextNumberIsLogged)
}

// connectedClients connects the clients A, B, C and so on.
func connectedClients(ctx context.Context, count int) error {
	for i := range count {
		if _, err := worldOf(ctx).client(string(rune('A' + i))); err != nil {
			return err
		}
	}
	return nil
}

// floodShare is how many numbers each client of a flood has to itself.
const floodShare = 100_000_000

// floodingClients returns when the first numbers of the flood are in the log.
// Each of the clients goes on until the server ends its connection.
func floodingClients(ctx context.Context, count int) error {
	w := worldOf(ctx)
	for i := range count {
		c, err := w.client(fmt.Sprintf("flood %d", i))
		if err != nil {
			return err
		}
		go c.flood(i * floodShare)
	}
	return w.logFills()
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

func sendsLine(ctx context.Context, name, line string) error {
	return worldOf(ctx).sendLines(name, line)
}

func sendsLines(ctx context.Context, name string, lines *godog.DocString) error {
	return worldOf(ctx).sendLines(name, strings.Split(lines.Content, "\n")...)
}

func sendsByteByByte(ctx context.Context, name, line string) error {
	return sendBytewise(ctx, name, line+grammar.Newline)
}

func sendsNumbersByteByByte(ctx context.Context, name string, first, last int) error {
	return sendBytewise(ctx, name, numberLines(first, last+1))
}

func sendBytewise(ctx context.Context, name, text string) error {
	for _, b := range []byte(text) {
		if err := sendRaw(ctx, name, string(b)); err != nil {
			return err
		}
	}
	return nil
}

func sendsBytesAndLeaves(ctx context.Context, name, escaped string) error {
	return errors.Join(sendsBytes(ctx, name, escaped), leaves(ctx, name))
}

func sendsBytes(ctx context.Context, name, escaped string) error {
	bytes, err := unescape(escaped)
	if err != nil {
		return err
	}
	return sendRaw(ctx, name, bytes)
}

func sendRaw(ctx context.Context, name, bytes string) error {
	c, err := worldOf(ctx).client(name)
	if err != nil {
		return err
	}
	return c.send(bytes)
}

// unescape resolves \x20, \ufeff and the like; \n stands for the native newline.
func unescape(escaped string) (string, error) {
	escaped = strings.ReplaceAll(escaped, "\n", `\n`) // an Examples table has resolved it
	escaped = strings.ReplaceAll(escaped, `\n`, strings.Trim(strconv.Quote(grammar.Newline), `"`))
	return strconv.Unquote(`"` + escaped + `"`)
}

func leaves(ctx context.Context, name string) error {
	w := worldOf(ctx)
	c, err := w.client(name)
	if err != nil {
		return err
	}
	delete(w.clients, name)
	return c.conn.Close()
}

func hasNothingMore(ctx context.Context, name string) error {
	c, err := worldOf(ctx).client(name)
	if err != nil {
		return err
	}
	return c.conn.CloseWrite()
}

func eachSendsItsOwn(ctx context.Context) error {
	w := worldOf(ctx)
	for name := range maps.Keys(w.clients) {
		if err := w.sendLines(name, fmt.Sprintf("%0*d", grammar.Digits, name[0])); err != nil {
			return err
		}
	}
	return nil
}

func allSend(ctx context.Context, line string) error {
	w := worldOf(ctx)
	for name := range w.clients {
		if err := w.sendLines(name, line); err != nil {
			return err
		}
	}
	return nil
}

func sendsNumbers(ctx context.Context, name string, first, last int) error {
	return sendRaw(ctx, name, numberLines(first, last+1))
}

// allSendNumbers has the clients send at the same time.
func allSendNumbers(ctx context.Context, first, last int) error {
	clients := worldOf(ctx).clients
	text := numberLines(first, last+1)
	sent := make(chan error, len(clients))
	for _, c := range clients {
		go func() { sent <- c.send(text) }()
	}
	var err error
	for range clients {
		err = errors.Join(err, <-sent)
	}
	return err
}

func moreClientsCome(ctx context.Context, count int) error {
	for i := range count {
		const passing = "passing"
		number := fmt.Sprintf("%0*d", grammar.Digits, i)
		if err := errors.Join(worldOf(ctx).sendLines(passing, number), leaves(ctx, passing)); err != nil {
			return err
		}
	}
	return nil
}

// nextNumberIsLogged has the client send a number that no client has sent.
func nextNumberIsLogged(ctx context.Context, name string) error {
	const number = "987654321"
	w := worldOf(ctx)
	if err := w.sendLines(name, number); err != nil {
		return err
	}
	return w.logContains(number)
}

func isEnded(ctx context.Context, name string) error {
	_, err := endOf(ctx, name)
	return err
}

func isEndedWithEOF(ctx context.Context, name string) error {
	end, err := endOf(ctx, name)
	if err == nil && end != io.EOF {
		return fmt.Errorf("it ended with %w", end)
	}
	return err
}

func isEndedWithReset(ctx context.Context, name string) error {
	end, err := endOf(ctx, name)
	if err == nil && end == io.EOF {
		return errors.New("it ended in the ordinary way")
	}
	return err
}

func endOf(ctx context.Context, name string) (end, err error) {
	c, err := worldOf(ctx).client(name)
	if err != nil {
		return nil, err
	}
	return c.waitForEnd()
}

func allAreEnded(ctx context.Context) error {
	for _, c := range worldOf(ctx).clients {
		if _, err := c.waitForEnd(); err != nil {
			return err
		}
	}
	return nil
}
