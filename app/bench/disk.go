package main

import "fmt"

// A disk is where the logs are.
type disk struct {
	kind string // of file system, "" if unknown
	free int64  // bytes, -1 if unknown
}

// hold returns an error unless a log of that size fits onto the disk.
func (d disk) hold(size int64, folder string) error {
	if d.free < 0 || size <= d.free {
		return nil
	}
	return fmt.Errorf("the log needs %d MB, but only %d MB are free in %s; choose another folder with --dir or send fewer --lines",
		size/1e6, d.free/1e6, folder)
}
