package bench_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	_ "numberserver/app/bench" // so that its changes are what these specs run again for
)

func TestBench(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Bench")
}

// program is the path of the program, built for these specs.
var program string

var _ = BeforeSuite(func() {
	var err error
	program, err = gexec.Build("numberserver")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(gexec.CleanupBuildArtifacts)
})
