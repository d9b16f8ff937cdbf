// Package e2e holds the specs of the program as a user has it: they build it,
// start it, and observe how it reacts to signals, pipes, files and disks.
package e2e

import (
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	_ "numberserver/app/cli" // a change of the program makes cached results of its specs invalid
)

// patience is how long a spec waits for what should happen at once.
const patience = 10 * time.Second

func TestProcess(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(patience)
	RunSpecs(t, "The program")
}

// binary is the path of the program, built once for all specs.
var binary string

var _ = BeforeSuite(func() {
	var err error
	binary, err = gexec.Build("numberserver")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(gexec.CleanupBuildArtifacts)
})

// rounds is how often a spec tries a random moment. make soak sets a larger number.
func rounds() int {
	if count, err := strconv.Atoi(os.Getenv("NUMBERSERVER_ROUNDS")); err == nil {
		return count
	}
	return 4
}

// soakTime is how long the soak lasts. make soak sets a longer time.
func soakTime() time.Duration {
	if length, err := time.ParseDuration(os.Getenv("NUMBERSERVER_SOAK")); err == nil {
		return length
	}
	return time.Second
}

// random returns a source of random numbers for one round of a spec. Ginkgo prints
// the seed when a spec fails; -ginkgo.seed repeats it.
func random(round int) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), uint64(round)))
}

// concurrently calls f with every number from 0 to n-1, a few at the same time, and
// returns when all calls have returned. Rounds mostly wait, so this saves time.
func concurrently(n int, f func(i int)) {
	var calls sync.WaitGroup
	defer calls.Wait()
	slots := make(chan struct{}, 4)
	for i := range n {
		slots <- struct{}{}
		calls.Go(func() {
			defer func() { <-slots }()
			defer GinkgoRecover()
			f(i)
		})
	}
}
