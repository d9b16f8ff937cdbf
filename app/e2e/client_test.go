package e2e

import (
	"io"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/internal/testkit"
)

var _ = Describe("A client that sends bad data", func() {
	bad := []string{
		"\n", "\r\n", " \n", "oops\n", "12345678\n", "1234567890\n", "+12345678\n", "-12345678\n", "12345678 \n", " 23456789\n",
		"1234 6789\n", "1234.6789\n", "12345678/\n", "12345678:\n", "123456789\r\n", "123456789 \n", "\x00\n", "12345678\x00\n",
		"\ufeff123456789\n", "١٢٣٤٥٦٧٨٩\n", "TERMINATE\n", "terminate \n", "terminated\n", "terminatE\n", "\x1b[2J\n", "123456789\x00\n",
		"GET / HTTP/1.1\r\nHost: example\r\n\r\n", strings.Repeat("1", 1<<16), strings.Repeat("oops\n", 10_000),
	}

	It("gets the ordinary end and not a byte, with its numbers before the bad data in the log", func() {
		server := serve()
		concurrently(2*len(bad), func(i int) {
			conn := server.Dial()
			defer conn.Close()
			number := string(testkit.Lines(100_000_000+i, 100_000_001+i))
			_, err := io.WriteString(conn, number+bad[i/2])
			Expect(err).NotTo(HaveOccurred())
			if i%2 == 0 {
				_ = conn.CloseWrite() // fails if the server is quicker
			}
			Expect(io.ReadAll(conn)).To(BeEmpty(), "%.20q", bad[i/2])
			Expect(server.Lines()).To(ContainElement(strings.TrimSpace(number)), "%.20q", bad[i/2])
		})
		server.Stops()
		Expect(server.Messages()).To(BeEmpty())
		Expect(server.checked()).To(HaveLen(2 * len(bad)))
	})
})
