package livingdoc_test

import (
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestLivingDoc(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(10 * time.Second)
	config, reporter := GinkgoConfiguration()
	config.Timeout = min(config.Timeout, 2*time.Minute)
	RunSpecs(t, "LivingDoc", config, reporter)
}
