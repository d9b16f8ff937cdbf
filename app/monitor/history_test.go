package monitor

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app"
)

// Remember makes m show what load would have left in the coming seconds, and returns
// the numbers in it.
func (m *Monitor) Remember(seconds int, load func(second int) app.Counts) (total app.Counts) {
	now := time.Now()
	for second := range seconds {
		counts := load(second)
		total.Unique += counts.Unique
		total.Duplicates += counts.Duplicates
		now = now.Add(time.Second)
		m.history.add(now, total)
	}
	return total
}

var _ = Describe("The history", func() {
	It("holds the lines a second between samples, however late they are", func() {
		h := newHistory(app.Stats{})
		h.add(h.at.Add(time.Second), app.Counts{Unique: 100, Duplicates: 10})
		h.add(h.at.Add(2*time.Second), app.Counts{Unique: 300, Duplicates: 10})
		unique, duplicates := h.read()
		Expect(unique).To(Equal([]int64{100, 100}))
		Expect(duplicates).To(Equal([]int64{10, 0}))
	})

	It("forgets what is older than ten minutes", func() {
		m := &Monitor{history: newHistory(app.Stats{})}
		m.Remember(601, func(second int) app.Counts { return app.Counts{Unique: uint64(second)} })
		unique, _ := m.history.read()
		Expect(unique).To(HaveLen(600))
		Expect(unique[0]).To(BeEquivalentTo(1))
		Expect(unique[599]).To(BeEquivalentTo(600))
	})

	It("takes a sample at every tick until it is done", func() {
		h := newHistory(app.Stats{})
		ticks, done, ended := make(chan time.Time), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			h.run(func() app.Stats { return app.Stats{Counts: app.Counts{Unique: 7}} }, ticks, done)
		}()
		ticks <- h.at.Add(time.Second)
		close(done)
		Eventually(ended).Should(BeClosed())
		unique, _ := h.read()
		Expect(unique).To(Equal([]int64{7}))
	})
})
