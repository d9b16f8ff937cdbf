package main

import (
	"context"
	"io"
	"net"
	"slices"
	"time"

	"numberserver/app/bench/load"
	"numberserver/app/bench/target"
	"numberserver/app/grammar"
)

// send sends a client's part of the load and closes the sending side. Without a log it
// waits until the server ends the connection, which it does once it has read
// everything. The client is disconnected when ctx is done.
func (t trial) send(ctx context.Context, server *target.Server, client int) error {
	conn, err := net.Dial("tcp", server.Addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	for chunk := range t.load.Chunks(client) {
		_ = conn.SetDeadline(time.Now().Add(t.settings.Patience)) // if it fails, so does the write
		for write := range slices.Chunk(chunk, t.load.WriteSize()) {
			if _, err := conn.Write(write); err != nil {
				return err
			}
		}
		_ = t.bar.Add(len(chunk) / grammar.Length)
	}
	err = conn.(*net.TCPConn).CloseWrite()
	if err == nil && server.Log == "" {
		_, err = io.Copy(io.Discard, conn)
	}
	return err
}

// lonePause is the time before each lone line, in which the server becomes idle.
const lonePause = 500 * time.Microsecond

// sendLone sends the lone lines over a connection of their own, each when the one
// before it is in the log. It returns how long each took until then, the shortest
// first. Once a line, or the load before the first one, is not in the log in time, the
// rest is sent at once, and there is nothing to return.
//
// It polls the log without a pause, for which the system has no substitute: this takes
// a processor, and a line is seen one poll late at most, a few microseconds.
func (t trial) sendLone(ctx context.Context, server *target.Server, inTime bool) (took []time.Duration, err error) {
	conn, err := net.Dial("tcp", server.Addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	size := t.load.LogSize
	for line := range slices.Chunk(t.load.LoneLines(), grammar.Length) {
		if inTime {
			time.Sleep(lonePause)
		}
		start := time.Now()
		if _, err := conn.Write(line); err != nil {
			return nil, err
		}
		size += load.LoggedSize(line)
		for inTime && sizeOf(server.Log) < size {
			inTime = time.Since(start) < t.maxQuiet()
		}
		took = append(took, time.Since(start))
	}
	if !inTime {
		_ = conn.(*net.TCPConn).CloseWrite()
		_ = conn.SetReadDeadline(time.Now().Add(t.maxQuiet()))
		_, _ = io.Copy(io.Discard, conn) // until the server has read everything, if it ends the connection then
		return nil, nil
	}
	slices.Sort(took)
	return took, nil
}
