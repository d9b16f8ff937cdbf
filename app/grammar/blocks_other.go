//go:build !amd64 || windows

package grammar

// Elsewhere there are no blocks: every line is taken by itself.
const (
	formatBlock = 1
	formatSlack = 0
)

func parseBlocks(numbers []uint32, data []byte) ([]uint32, []byte) { return numbers, data }

func formatBlocks(buffer []byte, end int, numbers []uint32) (start int) {
	for i := len(numbers) - 1; i >= 0; i-- {
		end = format(buffer, end, numbers[i])
	}
	return end
}
