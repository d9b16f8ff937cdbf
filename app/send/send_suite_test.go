package send

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestSend(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Send")
}
