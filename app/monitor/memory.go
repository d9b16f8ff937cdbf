package monitor

import (
	"fmt"
	"os"
	"runtime"
)

// residentMemory returns how many bytes of memory the process has: as Linux
// reports it, elsewhere what Go knows of.
func residentMemory() int64 {
	var size, resident int64
	statm, err := os.ReadFile("/proc/self/statm")
	if err == nil {
		_, err = fmt.Sscan(string(statm), &size, &resident)
	}
	if err == nil {
		return resident * int64(os.Getpagesize())
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int64(memory.Sys - memory.HeapReleased)
}
