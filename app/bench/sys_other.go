//go:build !linux && !darwin

package main

import "time"

// diskOf knows nothing about the disk.
func diskOf(string) (disk, error) { return disk{free: -1}, nil }

// processorTime is unknown.
func processorTime() time.Duration { return 0 }

// machineTimes are unknown.
func machineTimes() (total, busy, stolen time.Duration) { return 0, 0, 0 }
