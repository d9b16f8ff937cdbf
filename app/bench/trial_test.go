package main

import (
	"bufio"
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

	"numberserver/app/bench/load"
	"numberserver/app/bench/target"
	"numberserver/app/grammar"
)

// fakeServer calls serve for every connection until the spec ends, and returns its
// address.
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

// logTo returns a function that serves a connection: it logs every line as change
// returns it.
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

// logEachTo returns a function that serves a connection: it logs each line at once.
func logEachTo(path string) func(net.Conn) {
	return func(conn net.Conn) {
		defer GinkgoRecover()
		log, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		Expect(err).NotTo(HaveOccurred())
		defer log.Close()
		lines := bufio.NewScanner(conn)
		for lines.Scan() {
			_, err := io.WriteString(log, asInLog(lines.Text()+"\n"))
			Expect(err).NotTo(HaveOccurred())
		}
	}
}

// asInLog is a line as it must be in the log.
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
		t    trial
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
		t = trial{load: l, sent: load.NewSet(), folder: folder, patience: time.Minute, watch: func(sample) {}, say: func(string) {}}
		Expect(t.sent.AddLines(l.Stream(0).Next())).To(Succeed())
	})

	// try tries a server that logs every line as change returns it.
	try := func(change func(string) string) error {
		t.program = target.Running{Addr: fakeServer(logTo(log, change)), Log: log}
		_, err := t.run(ctx)
		return err
	}

	It("succeeds with a server that logs what is sent", func() {
		t.program = target.Running{Addr: fakeServer(logTo(log, asInLog)), Log: log}
		result, err := t.run(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(result.elapsed).To(BeNumerically(">", 0))
	})

	It("succeeds with a server whose log has earlier numbers", func() {
		Expect(os.WriteFile(log, []byte("7"+grammar.Newline), 0o600)).To(Succeed())
		Expect(try(asInLog)).To(Succeed())
	})

	It("fails when a number is in the log twice", func() {
		Expect(try(func(line string) string { return asInLog(line) + asInLog(line) })).
			To(MatchError(HaveSuffix("is there a second time")))
	})

	It("fails when the log misses numbers, once it stays the same", func() {
		t.patience = time.Second
		err := try(func(string) string { return "" })
		Expect(err).To(MatchError(ContainSubstring("1000 of 1000 numbers are missing")))
	})

	It("fails when the log has leading zeros", func() {
		err := try(func(line string) string { return "0" + line[:grammar.Digits-1] + grammar.Newline })
		Expect(err).To(MatchError(ContainSubstring("has leading zeros")))
	})

	It("needs no log to measure a server that ends its connections", func() {
		t.program = target.Running{Addr: fakeServer(func(conn net.Conn) { io.Copy(io.Discard, conn) })}
		Expect(t.run(ctx)).NotTo(BeNil())
	})

	It("fails when the server takes too long to start", func() {
		t.patience = 10 * time.Millisecond
		t.program = target.Command{Label: "slow", Line: "sleep 1000 {port}"}
		_, err := t.run(ctx)
		Expect(err).To(MatchError(MatchRegexp("^slow: it does not listen on .* after 10ms$")))
	})

	It("fails when no server is running", func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		Expect(listener.Close()).To(Succeed())
		t.program = target.Running{Addr: listener.Addr().String()}
		_, err = t.run(ctx)
		Expect(err).To(MatchError(ContainSubstring("connect to the server")))
	})

	It("fails when the server disconnects clients", func() {
		t.program = target.Running{Addr: fakeServer(func(conn net.Conn) {
			_, _ = conn.Read(make([]byte, 1))
			_ = conn.(*net.TCPConn).SetLinger(0)
		})}
		_, err := t.run(ctx)
		Expect(err).To(MatchError(ContainSubstring("a client was disconnected")))
	})

	It("fails when the server makes no progress", func() {
		t.patience = 3 * samplePeriod
		done := ctx.Done()
		t.program = target.Running{Addr: fakeServer(func(net.Conn) { <-done })}
		_, err := t.run(ctx)
		Expect(err).To(MatchError(ContainSubstring("no progress for 150ms, after 1000 lines")))
	})

	It("ends when it is told to", func() {
		enough, stop := errors.New("enough"), stop
		t.program = target.Running{Addr: fakeServer(func(conn net.Conn) {
			if _, err := conn.Read(make([]byte, 1)); err == nil {
				stop(enough)
			}
		})}
		_, err := t.run(ctx)
		Expect(err).To(MatchError(enough))
	})

	Describe("with lone lines", func() {
		BeforeEach(func() {
			t.load = load.Prepare(load.Trickle, lines, 1, 1)
			var err error
			t.sent, err = t.load.Numbers(ctx)
			Expect(err).NotTo(HaveOccurred())
		})

		It("measures how long each takes until it is in the log", func() {
			t.program = target.Running{Addr: fakeServer(logEachTo(log)), Log: log}
			result, err := t.run(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(result.lone.TotalCount()).To(BeEquivalentTo(t.load.Lone))
			Expect(result.lone.Min()).To(BeNumerically(">", 0))
		})

		It("does not measure a server that holds lines back", func() {
			t.patience = 10 * time.Second
			t.program = target.Running{Addr: fakeServer(logTo(log, asInLog)), Log: log}
			result, err := t.run(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(result.lone).To(BeNil())
		})

		It("does not measure a server whose log has earlier numbers", func() {
			Expect(os.WriteFile(log, []byte("7"+grammar.Newline), 0o600)).To(Succeed())
			t.program = target.Running{Addr: fakeServer(logEachTo(log)), Log: log}
			result, err := t.run(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(result.lone).To(BeNil())
		})
	})

	It("leaves no file behind", func() {
		Expect(try(asInLog)).To(Succeed())
		Expect(filepath.Glob(filepath.Join(t.folder, "*"))).To(Equal([]string{log}))
	})

	It("names the server that fails", func() {
		t.patience = time.Second
		addr := fakeServer(logTo(log, func(string) string { return "" }))
		t.program = target.Running{Addr: addr, Log: log}
		_, err := t.run(ctx)
		Expect(err).To(MatchError(HavePrefix(fmt.Sprintf("%s: ", addr))))
	})
})

var _ = DescribeTable("The size of a line in the log is without leading zeros",
	func(line string, digits int) {
		Expect(loggedSize([]byte(line + grammar.Newline))).To(BeEquivalentTo(digits + len(grammar.Newline)))
	},
	Entry("of which it has none", "314159265", 9),
	Entry("of which it has some", "007007009", 7),
	Entry("unless it is zero", "000000000", 1),
)
