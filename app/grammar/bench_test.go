package grammar

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// Every benchmark handles one line per iteration, so that ns/op is time per line.

const benchLines = 16_384

// randomNumbers returns numbers from the whole number space.
func randomNumbers() []uint32 {
	random := rand.New(rand.NewPCG(1, 2))
	numbers := make([]uint32, benchLines)
	for i := range numbers {
		numbers[i] = random.Uint32N(Numbers)
	}
	return numbers
}

func BenchmarkParse(b *testing.B) {
	var text []byte
	for _, number := range randomNumbers() {
		text = fmt.Appendf(text, "%09d%s", number, Newline)
	}
	numbers := make([]uint32, 0, benchLines)
	b.SetBytes(int64(Length))
	for done := 0; done < b.N; done += benchLines {
		numbers, _ = Parse(numbers[:0], text)
	}
}

func BenchmarkFormat(b *testing.B) {
	numbers, buffer := randomNumbers(), make([]byte, FormatSize(benchLines))
	b.SetBytes(int64(Length))
	for done := 0; done < b.N; done += benchLines {
		Format(buffer, numbers)
	}
}

func BenchmarkParseLogged(b *testing.B) {
	text := Format(make([]byte, FormatSize(benchLines)), randomNumbers())
	numbers := make([]uint32, 0, benchLines)
	b.SetBytes(int64(len(text) / benchLines))
	for done := 0; done < b.N; done += benchLines {
		numbers, _ = ParseLogged(numbers[:0], text, benchLines)
	}
}
