package cli

import (
	"io"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/gomega"

	"numberserver/app/internal/testkit"
)

// The clock of these tests stands still while anything can happen.

func TestImpatientWriterWaitsForASlowOutput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		for err := range writes(10, []byte("one"), newImpatientWriter(slowOutput(900*time.Millisecond))) {
			NewWithT(t).Expect(err).NotTo(HaveOccurred())
		}
		NewWithT(t).Expect(time.Since(start)).To(Equal(9*time.Second), "one write at a time")
	})
}

func TestImpatientWriterDropsWhatIsNotTakenForASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		reader, out := io.Pipe()
		writer := newImpatientWriter(out)
		start, text := time.Now(), []byte("one ")
		for err := range writes(10, text, writer) {
			g.Expect(err).To(MatchError(errNotRead))
		}
		copy(text, "new ") // while the write is pending
		_, err := writer.Write([]byte("two "))
		g.Expect(err).To(MatchError(errNotRead))
		g.Expect(time.Since(start)).To(Equal(time.Second), "later writes are dropped at once")

		taken := make(chan string, 1)
		go func() {
			all, _ := io.ReadAll(reader)
			taken <- string(all)
		}()
		synctest.Wait()
		g.Expect(writer.Write([]byte("three"))).To(Equal(5), "the output takes writes again")
		g.Expect(out.Close()).To(Succeed())
		g.Expect(<-taken).To(Equal(strings.Repeat("one ", 10) + "three"))
	})
}

func TestImpatientWriterSaysWhatIsWrongWithItsOutput(t *testing.T) {
	_, err := newImpatientWriter(testkit.FullDisk{}).Write([]byte("one"))
	NewWithT(t).Expect(err).To(MatchError(syscall.ENOSPC))
}

func TestBlockedStderrDelaysTheExitByASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, out := io.Pipe()
		NewWithT(t).Expect(Main([]string{"--bogus"}, Streams{Out: io.Discard, Err: out})).To(Equal(statusUsage))
		NewWithT(t).Expect(out.Close()).To(Succeed())
	})
}

// writes writes text from so many goroutines at once and returns their errors.
func writes(goroutines int, text []byte, writer io.Writer) <-chan error {
	errs := make(chan error, goroutines)
	var writers sync.WaitGroup
	for range goroutines {
		writers.Go(func() {
			_, err := writer.Write(text)
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
