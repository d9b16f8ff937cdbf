package monitor

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app"
)

// Remember takes a sample for every second from begin until now.
func (m *Monitor) Remember(begin time.Time, counts func(at time.Time) app.Counts) {
	for at := begin; time.Since(at) > 0; at = at.Add(time.Second) {
		m.history.add(at, counts(at))
	}
}

var _ = Describe("The history", func() {
	It("holds the lines a second of the last ten minutes, however late a sample is", func() {
		var h history
		start := time.Now()
		h.add(start, app.Counts{Unique: 1, Duplicates: 1})
		for second := range 600 {
			h.add(start.Add(time.Duration(second+1)*time.Second), app.Counts{Unique: 5, Duplicates: 1})
		}
		h.add(start.Add(602*time.Second), app.Counts{Unique: 205, Duplicates: 21})
		unique, duplicates := h.read()
		Expect(unique).To(HaveLen(600))
		Expect(unique[:2]).To(Equal([]int64{0, 0}), "the first sample, of 4, is forgotten")
		Expect(unique[598:]).To(Equal([]int64{0, 100}))
		Expect(duplicates[598:]).To(Equal([]int64{0, 10}))
	})
})
