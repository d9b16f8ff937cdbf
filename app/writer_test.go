package app

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/grammar"
)

var errDisk = errors.New("write numbers.log: no space left on device")

// fakeLog is a log whose failing-th write or sync fails, counted from 1; a write
// that fails still writes half.
type fakeLog struct {
	file
	failing int

	operations, syncs int

	reads      int
	unreadable bool // every ReadAt fails, except the first readable ones
	readable   int
	uncuttable bool // every Truncate fails
	panicking  bool // every Write panics

	beforeWrite, duringSync func() // run then, unless nil
}

// newFakeLog returns an empty log that ends with the spec.
func newFakeLog() *fakeLog {
	GinkgoHelper()
	log, err := openFile(filepath.Join(GinkgoT().TempDir(), "numbers.log"))
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { _ = log.Close() })
	return &fakeLog{file: log}
}

// content returns what is in the log.
func (f *fakeLog) content() string {
	GinkgoHelper()
	content, err := os.ReadFile(f.Name())
	Expect(err).NotTo(HaveOccurred())
	return string(content)
}

func (f *fakeLog) fails() bool {
	f.operations++
	return f.operations == f.failing
}

func (f *fakeLog) Write(text []byte) (int, error) {
	if f.panicking {
		panic("boom")
	}
	if f.beforeWrite != nil {
		f.beforeWrite()
	}
	if f.fails() {
		n, _ := f.file.Write(text[:len(text)/2])
		return n, errDisk
	}
	return f.file.Write(text)
}

func (f *fakeLog) ReadAt(buffer []byte, offset int64) (int, error) {
	f.reads++
	if f.unreadable && f.reads > f.readable {
		return 0, errDisk
	}
	return f.file.ReadAt(buffer, offset)
}

func (f *fakeLog) Truncate(size int64) error {
	if f.uncuttable {
		return errDisk
	}
	return f.file.Truncate(size)
}

func (f *fakeLog) Sync() error {
	f.syncs++
	if f.duringSync != nil {
		f.duringSync()
	}
	if f.fails() {
		return errDisk
	}
	return f.file.Sync()
}

// lines returns numbers as the log has them.
func lines(numbers ...uint32) string {
	var text []byte
	for _, number := range numbers {
		text = append(strconv.AppendUint(text, uint64(number), 10), grammar.Newline...)
	}
	return string(text)
}

// consecutive returns count numbers from first on.
func consecutive(first, count uint32) []uint32 {
	numbers := make([]uint32, count)
	for i := range numbers {
		numbers[i] = first + uint32(i)
	}
	return numbers
}

