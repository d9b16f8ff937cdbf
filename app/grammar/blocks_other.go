//go:build !amd64 || windows

package grammar

// Without AVX2 there are no blocks: lines are handled one at a time.
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
