package load

import (
	"fmt"
	"io"
)

// CheckLog returns nil if log holds every number that was sent on a line of its
// own, once, without leading zeros, and nothing else. Otherwise the error names the
// first wrong line or says how many numbers are missing.
func CheckLog(log io.Reader, sent *Set) error {
	missing := sent.Clone()
	lines := 0
	err := readLog(log, func(block []uint32) error {
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
	if count := missing.Count(); count > 0 {
		return fmt.Errorf("%d of %d numbers are missing from the log; the smallest is %d",
			count, sent.Count(), missing.smallest())
	}
	return nil
}

func surplus(number uint32, sent *Set) error {
	if sent.has(number) {
		return fmt.Errorf("%d is there a second time", number)
	}
	return fmt.Errorf("%d was never sent", number)
}

// AddLog adds the numbers of a log.
func (s *Set) AddLog(log io.Reader) error {
	return readLog(log, func(block []uint32) error {
		for _, number := range block {
			s.add(number)
		}
		return nil
	})
}

// atLine says where in the log err is, given the number of valid lines before it.
func atLine(before int, err error) error {
	return fmt.Errorf("line %d of the log: %w", before+1, err)
}
