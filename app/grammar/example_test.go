package grammar_test

import (
	"fmt"

	"numberserver/app/grammar"
)

func ExampleParse() {
	numbers, rest := grammar.Parse(nil, []byte("314159265\n007007009\n27182"))
	fmt.Printf("%d, and %q is unfinished: %v\n", numbers, rest, grammar.MayBecomeLine(rest))
	// Output: [314159265 7007009], and "27182" is unfinished: true
}
