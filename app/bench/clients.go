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
			if errors.Is(err, os.ErrDeadlineExceeded) {
				return fmt.Errorf("no progress for %v", t.settings.Patience)
			}
			return err
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
				return fmt.Errorf("a client was disconnected: %w", err)
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
