package testkit

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// Nothing here uses the grammar of the server, which is what specs check.

// Lines returns the lines that a client sends for the numbers from first to end-1.
func Lines(first, end int) []byte {
	text := make([]byte, 0, 10*(end-first))
	for number := first; number < end; number++ {
		line := strconv.AppendInt(nil, int64(1_000_000_000+number), 10) // many times as fast as fmt
		text = append(append(text, line[1:]...), '\n')
	}
	return text
}

// Logged returns the numbers in the log at path, in ascending order, and what follows
// its last newline. It fails the spec unless every line is a number without leading
// zeros and none comes twice.
func Logged(path string) (numbers []int, torn string) {
	GinkgoHelper()
	content, err := os.ReadFile(path)
	Expect(err).NotTo(HaveOccurred())
	for line := range strings.Lines(string(content)) {
		text, whole := strings.CutSuffix(line, "\n")
		if !whole {
			torn = line
			break
		}
		number, err := strconv.Atoi(text)
		if err != nil || strconv.Itoa(number) != text || number < 0 || number > 999_999_999 {
			Fail(fmt.Sprintf("a line of the log is %q", line))
		}
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	twice := len(numbers) - len(slices.Compact(slices.Clone(numbers)))
	Expect(twice).To(BeZero(), "numbers that are in the log again")
	return numbers, torn
}
