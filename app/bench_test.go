package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"numberserver/app/grammar"
)

// BenchmarkServer is the whole way from five clients' connections to the log,
// every number unique. One line an iteration, so that ns/op is time per line. Its
// time ends when all are in the log: how long the disk then takes to make them
// durable is another matter.
func BenchmarkServer(b *testing.B) {
	const clients = 5
	settings := Defaults()
	settings.Addr, settings.Log = "127.0.0.1:0", filepath.Join(b.TempDir(), "numbers.log")
	server, err := Listen(b.Context(), settings)
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	stopped := make(chan error, 1)
	texts := make([][]byte, clients)
	for client := range clients {
		texts[client] = clientLines(client, clients, b.N)
	}
	b.SetBytes(int64(grammar.Length))
	b.ReportAllocs()
	b.ResetTimer()

	go func() { stopped <- server.Serve(ctx) }()
	var sent sync.WaitGroup
	for _, text := range texts {
		sent.Go(func() { sendAll(b, server.Addr().String(), text) })
	}
	sent.Wait()
	for server.Stats().Unique < uint64(b.N) {
		runtime.Gosched()
	}
	b.StopTimer()
	stop()
	if err := <-stopped; err != nil {
		b.Fatal(err)
	}
}

// clientLines returns one client's share of count different numbers, spread over
// the number space: a multiplication modulo Numbers by what has no factor in
// common with it is a permutation.
func clientLines(client, clients, count int) []byte {
	var text []byte
	for i := client; i < count; i += clients {
		text = fmt.Appendf(text, "%09d%s", i*387_420_489%grammar.Numbers, grammar.Newline)
	}
	return text
}

// sendAll returns when the server has read all of text.
func sendAll(b *testing.B, addr string, text []byte) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		b.Error(err)
		return
	}
	defer conn.Close()
	if _, err := conn.Write(text); err != nil {
		b.Error(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		b.Error(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err != io.EOF {
		b.Error("not all was read:", err)
	}
}
