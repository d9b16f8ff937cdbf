package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"numberserver/app/bench/load"
	"numberserver/app/bench/target"
	"numberserver/app/grammar"
)

// send has all clients send their parts of the load at the same time. When one fails,
// all are disconnected.
func (t trial) send(ctx context.Context, server *target.Server) error {
	group, ctx := errgroup.WithContext(ctx)
	for client := range t.load.Clients {
		group.Go(func() error {
			err := t.sendPart(ctx, server, client)
			switch {
			case errors.Is(err, os.ErrDeadlineExceeded):
				return fmt.Errorf("no progress for %v", t.settings.Patience)
			case err != nil:
				return fmt.Errorf("a client's connection failed: %w", err)
			default:
				return nil
			}
		})
	}
	return group.Wait()
}

// sendPart sends a client's part and closes the sending side. Without a log it waits
// until the server ends the connection, which it does once it has read everything. The
// client is disconnected when ctx is done.
func (t trial) sendPart(ctx context.Context, server *target.Server, client int) error {
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

// sendLone sends the lone lines over a connection of their own. If measured, each is
// sent when the one before it is in the log, until one is not in the log in time. It
// returns how long each took until it could be read in the log, the shortest first,
// unless one was not in time.
func (t trial) sendLone(ctx context.Context, server *target.Server, measured bool) (took []time.Duration, err error) {
	conn, err := net.Dial("tcp", server.Addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	lines := t.load.LoneLines()
	if measured {
		if took, err = t.measureLone(conn, lines, server.Log); err != nil {
			return nil, err
		}
	}
	if _, err := conn.Write(lines[len(took)*grammar.Length:]); err != nil {
		return nil, err
	}
	_ = conn.(*net.TCPConn).CloseWrite()
	_ = conn.SetReadDeadline(time.Now().Add(t.maxQuiet()))
	_, _ = io.Copy(io.Discard, conn) // until the server has read everything, if it ends the connection then
	slices.Sort(took)
	if len(took) < t.load.Lone || took[len(took)-1] > t.maxQuiet() {
		return nil, nil
	}
	return took, nil
}

// measureLone sends lines one at a time until one is not in the log in time. It returns
// how long each took, also the late one. It polls the log without a pause, for which the
// system has no substitute: this takes a processor, and a line is seen one poll late at
// most, which is less than a microsecond.
func (t trial) measureLone(conn net.Conn, lines []byte, path string) (took []time.Duration, err error) {
	log, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	size, err := log.Seek(0, io.SeekEnd)
	for line := range slices.Chunk(lines, grammar.Length) {
		time.Sleep(lonePause)
		start := time.Now()
		if _, err := conn.Write(line); err != nil {
			return nil, err
		}
		size += load.LoggedSize(line)
		logged, passed := int64(0), time.Duration(0)
		for err == nil && logged < size && passed <= t.maxQuiet() {
			logged, err = log.Seek(0, io.SeekEnd)
			passed = time.Since(start)
		}
		took = append(took, passed)
		if err != nil || logged < size {
			break
		}
	}
	return took, err
}
