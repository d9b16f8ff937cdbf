package main

import (
	"fmt"
	"io"
	"net"
	"sync/atomic"

	"numberserver/app/bench/load"
	"numberserver/app/grammar"
)

// A client sends its part of a load over its own connection.
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

// send sends the client's part of the load and closes the sending side.
func (c *client) send() error {
	for write := c.stream.Next(); len(write) > 0; write = c.stream.Next() {
		n, err := c.conn.Write(write)
		c.sent.Add(int64(n))
		if err != nil {
			return c.disconnected(err)
		}
	}
	if err := c.conn.CloseWrite(); err != nil {
		return c.disconnected(err)
	}
	return nil
}

func (c *client) disconnected(err error) error {
	return fmt.Errorf("a client was disconnected after %d lines: %w", c.lines(), err)
}

// waitForEnd waits until the server ends the connection, which it does once it has
// read everything.
func (c *client) waitForEnd() error {
	if _, err := io.Copy(io.Discard, c.conn); err != nil {
		return fmt.Errorf("a client was disconnected, perhaps before the server had read everything: %w", err)
	}
	return nil
}
