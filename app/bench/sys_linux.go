package main

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// fileSystems are the names of common file systems by their magic numbers.
var fileSystems = map[int64]string{
	0xEF53:     "ext4",
	0x01021994: "tmpfs, in memory",
	0x58465342: "xfs",
	0x9123683E: "btrfs",
	0x794C7630: "overlay",
	0x2FC12FC1: "zfs",
	0xF2F52010: "f2fs",
	0x6969:     "nfs",
	0x01021997: "9p",
	0x65735546: "fuse",
}

// diskOf returns the disk that folder is on.
func diskOf(folder string) (disk, error) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(folder, &stat); err != nil {
		return disk{}, err
	}
	return disk{kind: fileSystems[int64(stat.Type)], free: int64(stat.Bavail) * int64(stat.Bsize)}, nil
}

// machineTimes returns the processor time of the whole machine so far: all of it, what
// programs used, and what the host of a virtual machine gave to others.
func machineTimes() (total, busy, stolen time.Duration) {
	const tick = time.Second / 100
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, 0, 0
	}
	var user, nice, system, idle, ioWait, irq, softIRQ, steal time.Duration
	_, err = fmt.Sscanf(string(text), "cpu %d %d %d %d %d %d %d %d",
		&user, &nice, &system, &idle, &ioWait, &irq, &softIRQ, &steal)
	if err != nil {
		return 0, 0, 0
	}
	busy = user + nice + system + irq + softIRQ
	return tick * (busy + idle + ioWait + steal), tick * busy, tick * steal
}
