package send

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app"
	"numberserver/app/grammar"
	"numberserver/app/internal/testkit"
)

func TestSend(t *testing.T) { testkit.Run(t, "Send") }

// numberLines returns the lines for the numbers from first up to end.
func numberLines(first, end int) string {
	return strings.ReplaceAll(string(testkit.Lines(first, end)), "\n", grammar.Newline)
}

// native returns lines as the server takes them.
func native(lines ...string) string {
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, grammar.Newline) + grammar.Newline
}

// zipped returns text compressed with gzip.
func zipped(text string) string {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return packed.String()
}

// settings returns settings to send the inputs, or what comes through stdin, to addr.
func settings(addr string, stdin io.Reader, inputs ...string) Settings {
	GinkgoHelper()
	if stdin != nil && len(inputs) == 0 {
		inputs = []string{"-"}
	}
	sources, err := NewSources(inputs, stdin)
	Expect(err).NotTo(HaveOccurred())
	return Settings{
		Sources:  sources,
		Addr:     addr,
		Progress: func(int64) io.Writer { return io.Discard },
		Logger:   slog.New(slog.DiscardHandler),
	}
}

// printed returns the lines that are sent of a file with that content. In the error,
// FILE stands for its path.
func printed(s Settings, content string) (lines string, result Result, reason string) {
	GinkgoHelper()
	path := testkit.File("numbers", content)
	sources, err := NewSources([]string{path}, nil)
	Expect(err).NotTo(HaveOccurred())
	s.Sources = sources
	var out strings.Builder
	result, err = Print(context.Background(), s, &out)
	Expect(result.Numbers).To(BeEquivalentTo(out.Len() / grammar.Length))
	if err != nil {
		reason = strings.ReplaceAll(err.Error(), path, "FILE")
	}
	return out.String(), result, reason
}

// startServer starts a real server and returns its address.
func startServer() string {
	GinkgoHelper()
	settings := app.Defaults()
	settings.Addr = "127.0.0.1:0"
	settings.Log = filepath.Join(GinkgoT().TempDir(), "numbers.log")
	server, err := app.Listen(context.Background(), settings)
	Expect(err).NotTo(HaveOccurred())
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(ctx) }()
	DeferCleanup(func() {
		cancel()
		Eventually(stopped).Should(Receive(BeNil()))
	})
	return server.Addr().String()
}

// recorder listens as a server does. It resets as many connections, and returns what
// it reads of each one after them.
func recorder(resets int32) (addr string, read <-chan string) {
	GinkgoHelper()
	var connections atomic.Int32
	all := make(chan string, 10)
	return testkit.Listen(func(conn *net.TCPConn) {
		if connections.Add(1) <= resets {
			_, _ = conn.Read(make([]byte, 1))
			reset(conn)
			return
		}
		lines, _ := io.ReadAll(conn)
		all <- string(lines)
		_ = conn.Close()
	}), all
}

// reset ends a connection as a server does that stops.
func reset(conn *net.TCPConn) {
	_ = conn.SetLinger(0)
	_ = conn.Close()
}

// never blocks until it is over.
type never struct{ over <-chan struct{} }

func (n never) Read([]byte) (int, error) {
	<-n.over
	return 0, io.EOF
}
