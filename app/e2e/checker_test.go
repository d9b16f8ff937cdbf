package e2e

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// The checker shares no code with the server.

// checked returns the numbers in the log. It fails the spec unless every line is a
// number without leading zeros that is there once. A torn last line is allowed,
// and left out, only when torn is true.
func (s *server) checked(torn bool) map[int]bool {
	GinkgoHelper()
	content, err := os.ReadFile(s.log)
	Expect(err).NotTo(HaveOccurred())
	end := bytes.LastIndexByte(content, '\n') + 1
	if !torn {
		Expect(string(content[end:])).To(BeEmpty(), "a torn last line")
	}
	numbers := make(map[int]bool)
	for line := range bytes.Lines(content[:end]) {
		text := string(line[:len(line)-1])
		number, err := strconv.Atoi(text)
		if err != nil || strconv.Itoa(number) != text || number < 0 || number > 999_999_999 {
			Fail(fmt.Sprintf("a line of the log is %q", line))
		}
		if numbers[number] {
			Fail(fmt.Sprintf("%d is in the log twice", number))
		}
		numbers[number] = true
	}
	return numbers
}

var report = regexp.MustCompile(`(?m)^Received (\d+) unique numbers, (\d+) duplicates\. Unique total: (\d+)$`)

// reported returns the sums of all reports, and checks that they add up and that
// nothing else was said.
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
