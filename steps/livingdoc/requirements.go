package livingdoc

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// requirementsFile holds the requirements in its first numbered list. The name is
// relative to the working directory.
const requirementsFile = "ASSUMPTIONS.md"

// A requirement is an item of the list, with the features that specify it.
type requirement struct {
	Number   int
	Text     string
	Anchor   string
	Features []*feature
}

// readRequirements returns the requirements of the file.
func readRequirements(name string) ([]*requirement, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()

	list, err := parseRequirements(bufio.NewScanner(file))
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("%s has no numbered list", name)
	}
	return list, err
}

var listItem = regexp.MustCompile(`^(\d+)[.)]\s+(.+)`)

// parseRequirements returns the items of the first numbered list in Markdown.
// Indented lines continue an item.
func parseRequirements(lines *bufio.Scanner) (list []*requirement, err error) {
	for lines.Scan() {
		line := lines.Text()
		item := listItem.FindStringSubmatch(line)
		switch {
		case item != nil:
			number, _ := strconv.Atoi(item[1])
			list = append(list, &requirement{Number: number, Text: item[2]})
		case len(list) == 0 || strings.TrimSpace(line) == "":
		case strings.HasPrefix(line, " "):
			list[len(list)-1].Text += " " + strings.TrimSpace(line)
		default:
			return list, nil
		}
	}
	return list, lines.Err()
}

var (
	claim  = regexp.MustCompile(`(?m)^\s*Requirements?\s+(\d+(?:(?:\s*,|\s+and|\s*,\s*and)\s*\d+)*)\s*:`)
	digits = regexp.MustCompile(`\d+`)
)

// requirementsIn returns the numbers that the prose of a feature names in a line such
// as "Requirement 4: …" or "Requirements 2, 3 and 7: …".
func requirementsIn(prose string) (numbers []int) {
	for _, match := range claim.FindAllStringSubmatch(prose, -1) {
		for _, d := range digits.FindAllString(match[1], -1) {
			n, _ := strconv.Atoi(d)
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}
