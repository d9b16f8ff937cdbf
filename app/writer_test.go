package app

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
)

var errDisk = errors.New("write numbers.log: no space left on device")

// fakeLog is a log in memory whose failing-th operation fails, counted from 1; a
// write that fails still writes half.
type fakeLog struct {
	content bytes.Buffer
	failing int

	operations, syncs int

	duringSync func() // what happens meanwhile, if anything
}

func (f *fakeLog) fails() bool {
	f.operations++
	return f.operations == f.failing
}

func (f *fakeLog) Write(text []byte) (int, error) {
	if f.fails() {
		n, _ := f.content.Write(text[:len(text)/2])
		return n, errDisk
	}
	return f.content.Write(text)
}

func (f *fakeLog) Sync() error {
	f.syncs++
	if f.duringSync != nil {
		f.duringSync()
	}
	if f.fails() {
		return errDisk
	}
	return nil
}

func (f *fakeLog) Name() string { return "numbers.log" }

func (f *fakeLog) Truncate(size int64) error {
	f.content.Truncate(int(size))
	return nil
}

func (f *fakeLog) Close() error { return nil }

func (f *fakeLog) Stat() (fs.FileInfo, error) { return fakeInfo{size: int64(f.content.Len())}, nil }

type fakeInfo struct {
	fs.FileInfo
	size int64
}

func (i fakeInfo) Size() int64 { return i.size }

// lines returns numbers as the log has them.
func lines(numbers ...uint32) string {
	var text strings.Builder
	for _, number := range numbers {
		fmt.Fprintf(&text, "%d%s", number, grammar.Newline)
	}
	return text.String()
}

var _ = Describe("The writer", func() {
	var (
		log     *fakeLog
		counts  *stats
		stopped int
		w       *writer
	)

	BeforeEach(func() {
		log, counts, stopped = new(fakeLog), new(stats), 0
		w = newWriter(log, counts, func() { stopped++ })
	})

	// write runs the writer over batches of the given numbers.
	write := func(batches ...[]uint32) error {
		unique := make(chan *batch, len(batches))
		for _, numbers := range batches {
			b := batchOf(numbers...)
			b.duplicates = 1
			unique <- b
		}
		close(unique)
		return w.run(unique)
	}

	It("writes a line for every number, in order", func() {
		Expect(write([]uint32{7, 0}, []uint32{999_999_999})).To(Succeed())
		Expect(log.content.String()).To(Equal(lines(7, 0, 999_999_999)))
	})

	It("writes nothing for a batch without new numbers, but counts its duplicates", func() {
		Expect(write([]uint32{})).To(Succeed())
		Expect(log.operations).To(BeZero())
		Expect(counts.read()).To(Equal(Counts{Duplicates: 1}))
	})

	It("counts what it has written", func() {
		Expect(write([]uint32{1, 2}, []uint32{3})).To(Succeed())
		Expect(counts.read()).To(Equal(Counts{Unique: 3, Duplicates: 2}))
	})

	It("stops the server at the first failure and says how many numbers are missing", func() {
		log.failing = 2
		err := write([]uint32{1, 2}, []uint32{3, 4}, []uint32{5, 6})
		Expect(err).To(MatchError(errDisk))
		Expect(err).To(MatchError(ContainSubstring("3 accepted numbers are missing from the log")))
		Expect(stopped).To(Equal(1))
		Expect(log.content.String()).To(Equal(lines(1, 2, 3)))
	})

	It("leaves whole lines behind, whichever operation fails", func() {
		for failing := 1; ; failing++ {
			log, counts = &fakeLog{failing: failing}, new(stats)
			w = newWriter(log, counts, func() {})
			err := write([]uint32{11}, []uint32{22, 333, 4444}, []uint32{5})
			Expect(lines(11, 22, 333, 4444, 5)).To(HavePrefix(log.content.String()))
			Expect(log.content.String()).To(Or(BeEmpty(), HaveSuffix(grammar.Newline)))
			Expect(strings.Count(log.content.String(), grammar.Newline)).To(BeEquivalentTo(counts.read().Unique))
			if log.operations < failing {
				Expect(err).NotTo(HaveOccurred())
				return
			}
			Expect(err).To(MatchError(errDisk))
		}
	})
})
