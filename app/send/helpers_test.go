package send

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"numberserver/app"
)

// leavesNothing fails the spec if it leaves goroutines behind.
func leavesNothing() {
	before := gleak.Goroutines()
	DeferCleanup(func() {
		Eventually(gleak.Goroutines).WithTimeout(5 * time.Second).ShouldNot(gleak.HaveLeaked(before))
	})
}

// file returns the path of a new file with that content.
func file(name, content string) string {
	GinkgoHelper()
	path := filepath.Join(GinkgoT().TempDir(), name)
	Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
	return path
}

// A testServer is a real server. Its log shows what it has read.
type testServer struct {
	addr string
	log  string
	stop func()
}

func startServer() *testServer {
	GinkgoHelper()
	settings := app.Defaults()
	settings.Addr = "127.0.0.1:0"
	settings.Log = filepath.Join(GinkgoT().TempDir(), "numbers.log")
	server, err := app.Listen(GinkgoT().Context(), settings)
	Expect(err).NotTo(HaveOccurred())

	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	var failed error
	go func() {
		defer close(stopped)
		failed = server.Serve(ctx)
	}()
	stop := func() {
		cancel()
		Eventually(stopped).WithTimeout(5 * time.Second).Should(BeClosed())
		Expect(failed).NotTo(HaveOccurred())
	}
	DeferCleanup(stop)
	return &testServer{server.Addr().String(), settings.Log, stop}
}

// logged stops the server and returns the lines in its log.
func (s *testServer) logged() []string {
	GinkgoHelper()
	s.stop()
	text, err := os.ReadFile(s.log)
	Expect(err).NotTo(HaveOccurred())
	return strings.Fields(string(text))
}

// listen runs a server that calls handle for every connection, and returns its
// address.
func listen(handle func(conn *net.TCPConn)) string {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(listener.Close)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go handle(conn.(*net.TCPConn))
		}
	}()
	return listener.Addr().String()
}

// reset ends a connection as a server does that stops.
func reset(conn *net.TCPConn) {
	_ = conn.SetLinger(0)
	_ = conn.Close()
}

// collect returns a sink that writes the lines to text.
func collect(text *strings.Builder) sink {
	return func(_ context.Context, ready <-chan *chunk) error {
		for c := range ready {
			text.Write(c.valid)
			c.free()
		}
		return nil
	}
}

// A stutter reads a few bytes at a time.
type stutter struct {
	from  io.Reader
	bytes int
}

func (s stutter) Read(b []byte) (int, error) { return s.from.Read(b[:min(len(b), s.bytes)]) }

// never blocks until it is over.
type never struct{ over <-chan struct{} }

func (n never) Read([]byte) (int, error) {
	<-n.over
	return 0, io.EOF
}
