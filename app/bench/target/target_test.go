package target

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A command", func() {
	BeforeEach(func() {
		usual := requiredAddr
		Expect(usual).To(Equal("127.0.0.1:4000"))
		DeferCleanup(func() { requiredAddr = usual })
		var err error
		requiredAddr, err = addrFor("{addr}") // the features may have port 4000
		Expect(err).NotTo(HaveOccurred())
	})

	It("has its placeholders replaced", func(ctx SpecContext) {
		folder := GinkgoT().TempDir()
		_, err := Start(ctx, "echo {addr} {port} {log} {dir} >&2", folder, time.Minute)
		Expect(err).To(MatchError(MatchRegexp(fmt.Sprintf(`last words were "127.0.0.1:(\d+) \d+ %[1]s/numbers.log %[1]s"`, folder))))
	})

	It("runs in the log's folder if it does not mention it", func(ctx SpecContext) {
		folder := GinkgoT().TempDir()
		_, err := Start(ctx, "sh -c 'pwd >&2; exit 3' {port}", folder, time.Minute)
		Expect(err).To(MatchError(HaveSuffix(fmt.Sprintf(`it ended with exit status 3, its last words were "%s"`, folder))))
	})

	It("has ended when only processes that it started go on", SpecTimeout(10*time.Second), func(ctx SpecContext) {
		_, err := Start(ctx, "sh -c 'sleep 1000 & exit 3' {port}", GinkgoT().TempDir(), time.Minute)
		Expect(err).To(MatchError(ContainSubstring("it ended with exit status 3")))
	})

	It("must listen on the required port if it does not mention one", func() {
		Expect(addrFor("counter {log}")).To(Equal(requiredAddr))
	})

	It("is not started while another program has the required port", func(ctx SpecContext) {
		listener, err := net.Listen("tcp", requiredAddr)
		Expect(err).NotTo(HaveOccurred())
		defer listener.Close()
		_, err = Start(ctx, "counter", GinkgoT().TempDir(), time.Minute)
		Expect(err).To(MatchError(ContainSubstring(requiredAddr + ": bind: address already in use; {addr} or {port} in the command")))
	})

	It("is killed with all that it started if it does not listen in time", func(ctx SpecContext) {
		pids := filepath.Join(GinkgoT().TempDir(), "pids")
		_, err := Start(ctx, "sh -c 'sleep 1000 & echo $! >"+pids+"; wait' {port}", GinkgoT().TempDir(), 300*time.Millisecond)
		Expect(err).To(MatchError(HavePrefix("it does not listen on 127.0.0.1:")))
		pid, err := os.ReadFile(pids)
		Expect(err).NotTo(HaveOccurred())
		Eventually(func() string {
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%s/stat", pid[:len(pid)-1]))
			return string(status)
		}).Should(Or(BeEmpty(), ContainSubstring(") Z ")))
	})
})

var _ = Describe("The sink", func() {
	It("reads what clients send, and ends with a terminate line", func() {
		addr, err := addrFor("{addr}")
		Expect(err).NotTo(HaveOccurred())
		ended := make(chan error, 1)
		go func() { ended <- ServeSink(addr) }()
		send := func(text string) {
			conn, err := net.Dial("tcp", addr)
			Expect(err).NotTo(HaveOccurred())
			defer conn.Close()
			Expect(fmt.Fprint(conn, text)).To(Equal(len(text)))
			Expect(conn.(*net.TCPConn).CloseWrite()).To(Succeed())
			Expect(conn.Read(make([]byte, 1))).Error().To(MatchError("EOF"))
		}
		Eventually(func() error {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				return err
			}
			return conn.Close()
		}).Should(Succeed())
		send("123456789\nterminate\n")
		Consistently(ended, "100ms").ShouldNot(Receive())
		send("terminate\n")
		Eventually(ended).Should(Receive(BeNil()))
	})
})
