package target

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The command of another server", func() {
	DescribeTable("gives it its name",
		func(command, name string) { Expect(Foreign{Command: command}.Name()).To(Equal(name)) },
		Entry("a program file", "/usr/local/bin/counter --fast", "counter"),
		Entry("a quoted program file", "'./counter' {port}", "counter"),
		Entry("another version of ours", "./numberserver --addr {addr}", "other numberserver"),
	)

	It("gets its settings in place of the placeholders", func() {
		command := "counter --listen={addr} -p {port} -o {log} -d {dir}"
		Expect(Foreign{Command: command}.fill("127.0.0.1:4001", "/tmp/a b/numbers.log", "/tmp/a b")).
			To(Equal("counter --listen=127.0.0.1:4001 -p 4001 -o " + quoted("/tmp/a b/numbers.log") + " -d " + quoted("/tmp/a b")))
	})

	It("needs the required port without a placeholder for another one", func() {
		Expect(Foreign{Command: "counter {port}"}.addr()).NotTo(Equal(requiredAddr))
		Expect(Foreign{Command: "counter"}.mentions("{addr}", "{port}")).To(BeFalse())
	})
})
