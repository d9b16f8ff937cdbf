package send

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing/iotest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/app/grammar"
)

// native returns lines as the server takes them.
func native(lines ...string) string {
	return strings.Join(lines, grammar.Newline) + grammar.Newline
}

var _ = Describe("A run", func() {
	var (
		text    strings.Builder
		s       Settings
		deliver sink
	)

	BeforeEach(func() {
		leavesNothing()
		text.Reset()
		s, deliver = Settings{Workers: 2}, collect(&text)
	})

	// run runs with the sources for inputs.
	run := func(stdin io.Reader, inputs ...string) outcome {
		GinkgoHelper()
		var err error
		s.Sources, err = NewSources(inputs, stdin)
		Expect(err).NotTo(HaveOccurred())
		return s.withDefaults().run(context.Background(), deliver)
	}

	It("takes numbers, files and standard input in their order", func() {
		path := file("numbers.txt", "000000002\n000000003\n")
		Expect(run(strings.NewReader("000000004\n"), "000000001", path, "-", "000000005")).To(BeZero())
		Expect(text.String()).To(Equal(native("000000001", "000000002", "000000003", "000000004", "000000005")))
	})

	It("takes standard input if there are no inputs", func() {
		Expect(run(strings.NewReader("000000004\n"))).To(BeZero())
		Expect(text.String()).To(Equal(native("000000004")))
	})

	DescribeTable("takes lines with any line ending",
		func(content string) {
			Expect(run(strings.NewReader(content))).To(BeZero())
			Expect(text.String()).To(Equal(native("000000001", "000000002")))
		},
		Entry("all with a newline", "000000001\n000000002\n"),
		Entry("the last without a newline", "000000001\n000000002"),
		Entry("all with the newline of Windows", "000000001\r\n000000002\r\n"),
		Entry("of Windows, the last without a newline", "000000001\r\n000000002"),
		Entry("mixed", "000000001\n000000002\r\n"),
	)

	It("takes nothing from an empty source", func() {
		Expect(run(strings.NewReader(""))).To(BeZero())
		Expect(text.String()).To(BeEmpty())
	})

	DescribeTable("sends the same for every way to read the input",
		func(stdin func(io.Reader) io.Reader) {
			numbers := numberLines(0, 3*chunkSize/grammar.Length/2)
			Expect(run(stdin(strings.NewReader(numbers)))).To(BeZero())
			Expect(text.String() == numbers).To(BeTrue())
		},
		Entry("at once", func(r io.Reader) io.Reader { return r }),
		Entry("in halves", iotest.HalfReader),
		Entry("with the end of file in the last read", iotest.DataErrReader),
	)

	It("sends every line of an input that comes a byte at a time", func() {
		numbers := strings.TrimSuffix(numberLines(0, 100), grammar.Newline)
		Expect(run(stutter{strings.NewReader(numbers), 1})).To(BeZero())
		Expect(text.String()).To(Equal(numbers + grammar.Newline))
	})

	DescribeTable("sends the same in the same order with any number of workers",
		func(workers int) {
			s.Workers, s.Pad = workers, true
			numbers := numberLines(0, 6*chunkSize/grammar.Length)
			Expect(run(strings.NewReader(strings.ReplaceAll(numbers, "\n0", "\n")))).To(BeZero())
			Expect(text.String() == numbers).To(BeTrue())
		},
		Entry("one", 1), Entry("two", 2), Entry("eight", 8),
	)

	It("names the first invalid line and sends only what is before it", func() {
		s.Workers = 8
		good := numberLines(0, 100_000)
		path := file("numbers.txt", good+"oops\n"+good+"oops again\n"+good)
		Expect(run(nil, "123456789", path, "987654321").invalid).
			To(MatchError(path + `:100001: "oops" is not a number of 9 digits`))
		Expect(text.String() == native("123456789")+good).To(BeTrue())
	})

	It("counts the lines of every source from one", func() {
		first, second := file("first.txt", "000000001\n000000002\n"), file("second.txt", "000000001\n\n")
		Expect(run(nil, first, second).invalid).To(MatchError(second + ":2: there is no number"))
	})

	It("names an invalid number on the command line by its position", func() {
		Expect(run(nil, "123456789", "12").invalid).
			To(MatchError("argument 2: 12 has 2 digits, not 9; --pad puts zeros in front"))
	})

	It("skips invalid lines and counts them if told to", func() {
		s.SkipInvalid = true
		Expect(run(strings.NewReader("oops\n000000001\n\n000000002\nterminate\n000000003"))).To(Equal(outcome{skipped: 3}))
		Expect(text.String()).To(Equal(native("000000001", "000000002", "000000003")))
	})

	It("takes a line longer than a chunk for one invalid line", func() {
		s.SkipInvalid = true
		endless := strings.Repeat("1", 3*chunkSize)
		Expect(run(strings.NewReader("000000001\n" + endless + "\n000000002\n" + endless))).To(Equal(outcome{skipped: 2}))
		Expect(text.String()).To(Equal(native("000000001", "000000002")))
	})

	It("does not wait for the end of a line that is too long to be a number", func() {
		start, rest := strings.NewReader("000000001\n"+strings.Repeat("1", chunkSize)), make(chan struct{})
		DeferCleanup(func() { close(rest) })
		Expect(run(io.MultiReader(start, never{rest})).invalid).To(MatchError(ContainSubstring("standard input:2: ")))
	})

	It("says how far it could read a source, and sends what it has read", func() {
		broken := io.MultiReader(strings.NewReader("000000001\n000000002\n0000"), iotest.ErrReader(errors.New("it is broken")))
		Expect(run(broken).invalid).To(MatchError("cannot read standard input after line 2: it is broken"))
		Expect(text.String()).To(Equal(native("000000001", "000000002")))
	})

	It("ends when its delivery fails, wherever the chunks are", func(ctx SpecContext) {
		numbers := numberLines(0, 100) // each of which becomes a chunk
		deliver = func(_ context.Context, ready <-chan *chunk) error {
			<-ready
			return errors.New("refused")
		}
		for range 100 {
			Expect(run(stutter{strings.NewReader(numbers), grammar.Length}).undelivered).To(MatchError("refused"))
		}
	}, NodeTimeout(20*time.Second))

	It("ends with its context while a check takes long", func() {
		ctx, cancel := context.WithCancel(context.Background())
		ordered := make(chan *chunk, 1)
		ordered <- newChunk(&source{name: "slow.csv"}) // which is never checked
		ended := make(chan error)
		go func() { ended <- (&collector{ordered: ordered, ready: make(chan *chunk)}).run(ctx) }()
		Eventually(ordered).Should(BeEmpty())
		cancel()
		Eventually(ended).Should(Receive(BeNil()))
	})

	It("ends when its delivery fails while a source blocks", func() {
		silent, writer := io.Pipe()
		DeferCleanup(writer.Close)
		refused := errors.New("refused")
		deliver = func(context.Context, <-chan *chunk) error { return refused }
		Expect(run(silent).undelivered).To(MatchError(refused))
	})
})

var _ = Describe("Sources", func() {
	It("must exist if they are files", func() {
		_, err := NewSources([]string{"123456789", "missing.txt"}, nil)
		Expect(err).To(MatchError("cannot read missing.txt: no such file or directory"))
	})

	It("cannot be folders", func() {
		folder := GinkgoT().TempDir()
		_, err := NewSources([]string{folder}, nil)
		Expect(err).To(MatchError("cannot read " + folder + ": it is a folder; name the files in it"))
	})

	It("are printed with the control characters in their names escaped", func() {
		_, err := NewSources([]string{"\x1b[31m\n.txt"}, nil)
		Expect(err).To(MatchError(`cannot read "\x1b[31m\n.txt": no such file or directory`))
	})

	It("have a size if every one has", func() {
		all, err := NewSources([]string{file("numbers.txt", "000000001\n"), "123456789"}, nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(all.Size()).To(BeEquivalentTo(19))
	})

	It("have no size if one is a pipe", func() {
		all, err := NewSources([]string{"-", "123456789"}, strings.NewReader(""))
		Expect(err).NotTo(HaveOccurred())
		Expect(all.Size()).To(BeEquivalentTo(UnknownSize))
	})
})
