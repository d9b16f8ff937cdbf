package e2e

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// The checker shares no code with the server.

// A tail is what may follow the last newline of a log.
type tail bool

const (
	whole tail = false // nothing
	torn  tail = true  // the beginning of a line, which is ignored
)

// checked returns the numbers in the log, in ascending order. It fails the spec
// unless every line is a number without leading zeros and none comes twice.
func (s *server) checked(end tail) []int {
	GinkgoHelper()
	content, err := os.ReadFile(s.log)
	Expect(err).NotTo(HaveOccurred())
	size := bytes.LastIndexByte(content, '\n') + 1
	if end == whole {
		Expect(string(content[size:])).To(BeEmpty(), "a torn last line")
	}
	numbers := make([]int, 0, size/8)
	for line := range bytes.Lines(content[:size]) {
		number, ok := parsed(line[:len(line)-1])
		if !ok {
			Fail(fmt.Sprintf("a line of the log is %q", line))
		}
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	for i := 1; i < len(numbers); i++ {
		if numbers[i] == numbers[i-1] {
			Fail(fmt.Sprintf("%d is in the log twice", numbers[i]))
		}
	}
	return numbers
}

// parsed returns the number that text is, if it has no leading zeros and at most
// nine digits.
func parsed(text []byte) (number int, ok bool) {
	if len(text) == 0 || len(text) > 9 || len(text) > 1 && text[0] == '0' {
		return 0, false
	}
	for _, char := range text {
		if char < '0' || char > '9' {
			return 0, false
		}
		number = 10*number + int(char-'0')
	}
	return number, true
}

var report = regexp.MustCompile(`(?m)^Received (\d+) unique numbers, (\d+) duplicates\. Unique total: (\d+)$`)

// reported returns the sums of all reports. It fails the spec unless the reports
// add up and nothing else was printed.
func (s *server) reported() (unique, duplicates int) {
	GinkgoHelper()
	output := string(s.Out.Contents())
	Expect(report.ReplaceAllString(output, "")).To(MatchRegexp(`^\n*$`))
	for _, match := range report.FindAllStringSubmatch(output, -1) {
		var figures [3]int
		for i := range figures {
			figures[i], _ = strconv.Atoi(match[i+1])
		}
		unique, duplicates = unique+figures[0], duplicates+figures[1]
		Expect(figures[2]).To(Equal(unique), "the unique total")
	}
	return unique, duplicates
}
