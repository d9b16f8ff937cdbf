package bitset

import (
	"testing"

	"numberserver/app/internal/testkit"
)

func TestBitset(t *testing.T) { testkit.Run(t, "Bitset") }
