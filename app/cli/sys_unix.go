//go:build unix

package cli

import "syscall"

func init() { writeSignals = append(writeSignals, syscall.SIGXFSZ) }
