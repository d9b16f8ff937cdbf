package bitset

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestBitset(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Bitset")
}
