package main

import (
	"syscall"
	"time"
)

// diskOf returns the disk that folder is on.
func diskOf(folder string) (disk, error) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(folder, &stat); err != nil {
		return disk{}, err
	}
	var kind []byte
	for _, b := range stat.Fstypename {
		if b != 0 {
			kind = append(kind, byte(b))
		}
	}
	return disk{kind: string(kind), free: int64(stat.Bavail) * int64(stat.Bsize)}, nil
}

// machineTimes are unknown.
func machineTimes() (total, busy, stolen time.Duration) { return 0, 0, 0 }
