package trial

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"numberserver/app/bench/check"
	"numberserver/app/bench/load"
	"numberserver/app/bench/target"
	"numberserver/app/grammar"
)

// fakeServer serves every connection as serve does, until the spec ends, and
// returns its address.
func fakeServer(serve func(net.Conn)) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(listener.Close)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	return listener.Addr().String()
}

// logTo returns what serves a connection by logging all that it brings.
func logTo(path string, change func(line string) string) func(net.Conn) {
	return func(conn net.Conn) {
		defer GinkgoRecover()
		text, err := io.ReadAll(conn)
		Expect(err).NotTo(HaveOccurred())
		log, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		Expect(err).NotTo(HaveOccurred())
		defer log.Close()
		for line := range strings.Lines(string(text)) {
			_, err := io.WriteString(log, change(line))
			Expect(err).NotTo(HaveOccurred())
		}
	}
}

// asInLog is a line as it has to be in the log.
func asInLog(line string) string {
	if short := strings.TrimLeft(line, "0"); short != grammar.Newline {
		return short
	}
	return "0" + grammar.Newline
}

var _ = Describe("A trial", func() {
	const lines = 1000
	var (
		log  string
		t    Trial
		ctx  context.Context
		stop context.CancelCauseFunc
	)

	BeforeEach(func() {
		DeferCleanup(func(before []gleak.Goroutine) {
			stop(nil)
			Eventually(gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before))
		}, gleak.Goroutines())
		ctx, stop = context.WithCancelCause(context.Background())
		folder := GinkgoT().TempDir()
		log = filepath.Join(folder, "numbers.log")
		Expect(os.WriteFile(log, nil, 0o600)).To(Succeed())
		l := load.Prepare(load.Unique, lines, 1, 1)
		t = Trial{Load: l, Sent: check.NewSet(), Folder: folder, Patience: time.Second, Watch: func(Sample) {}, Say: func(string) {}}
		Expect(t.Sent.AddLines(l.Stream(0).Next())).To(Succeed())
	})

	// try tries a server that logs each line as change has it.
	try := func(change func(string) string) error {
		t.Program = target.Running{Addr: fakeServer(logTo(log, change)), Log: log}
		_, err := t.Run(ctx)
		return err
	}

	It("succeeds with a server that logs what is sent", func() {
		t.Program = target.Running{Addr: fakeServer(logTo(log, asInLog)), Log: log}
		result, err := t.Run(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(result.Elapsed).To(BeNumerically(">", 0))
	})

	It("succeeds with a server whose log has numbers of before", func() {
		Expect(os.WriteFile(log, []byte("7"+grammar.Newline), 0o600)).To(Succeed())
		Expect(try(asInLog)).To(Succeed())
	})

	It("fails when a number is in the log twice", func() {
		Expect(try(func(line string) string { return asInLog(line) + asInLog(line) })).
			To(MatchError(HaveSuffix("is there a second time")))
	})

	It("fails when the log misses numbers, once it does not grow any more", func() {
		err := try(func(string) string { return "" })
		Expect(err).To(MatchError(ContainSubstring("1000 of 1000 numbers are missing")))
	})

	It("fails when the log has leading zeros", func() {
		err := try(func(line string) string { return "0" + line[:grammar.Digits-1] + grammar.Newline })
		Expect(err).To(MatchError(ContainSubstring("has leading zeros")))
	})

	It("needs no log to measure a server that ends its connections", func() {
		t.Program = target.Running{Addr: fakeServer(func(conn net.Conn) { io.Copy(io.Discard, conn) })}
		Expect(t.Run(ctx)).NotTo(BeNil())
	})

	It("fails when nobody listens", func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		Expect(listener.Close()).To(Succeed())
		t.Program = target.Running{Addr: listener.Addr().String()}
		_, err = t.Run(ctx)
		Expect(err).To(MatchError(ContainSubstring("connect to the server")))
	})

	It("fails when the server cuts clients off", func() {
		t.Program = target.Running{Addr: fakeServer(func(conn net.Conn) {
			_, _ = conn.Read(make([]byte, 1))
			_ = conn.(*net.TCPConn).SetLinger(0)
		})}
		_, err := t.Run(ctx)
		Expect(err).To(MatchError(ContainSubstring("a client was cut off")))
	})

	It("fails when the server stands still", func() {
		t.Patience = 3 * samplePeriod
		done := ctx.Done()
		t.Program = target.Running{Addr: fakeServer(func(net.Conn) { <-done })}
		_, err := t.Run(ctx)
		Expect(err).To(MatchError(ContainSubstring("nothing happens any more, after 1000 lines")))
	})

	It("ends when it is told to", func() {
		enough, stop := errors.New("enough"), stop
		t.Program = target.Running{Addr: fakeServer(func(conn net.Conn) {
			if _, err := conn.Read(make([]byte, 1)); err == nil {
				stop(enough)
			}
		})}
		_, err := t.Run(ctx)
		Expect(err).To(MatchError(enough))
	})

	It("leaves no file behind", func() {
		Expect(try(asInLog)).To(Succeed())
		Expect(filepath.Glob(filepath.Join(t.Folder, "*"))).To(Equal([]string{log}))
	})

	It("names the server that fails", func() {
		addr := fakeServer(logTo(log, func(string) string { return "" }))
		t.Program = target.Running{Addr: addr, Log: log}
		_, err := t.Run(ctx)
		Expect(err).To(MatchError(HavePrefix(fmt.Sprintf("%s: ", addr))))
	})
})
