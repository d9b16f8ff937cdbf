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

	_ "numberserver/app/cli"
	"numberserver/app/internal/testkit"
)

// The import of app/cli and the look at main.go make cached results of these specs
// invalid when the program changes.
var _ = BeforeSuite(func() { Expect("../../main.go").To(BeARegularFile()) })

func TestProcess(t *testing.T) { testkit.Run(t, "The program") }

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
