package steps

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"numberserver/app/grammar"
)

// port4000 is the address of the required server for a client on this machine.
const port4000 = "localhost:4000"

// A client is one connection to the server.
type client struct {
	name string
	conn *net.TCPConn
}

// client returns the client of that name and connects it at its first mention.
func (w *world) client(name string) (*client, error) {
	if c, known := w.clients[name]; known {
		return c, nil
	}
	conn, err := net.Dial("tcp", port4000)
	if err != nil {
		return nil, err
	}
	c := &client{name: name, conn: conn.(*net.TCPConn)}
	w.clients[name] = c
	return c, nil
}

// sendLines makes the client of that name send lines and counts the numbers.
func (w *world) sendLines(name string, lines ...string) error {
	c, err := w.client(name)
	if err != nil {
		return err
	}
	for _, line := range lines {
		if len(line) == grammar.Digits && strings.Trim(line, "0123456789") == "" {
			w.numbers++
		}
	}
	return c.send(strings.Join(lines, grammar.Newline) + grammar.Newline)
}

// send sends text, which does not count as numbers sent. It is not an error if the
// server has ended the connection: a later step checks how it ends.
func (c *client) send(text string) error {
	_, err := io.WriteString(c.conn, text)
	if isEnd(err) {
		return nil
	}
	return err
}

// waitForEnd waits until the server ends the connection and returns how it ended:
// io.EOF or a reset. A byte from the server is an error.
func (c *client) waitForEnd() (end, err error) {
	if err := c.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	said, end := c.conn.Read(make([]byte, 1))
	if said > 0 {
		return nil, fmt.Errorf("the server sent data to client %s", c.name)
	}
	if !isEnd(end) {
		return nil, fmt.Errorf("client %s is still connected: %w", c.name, end)
	}
	return end, nil
}

// isEnd reports whether err means that the other side has ended the connection.
func isEnd(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
