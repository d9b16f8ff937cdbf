package steps

import (
	"errors"
	"io"
	"net"
	"regexp"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
)

// port4000 is the address of the required server for a client on this machine.
const port4000 = "localhost:4000"

// A client is one connection to the server.
type client struct {
	conn *net.TCPConn

	unfinished string // the last line that it has sent, up to now
	invalid    bool   // it has sent a line that is no number: no later line counts
}

// client returns the client of that name and connects it at its first mention.
func (w *world) client(name string) *client {
	if c, known := w.clients[name]; known {
		return c
	}
	conn, err := net.Dial("tcp", port4000)
	Expect(err).NotTo(HaveOccurred())
	c := &client{conn: conn.(*net.TCPConn)}
	w.clients[name] = c
	return c
}

// send makes the client of that name send text and counts the numbers in it. The
// server may have ended the connection: a later step checks how it ends.
func (w *world) send(name, text string) {
	c := w.client(name)
	w.numbers += c.numbersIn(text)
	Expect(c.write(text)).To(Succeed())
}

// write sends text. It is not an error if the server has ended the connection.
func (c *client) write(text string) error {
	_ = c.conn.SetWriteDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(c.conn, text); !isEnd(err) {
		return err
	}
	return nil
}

var number = regexp.MustCompile(`^[0-9]{9}$`)

// numbersIn counts the numbers that text, which the client sends next, completes.
func (c *client) numbersIn(text string) (count uint64) {
	c.unfinished += text
	for !c.invalid {
		line, rest, whole := strings.Cut(c.unfinished, grammar.Newline)
		if !whole {
			break
		}
		c.unfinished = rest
		c.invalid = !number.MatchString(line)
		if !c.invalid {
			count++
		}
	}
	return count
}

// end waits until the server ends the connection and returns how it ended: io.EOF or
// a reset. The server must not send anything.
func (c *client) end() error {
	_ = c.conn.SetReadDeadline(time.Now().Add(patience))
	said, end := c.conn.Read(make([]byte, 1))
	Expect(said).To(BeZero(), "bytes from the server")
	Expect(isEnd(end)).To(BeTrue(), "the client is still connected: %v", end)
	return end
}

// isEnd reports whether err means that the other side has ended the connection.
func isEnd(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