var _ = Describe("The writer", func() {
	var (
		log     *fakeLog
		counts  *stats
		warned  *gbytes.Buffer
		stopped int
		w       *writer
	)

	BeforeEach(func() {
		log, counts, warned, stopped = newFakeLog(), new(stats), gbytes.NewBuffer(), 0
		w = newWriter(newLogFile(log, slog.New(slog.NewTextHandler(warned, nil))), counts, func() { stopped++ })
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
		return w.run(unique, nil)
	}

	It("counts what it has written, and how long it took", func() {
		Expect(write([]uint32{1, 2}, []uint32{}, []uint32{3})).To(Succeed())
		Expect(log.operations).To(Equal(2), "nothing is written for a batch without new numbers")
		Expect(counts.read()).To(Equal(Counts{Unique: 3, Duplicates: 3}))
		Expect(w.log.size.Load()).To(BeEquivalentTo(len(lines(1, 2, 3))))
		Expect(counts.snapshot().Writes.Times).To(BeEquivalentTo(2))
		Expect(counts.snapshot().Writes.Took).To(BeNumerically(">", 0))
	})

	It("stops the server and leaves whole lines behind, whichever operation fails", func() {
		for failing := 1; ; failing++ {
			log, counts, stopped = newFakeLog(), new(stats), 0
			log.failing = failing
			w = newWriter(newLogFile(log, slog.New(slog.DiscardHandler)), counts, func() { stopped++ })
			err := write([]uint32{11}, []uint32{22, 333, 4444}, []uint32{5})
			content := log.content()
			Expect(lines(11, 22, 333, 4444, 5)).To(HavePrefix(content))
			Expect(content).To(Or(BeEmpty(), HaveSuffix(grammar.Newline)))
			Expect(strings.Count(content, grammar.Newline)).To(BeEquivalentTo(counts.read().Unique))
			Expect(w.log.size.Load()).To(BeEquivalentTo(len(content)))
			Expect(counts.read().Duplicates).To(BeEquivalentTo(3))
			if log.operations < failing {
				Expect(err).NotTo(HaveOccurred())
				return
			}
			Expect(err).To(MatchError(errDisk))
			Expect(stopped).To(Equal(1))
		}
	})

	It("tells a session that waits whether all before it is in the log", func() {
		markers := []chan bool{make(chan bool, 1), make(chan bool, 1), make(chan bool, 1)}
		unique := make(chan *batch, len(markers))
		for number, marker := range markers {
			b := batchOf(uint32(number))
			b.markers = []chan<- bool{marker}
			unique <- b
		}
		close(unique)
		log.failing = 2
		Expect(w.run(unique, nil)).To(MatchError(errDisk))
		Expect(markers[0]).To(Receive(BeTrue()))
		Expect(markers[1]).To(Receive(BeFalse()))
		Expect(markers[2]).To(Receive(BeFalse()), "nothing is written after a failure")
	})

	DescribeTable("goes on at the end of a whole line when the log",
		func(change func(path string) error, warning, content string) {
			Expect(write([]uint32{11, 22, 333})).To(Succeed())
			Expect(change(log.Name())).To(Succeed())
			Expect(write([]uint32{4444})).To(Succeed())
			Expect(log.content()).To(Equal(content))
			Expect(write([]uint32{5})).To(Succeed())
			Expect(log.content()).To(Equal(content + lines(5)))
			Expect(warned).To(gbytes.Say(warning))
			Expect(warned).NotTo(gbytes.Say("the log"), "one warning")
			Expect(w.log.size.Load()).To(BeEquivalentTo(len(log.content())))
		},
		Entry("is emptied", shortenTo(0), "the log was shortened by 10 bytes", lines(4444)),
		Entry("is shortened by a line", shortenTo(6), "the log was shortened by 4 bytes", lines(11, 22, 4444)),
		Entry("is shortened by a byte", shortenTo(9), "the log was shortened by 1 bytes", lines(11, 22, 4444)),
		Entry("is shortened in the middle of a line", shortenTo(4), "the log was shortened by 6 bytes", lines(11, 4444)),
		Entry("is shortened in the middle of the first line", shortenTo(1), "the log was shortened by 9 bytes", lines(4444)),
		Entry("is overwritten with as many bytes", overwrite("77"), "another program has overwritten the log; an unfinished line at its end is cut off", lines(11, 22, 4444)),
		Entry("gets a line of another program", appendText("666\n"), "another program wrote 4 bytes to the log", lines(11, 22, 333, 666, 4444)),
		Entry("gets a long half line of another program", appendText(strings.Repeat("x", 10_000)), "another program wrote 10000 bytes to the log; an unfinished line at its end is cut off", lines(11, 22, 333, 4444)),
		Entry("gets a longer half line of another program than it looks back", appendText(strings.Repeat("x", lookBack)),
			"another program wrote 65536 bytes to the log; numbers go on behind it in a new line", lines(11, 22, 333)+strings.Repeat("x", lookBack)+lines(0)[1:]+lines(4444)),
		Entry("gets half a line of another program", appendText("66"), "another program wrote 2 bytes to the log", lines(11, 22, 333, 4444)),
	)

	It("leaves no gap in a log that is emptied just before a write", func() {
		Expect(write([]uint32{11, 22})).To(Succeed())
		log.beforeWrite = func() { Expect(shortenTo(0)(log.Name())).To(Succeed()) }
		Expect(write([]uint32{333})).To(Succeed())
		Expect(log.content()).To(Equal(lines(333)))
	})

	It("fails when a torn line cannot be cut off", func() {
		Expect(appendText("66")(log.Name())).To(Succeed())
		log.uncuttable = true
		Expect(w.log.clear()).To(MatchError("cannot clear the log: " + errDisk.Error()))
		Expect(write([]uint32{4})).To(MatchError(errDisk))
		Expect(log.content()).To(Equal("66"))
	})

	Describe("checking the log", func() {
		BeforeEach(func() { Expect(write([]uint32{1, 2, 3})).To(Succeed()) })

		DescribeTable("joins no number to what another program has written over the end of the log",
			func(end, content string) {
				Expect(overwrite(end)(log.Name())).To(Succeed())
				w.check()
				w.check()
				Expect(warned).To(gbytes.Say("another program has overwritten the log"))
				Expect(warned).NotTo(gbytes.Say("the log"), "one warning")
				Expect(write([]uint32{4})).To(Succeed())
				Expect(log.content()).To(Equal(content))
			},
			Entry("a whole line", lines(7), lines(1, 2, 7)+lines(4)),
			Entry("no line at all", "777777", lines(4)),
		)

		It("is done with a log that is enlarged without end", func() {
			Expect(shortenTo(300 << 30)(log.Name())).To(Succeed())
			w.check()
			Expect(warned).To(gbytes.Say("numbers go on behind it in a new line"))
			Expect(shortenTo(6)(log.Name())).To(Succeed())
		})

		It("warns at most once a minute of what another program does again and again, and counts it all", func() {
			Expect(w.log.summary(1)).To(MatchRegexp("^1 number is in .*numbers.log, synced to disk$"))
			for range 5 {
				Expect(appendText("66\n")(log.Name())).To(Succeed())
				w.check()
			}
			Expect(warned).To(gbytes.Say("another program wrote 3 bytes to the log"))
			Expect(warned).NotTo(gbytes.Say("the log"))
			Expect(os.Remove(log.Name())).To(Succeed())
			w.check()
			Expect(warned).To(gbytes.Say("the log was deleted"), "which has a warning of its own")
			Expect(w.log.summary(1)).To(MatchRegexp("^1 number was written to .*numbers.log, synced to disk; other programs have changed it 6 times$"))
		})

		It("warns once when it is replaced", func() {
			Expect(os.WriteFile(log.Name()+".new", []byte(lines(1, 2, 3)), 0o600)).To(Succeed())
			Expect(os.Rename(log.Name()+".new", log.Name())).To(Succeed())
			w.check()
			w.check()
			Expect(warned).To(gbytes.Say("the log was deleted, moved or replaced"))
			Expect(warned).NotTo(gbytes.Say("the log"))
		})

		It("checks once more at the end", func() {
			Expect(appendText("66")(log.Name())).To(Succeed())
			Expect(write()).To(Succeed())
			Expect(log.content()).To(Equal(lines(1, 2, 3)))
			Expect(warned).To(gbytes.Say("another program wrote 2 bytes"))
		})

		It("stops the server when it cannot find the end of the log", func() {
			Expect(appendText("66")(log.Name())).To(Succeed())
			log.unreadable = true
			w.check()
			Expect(stopped).To(Equal(1))
			log.unreadable = false
			Expect(write([]uint32{4})).To(MatchError(errDisk), "not joined to half a line")
			Expect(log.content()).To(Equal(lines(1, 2, 3) + "66"))
		})
	})
})

func shortenTo(size int64) func(path string) error {
	return func(path string) error { return os.Truncate(path, size) }
}

// overwrite writes text over the end of a file, whose size does not change.
func overwrite(text string) func(path string) error {
	return func(path string) error {
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		size, err := file.Seek(-int64(len(text)), io.SeekEnd)
		if err == nil {
			_, err = file.WriteAt([]byte(text), size)
		}
		return errors.Join(err, file.Close())
	}
}

func appendText(text string) func(path string) error {
	return func(path string) error {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return err
		}
		_, err = file.WriteString(text)
		return errors.Join(err, file.Close())
	}
}
