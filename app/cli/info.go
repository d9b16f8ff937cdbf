package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/alecthomas/kong"
)

// serverInfo is what does not change while a server runs.
type serverInfo struct {
	version programVersion
	addr    string
	log     string
	clients int
	started time.Time
	flags   []setting
}

// A setting is a flag of the serve command and its value.
type setting struct {
	Flag  string `json:"flag"`
	Value string `json:"value"`
}

// settingsOf returns the flags of a command line, but those that print and exit.
func settingsOf(line *kong.Context) []setting {
	var all []setting
	for _, flag := range line.Flags() {
		if flag.Name != "help" && flag.Name != "version" {
			all = append(all, setting{Flag: "--" + flag.Name, Value: fmt.Sprint(flag.Target)})
		}
	}
	return all
}

// absolute returns path as it can be found from any folder.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}

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

// openFiles returns the number of open file descriptors, where Linux reports it.
func openFiles() (number int, known bool) {
	open, err := os.ReadDir("/proc/self/fd")
	return len(open), err == nil
}
