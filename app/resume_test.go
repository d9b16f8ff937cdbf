package app

import (
	"log/slog"
	"os"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"numberserver/app/bitset"
	"numberserver/app/grammar"
	"numberserver/app/internal/testkit"
)

var _ = Describe("Resuming a log", func() {
	var path string
	many := lines(consecutive(99_900_000, 300_000)...)

	// resume starts a server on a log with content.
	resume := func(content string) (*Server, error) {
		path = testkit.File("numbers.log", content)
		settings := Defaults()
		settings.Addr, settings.Log, settings.Resume = "127.0.0.1:0", path, true
		return Listen(GinkgoT().Context(), settings)
	}

	DescribeTable("keeps",
		func(content, kept string, found int) {
			server, err := resume(content)
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(server.Close)
			Expect(server.Found()).To(BeEquivalentTo(found))
			Expect(server.Stats().LogSize).To(BeEquivalentTo(len(kept)))
			Expect(os.ReadFile(path)).To(BeEquivalentTo(kept))
		},
		Entry("nothing of nothing", "", "", 0),
		Entry("numbers of every length", lines(0, 7, 42, 7007009, 99999999, 100000000, 999999999), lines(0, 7, 42, 7007009, 99999999, 100000000, 999999999), 7),
		Entry("more numbers than any buffer holds, and not the torn one behind them", many+"12", many, 300_000),
		Entry("all but a torn zero", lines(1, 22)+"0", lines(1, 22), 2),
		Entry("nothing of a torn first line", "12345", "", 0),
		Entry("nothing of zero bytes at the end", lines(1, 22)+strings.Repeat("\x00", 4096), lines(1, 22), 2),
		Entry("nothing of more zero bytes than a read takes", lines(1, 22)+strings.Repeat("\x00", 3*resumeChunk), lines(1, 22), 2),
		Entry("nothing of a torn line and zero bytes after it", lines(1, 22)+"3\x00\x00", lines(1, 22), 2),
		Entry("nothing of zero bytes alone", "\x00\x00", "", 0),
		Entry("all but a torn line before more zero bytes than a read takes", lines(1)+"22"+strings.Repeat("\x00", 2*resumeChunk), lines(1), 1),
	)

	DescribeTable("refuses, and leaves as it is,",
		func(content, reason string) {
			_, err := resume(content)
			Expect(err).To(MatchError(ContainSubstring(path + " is not a number log: " + reason)))
			Expect(os.ReadFile(path)).To(BeEquivalentTo(content))
			log, err := openFile(path)
			Expect(err).NotTo(HaveOccurred(), "it is unlocked")
			Expect(log.Close()).To(Succeed())
		},
		Entry("text after numbers", lines(1, 2, 3)+"oops\n"+lines(4), `line 4: "oops`),
		Entry("leading zeros in nine digits", "012345678"+grammar.Newline, `line 1: "012345678`),
		Entry("ten digits at the end", lines(5)+"1234567890", `line 2: "1234567890`),
		Entry("a sign", "-1"+grammar.Newline, `line 1: "-1`),
		Entry("a number after zero bytes", lines(1, 2)+strings.Repeat("\x00", 2*resumeChunk)+lines(3), "line 3: "),
		Entry("the rest of a line after zero bytes", lines(1, 2)+"3"+strings.Repeat("\x00", 2*resumeChunk)+lines(3), "line 3: "),
		Entry("text at the end", lines(1, 2)+"12x", `line 3: "12x"`),
		Entry("leading zeros at the end", lines(1)+"01", `line 2: "01"`),
		Entry("numbers after zero bytes", lines(1)+"\x00\x00"+lines(2), `line 2: "\x00\x002`),
		Entry("a number that is there twice", lines(1, 2, 1), `one of the numbers in lines 1 to 3 is a duplicate`),
	)

	// readFake reads back a fake log with that content.
	readFake := func(log *fakeLog, content string) (found uint64, warned *gbytes.Buffer, err error) {
		Expect(appendText(content)(log.Name())).To(Succeed())
		warned = gbytes.NewBuffer()
		resumed := newLogFile(log, slog.New(slog.NewTextHandler(warned, nil)))
		found, err = readBack(GinkgoT().Context(), resumed, bitset.New(grammar.Numbers))
		return found, warned, err
	}

	It("syncs the log, as its numbers are duplicates from now on", func() {
		log := newFakeLog()
		found, _, err := readFake(log, lines(1, 22)+"3")
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(BeEquivalentTo(2))
		Expect(log.syncs).To(Equal(1))
	})

	It("knows what the log ends with", func() {
		log, warned := newFakeLog(), gbytes.NewBuffer()
		Expect(appendText(lines(1, 22, 333))(log.Name())).To(Succeed())
		resumed := newLogFile(log, slog.New(slog.NewTextHandler(warned, nil)))
		_, err := readBack(GinkgoT().Context(), resumed, bitset.New(grammar.Numbers))
		Expect(err).NotTo(HaveOccurred())
		Expect(overwrite("77")(log.Name())).To(Succeed())
		Expect(resumed.append([]byte(lines(4444)), 1)).To(Equal(1))
		Expect(log.content()).To(Equal(lines(1, 22, 4444)))
		Expect(warned).To(gbytes.Say("another program has overwritten the log"))
	})

	DescribeTable("fails when it cannot",
		func(spoil func(log *fakeLog), reason, left string) {
			log := newFakeLog()
			spoil(log)
			_, _, err := readFake(log, lines(1)+"2")
			Expect(err).To(MatchError("cannot resume: " + reason))
			Expect(log.content()).To(Equal(left))
		},
		Entry("read the log", func(log *fakeLog) { log.unreadable = true }, errDisk.Error()+"; the log is unchanged", lines(1)+"2"),
		Entry("cut off the end", func(log *fakeLog) { log.uncuttable = true }, "cannot cut off the end of the log: "+errDisk.Error(), lines(1)+"2"),
		Entry("know what the log ends with", func(log *fakeLog) { log.unreadable, log.readable = true, 1 }, errDisk.Error(), lines(1)),
		Entry("sync the log", func(log *fakeLog) { log.failing = 1 }, errDisk.Error(), lines(1)),
	)

	It("says what it reads", func() {
		_, said, err := readFake(newFakeLog(), lines(1, 22))
		Expect(err).NotTo(HaveOccurred())
		Expect(said).To(gbytes.Say(`reading .*numbers.log, 5 B`))
		_, said, err = readFake(newFakeLog(), "")
		Expect(err).NotTo(HaveOccurred())
		Expect(said.Contents()).To(BeEmpty())
	})

	DescribeTable("says what it cuts off",
		func(end, warning string) {
			found, warned, err := readFake(newFakeLog(), lines(1, 22)+end)
			Expect(err).NotTo(HaveOccurred())
			Expect(found).To(BeEquivalentTo(2))
			Expect(warned).To(gbytes.Say(warning))
		},
		Entry("a torn line", "333", "cutting 3 bytes off the end of the log: a torn last line"),
		Entry("one byte of a line", "3", "cutting 1 byte off the end of the log: a torn last line"),
		Entry("zero bytes", "3\x00\x00\x00", "cutting 4 bytes off the end of the log: zero bytes"),
	)
})
