package livingdoc_test

import (
	"errors"
	"os"
	"testing"

	"github.com/cucumber/godog"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"numberserver/steps/livingdoc"
)

func TestLivingDoc(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "LivingDoc")
}

// asGodog makes this binary the one that `godog run` builds.
const asGodog = "LIVINGDOC_TEST_AS_GODOG"

func TestMain(m *testing.M) {
	if os.Getenv(asGodog) == "" {
		os.Exit(m.Run())
	}
	godog.Format("html", livingdoc.Description, livingdoc.New)
	os.Exit(godog.TestSuite{ScenarioInitializer: initializeScenario}.Run())
}

func initializeScenario(scenario *godog.ScenarioContext) {
	scenario.Step(`^this passes$`, func() error { return nil })
	scenario.Step(`^this text:$`, func(*godog.DocString) error { return nil })
	scenario.Step(`^this table:$`, func(*godog.Table) error { return nil })
	scenario.Step(`^this is pending$`, func() error { return godog.ErrPending })
	scenario.Step(`^this skips the rest$`, func() error { return godog.ErrSkip })
	scenario.Step(`^this fails with "(.*)"$`, func(message string) error { return errors.New(message) })
	scenario.Step(`^the number (\d+) is checked$`, func(number int) error {
		if number == 13 {
			return errors.New("13 is unlucky")
		}
		return nil
	})
}
