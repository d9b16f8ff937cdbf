package app

import (
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/gomega"
)

// TestTicks looks at the clock from where time passes by itself.
func TestTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		start := time.Now()
		ticking, stop := ticks(10 * time.Second)
		defer stop()
		for tick := range time.Duration(3) {
			<-ticking
			g.Expect(time.Since(start)).To(Equal((tick + 1) * 10 * time.Second))
		}
		never, _ := ticks(0)
		g.Expect(never).To(BeNil())
	})
}
