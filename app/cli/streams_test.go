package cli

import (
	"bytes"
	"io"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/internal/testkit"
)

var _ = Describe("An impatient writer", func() {
	It("says what is wrong with its output", func() {
		_, err := newImpatientWriter(testkit.FullDisk{}).Write([]byte("one"))
		Expect(err).To(MatchError(syscall.ENOSPC))
	})

	It("loses nothing that several goroutines write", func() {
		out := gbytes.NewBuffer()
		logger := newLogger("plain", newImpatientWriter(out))
		var writers sync.WaitGroup
		for range 2 {
			writers.Go(func() {
				for range 2_000 {
					logger.Warn("a message")
				}
			})
		}
		writers.Wait()
		Expect(bytes.Count(out.Contents(), []byte("numberserver: a message\n"))).To(Equal(4_000))
	})
})

// The clock of these tests stands still while anything can happen.

func TestImpatientWriterWaitsForASlowOutput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for err := range writesOf(10, newImpatientWriter(slowOutput(900*time.Millisecond))) {
			NewWithT(t).Expect(err).NotTo(HaveOccurred())
		}
	})
}

func TestImpatientWriterDropsWhatIsNotTakenForASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		reader, out := io.Pipe()
		writer := newImpatientWriter(out)
		start := time.Now()
		for err := range writesOf(10, writer) {
			g.Expect(err).To(MatchError(errNotRead))
		}
		_, err := writer.Write([]byte("two"))
		g.Expect(err).To(MatchError(errNotRead))
		g.Expect(time.Since(start)).To(Equal(time.Second), "later writes are dropped at once")

		go func() { _, _ = io.Copy(io.Discard, reader) }()
		synctest.Wait()
		g.Expect(writer.Write([]byte("three"))).To(Equal(5), "the output takes writes again")
		g.Expect(out.Close()).To(Succeed())
	})
}

// writesOf writes to writer from so many goroutines at once and returns their errors.
func writesOf(goroutines int, writer io.Writer) <-chan error {
	errs := make(chan error, goroutines)
	var writers sync.WaitGroup
	for range goroutines {
		writers.Go(func() {
			_, err := writer.Write([]byte("one"))
			errs <- err
		})
	}
	writers.Wait()
	close(errs)
	return errs
}

// slowOutput takes so long for every write.
type slowOutput time.Duration

func (o slowOutput) Write(text []byte) (int, error) {
	time.Sleep(time.Duration(o))
	return len(text), nil
}
