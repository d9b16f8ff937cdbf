package check

import (
	"fmt"
	"io"
)

// Log returns nil if log holds each number that was sent on a line of its own,
// once, without leading zeros, and nothing else. Otherwise its error says what
// is wrong at the first wrong line, or what is missing.
func Log(log io.Reader, sent *Set) error {
	missing := sent.Clone()
	lines := 0
	err := read(log, func(block []uint32) error {
		for i, number := range block {
			if !missing.remove(number) {
				return atLine(lines+i, surplus(number, sent))
			}
		}
		lines += len(block)
		return nil
	})
	if err != nil {
		return err
	}
	return nothingIn(missing, sent)
}

func surplus(number uint32, sent *Set) error {
	if sent.has(number) {
		return fmt.Errorf("%d is there a second time", number)
	}
	return fmt.Errorf("%d was never sent", number)
}

func nothingIn(missing, sent *Set) error {
	count := missing.Count()
	if count == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d numbers are missing from the log, the smallest is %d",
		count, sent.Count(), missing.smallest())
}

// AddLog adds the numbers that are in a log.
func (s *Set) AddLog(log io.Reader) error {
	return read(log, func(block []uint32) error {
		for _, number := range block {
			s.add(number)
		}
		return nil
	})
}

// atLine says where in the log err was found, after so many right lines.
func atLine(rightLines int, err error) error {
	return fmt.Errorf("line %d of the log: %w", rightLines+1, err)
}
