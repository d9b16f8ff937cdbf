package trial

import (
	"fmt"
	"io"
	"net"
	"sync/atomic"

	"numberserver/app/bench/load"
	"numberserver/app/grammar"
)

// A client sends its part of a load over a connection of its own.
type client struct {
	conn   *net.TCPConn
	stream *load.Stream
	sent   atomic.Int64 // bytes
}

// connect connects the clients of a load.
func connect(addr string, l *load.Load) ([]*client, error) {
	var clients []*client
	for i := range l.Clients {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			closeAll(clients)
			return nil, err
		}
		clients = append(clients, &client{conn: conn.(*net.TCPConn), stream: l.Stream(i)})
	}
	return clients, nil
}

func closeAll(clients []*client) {
	for _, c := range clients {
		_ = c.conn.Close()
	}
}

// lines is how many lines the client has sent so far.
func (c *client) lines() int { return int(c.sent.Load()) / grammar.Length }

// send sends all that the client has to send, and an end of file.
func (c *client) send() error {
	for piece := c.stream.Next(); len(piece) > 0; piece = c.stream.Next() {
		n, err := c.conn.Write(piece)
		c.sent.Add(int64(n))
		if err != nil {
			return c.cutOff(err)
		}
	}
	if err := c.conn.CloseWrite(); err != nil {
		return c.cutOff(err)
	}
	return nil
}

func (c *client) cutOff(err error) error {
	return fmt.Errorf("a client was cut off after %d lines: %w", c.lines(), err)
}

// waitForEnd waits until the server has read all that was sent: it then ends the
// connection with an end of file.
func (c *client) waitForEnd() error {
	_, err := io.Copy(io.Discard, c.conn)
	if err != nil {
		return fmt.Errorf("a client was cut off, perhaps before all it sent was read: %w", err)
	}
	return nil
}
