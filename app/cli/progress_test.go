package cli

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/gomega"
)

// The clock of these tests stands still while anything can happen.

func TestProgressOfAKnownSize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		p := &progress{logger: newLogger("plain", &out), size: 4_000_000, start: time.Now(), next: time.Second}
		for range 40 {
			time.Sleep(time.Second / 10)
			_, _ = p.Write(make([]byte, 100_000))
		}
		NewWithT(t).Expect(out.String()).To(Equal("numberserver: sending: 25 % of 4.0 MB, 3 s left\n" +
			"numberserver: sending: 50 % of 4.0 MB, 2 s left\nnumberserver: sending: 100 % of 4.0 MB, 0 s left\n"))
	})
}

func TestProgressOfAnUnknownSize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		p := &progress{logger: newLogger("plain", &out), size: -1, start: time.Now(), next: time.Second}
		for range 60 {
			time.Sleep(time.Second)
			_, _ = p.Write(make([]byte, 1_000))
		}
		g := NewWithT(t)
		g.Expect(out.String()).To(HavePrefix("numberserver: sending: 1.0 kB so far\nnumberserver: sending: 2.0 kB so far\n"))
		g.Expect(strings.Count(out.String(), "\n")).To(Equal(9), "after 1, 2, 4, 8, 16, 26, 36, 46 and 56 seconds")
	})
}
