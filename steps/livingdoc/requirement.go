package livingdoc

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A requirement is a heading of the requirements file.
type requirement struct {
	Number   int
	Text     string
	Features []*feature // that specify it
	Document string     // the requirements file, if that is what meets it
}

var heading = regexp.MustCompile(`(?m)^## (\d+)\. (.+)$`)

// readRequirements returns the requirements in a Markdown file, numbered from 1.
func readRequirements(path string) (list []*requirement, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for i, match := range heading.FindAllStringSubmatch(string(text), -1) {
		if match[1] != strconv.Itoa(i+1) {
			return nil, fmt.Errorf("%s: requirement %s comes where requirement %d should be", path, match[1], i+1)
		}
		r := &requirement{Number: i + 1, Text: match[2]}
		if strings.Contains(match[2], "assumptions") {
			r.Document = path
		}
		list = append(list, r)
	}
	return list, nil
}

var (
	claim  = regexp.MustCompile(`(?m)^\s*Requirements? ([\d, and]+):`)
	digits = regexp.MustCompile(`\d+`)
)

// requirementsIn returns the numbers that the prose of a feature names in a line such
// as "Requirement 4: …" or "Requirements 2, 3 and 7: …", in ascending order.
func requirementsIn(description string) (numbers []int) {
	for _, match := range claim.FindAllStringSubmatch(description, -1) {
		for _, text := range digits.FindAllString(match[1], -1) {
			number, _ := strconv.Atoi(text)
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	return numbers
}
