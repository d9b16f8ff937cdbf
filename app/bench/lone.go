package main

import (
	"context"
	"io"
	"net"
	"os"
	"slices"
	"time"

	"numberserver/app/bench/load"
	"numberserver/app/bench/target"
	"numberserver/app/grammar"
)

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
