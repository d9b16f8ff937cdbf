//go:build !windows

package grammar

import (
	"slices"

	"golang.org/x/sys/cpu"
)

const (
	parseBlock  = 8 // lines that parseAVX2 handles at once
	formatBlock = 4 // numbers that formatAVX2 handles at once

	// A line is loaded and stored as 16 bytes; slack is how many of them are not part of it.
	slack       = 16 - Length
	formatSlack = slack
)

// hasAVX2 says whether blocks are used. The specs set it to false, and so does
// GODEBUG=cpu.avx2=off.
var hasAVX2 = cpu.X86.HasAVX2

// parseBlocks is Parse for the whole blocks of valid number lines at the start of
// data.
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
	_ = buffer[:end][end-FormatSize(len(numbers))] // bounds check, which the assembly does not do
	return formatAVX2(&buffer[0], end, &numbers[0], len(numbers))
}

// parseAVX2 parses blocks of 8 lines at data. It returns how many blocks it has
// parsed: all, or those before the first with a line that is not a number. It reads
// slack bytes beyond the last block.
//
//go:noescape
func parseAVX2(numbers *uint32, data *byte, blocks int) (done int)

// formatAVX2 stores count numbers, a multiple of 4, as lines in buffer. The last one
// ends at end; it returns where the first one starts. It overwrites up to slack
// bytes, and as many bytes as there are leading zeros, before that.
//
//go:noescape
func formatAVX2(buffer *byte, end int, numbers *uint32, count int) (start int)
