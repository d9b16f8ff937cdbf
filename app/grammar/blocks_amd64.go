//go:build !windows

package grammar

import (
	"slices"

	"golang.org/x/sys/cpu"
)

const (
	parseBlock  = 8 // lines that parseAVX2 takes at once
	formatBlock = 4 // numbers that formatAVX2 takes at once

	// A line is loaded and stored as 16 bytes: slack is how many of them are not its own.
	slack       = 16 - Length
	formatSlack = slack
)

// hasAVX2 says whether this processor can take blocks. Specs turn it off.
var hasAVX2 = cpu.X86.HasAVX2

// parseBlocks is Parse as far as whole blocks of valid number lines go.
func parseBlocks(numbers []uint32, data []byte) ([]uint32, []byte) {
	blocks := (len(data) - slack) / (parseBlock * Length)
	if !hasAVX2 || blocks <= 0 {
		return numbers, data
	}
	have := len(numbers)
	numbers = slices.Grow(numbers, blocks*parseBlock)[:have+blocks*parseBlock]
	done := parseAVX2(&numbers[have], &data[0], blocks) * parseBlock
	return numbers[:have+done], data[done*Length:]
}

// formatBlocks is Format for whole blocks: it stores their lines so that the last
// one ends at end, and returns where the first one starts.
func formatBlocks(buffer []byte, end int, numbers []uint32) (start int) {
	if len(numbers) == 0 {
		return end
	}
	if !hasAVX2 {
		for i := len(numbers) - 1; i >= 0; i-- {
			end = format(buffer, end, numbers[i])
		}
		return end
	}
	_ = buffer[:end][end-FormatSize(len(numbers))] // the room that the assembly relies on
	return formatAVX2(&buffer[0], end, &numbers[0], len(numbers))
}

// parseAVX2 turns blocks of 8 lines at data into numbers. It returns how many
// blocks it has done: all, or those before the first with a line that is no
// number. It reads slack bytes beyond the last block.
//
//go:noescape
func parseAVX2(numbers *uint32, data *byte, blocks int) (done int)

// formatAVX2 stores count numbers, a multiple of 4, as lines at buffer so that
// the last one ends at end, and returns where the first one starts. It writes up
// to slack bytes, and any leading zeros, before that.
//
//go:noescape
func formatAVX2(buffer *byte, end int, numbers *uint32, count int) (start int)
