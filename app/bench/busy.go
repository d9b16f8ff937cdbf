package main

import (
	"fmt"
	"os"
	"strings"
)

// maxOthers is how much of the machine's processor time others may use before the
// figures mean little. On a quiet machine it is a few percent.
const maxOthers = 0.2

// processorTimes returns the times of the machine's processors so far, in ticks: all of
// it, also idle, and what others have had than this program and those that it started.
// Others are also other virtual machines on the same host. Only Linux says it.
func processorTimes() (total, others float64) {
	machine, _ := os.ReadFile("/proc/stat")
	var user, nice, system, idle, ioWait, irq, softIRQ, steal float64
	_, err := fmt.Sscanf(string(machine), "cpu %g %g %g %g %g %g %g %g",
		&user, &nice, &system, &idle, &ioWait, &irq, &softIRQ, &steal)
	if err != nil {
		return 0, 0
	}
	others = user + nice + system + irq + softIRQ + steal
	total = others + idle + ioWait

	self, _ := os.ReadFile("/proc/self/stat")
	_, fields, _ := strings.Cut(string(self), ") ")
	for i, field := range strings.Fields(fields) {
		var ticks float64
		if _, err := fmt.Sscan(field, &ticks); err == nil && 11 <= i && i < 15 { // utime, stime, cutime, cstime
			others -= ticks
		}
	}
	return total, others
}
