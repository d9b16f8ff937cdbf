package bitset_test

import (
	"fmt"

	"numberserver/app/bitset"
)

func ExampleSet_InsertNew() {
	set := bitset.New(1_000_000_000)
	fmt.Println(set.InsertNew([]uint32{314159265, 7007009, 314159265}))
	fmt.Println(set.InsertNew([]uint32{7007009, 271828182}))
	// Output:
	// [314159265 7007009]
	// [271828182]
}
