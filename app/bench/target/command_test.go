package target

import (
	"net"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A command", func() {
	It("has its placeholders replaced", func() {
		command := Command{Line: "counter --listen={addr} -p {port} -o {log} -d {dir}"}
		Expect(command.fill("127.0.0.1:4001", "/tmp/a b/numbers.log", "/tmp/a b")).
			To(Equal("counter --listen=127.0.0.1:4001 -p 4001 -o " + Quote("/tmp/a b/numbers.log") + " -d " + Quote("/tmp/a b")))
	})

	It("gets a free port if it has a placeholder for it", func() {
		for _, line := range []string{"counter {port}", "counter {addr}"} {
			addr, err := Command{Line: line}.addr()
			Expect(err).NotTo(HaveOccurred())
			Expect(addr).NotTo(Equal(requiredAddr))
			_, err = net.Dial("tcp", addr)
			Expect(err).To(HaveOccurred(), "something listens there")
		}
	})

	It("must listen on the required port without such a placeholder", func() {
		Expect(Command{Line: "counter {log}"}.mentions("{addr}", "{port}")).To(BeFalse())
	})
})
