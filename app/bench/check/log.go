package check

import (
	"fmt"
	"io"
)

// Log returns nil if log holds each number that was sent on a line of its own,
// once, without leading zeros, and nothing else. Otherwise its error says what
// is wrong at the first wrong line, or what is missing.
//
// One goroutine reads the lines while this one looks the numbers up.
func Log(log io.Reader, sent *Set) error {
	blocks, done := make(chan []uint32, 4), make(chan struct{})
	r := &lineReader{log: log, blocks: blocks, done: done}
	var wrongLine error
	go func() {
		defer close(blocks)
		wrongLine = r.run()
	}()
	missing, wrongNumber := strike(sent, blocks)
	close(done)
	for range blocks {
		// The reader is let go and waited for.
	}
	if wrongNumber != nil {
		return wrongNumber
	}
	if wrongLine != nil {
		return wrongLine
	}
	return nothingIn(missing, sent)
}

// strike takes the numbers in blocks off those that were sent and returns which
// are left, or an error at the first number that cannot be taken off.
func strike(sent *Set, blocks <-chan []uint32) (missing *Set, err error) {
	missing = sent.Clone()
	lines := 0
	for block := range blocks {
		for i, number := range block {
			if !missing.remove(number) {
				return nil, atLine(lines+i, surplus(number, sent))
			}
		}
		lines += len(block)
	}
	return missing, nil
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

// atLine says where in the log err was found, after so many right lines.
func atLine(rightLines int, err error) error {
	return fmt.Errorf("line %d of the log: %w", rightLines+1, err)
}
