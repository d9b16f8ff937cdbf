package bench

import "fmt"

// A disk is where the logs are.
type disk struct {
	kind string // of file system, "" if not known
	free int64  // bytes, or -1 if not known
}

// hold returns an error unless a log of that size fits onto the disk.
func (d disk) hold(log int64, folder string) error {
	if d.free < 0 || log <= d.free {
		return nil
	}
	return fmt.Errorf("the log needs %d MB, in %s only %d MB are free; name another folder with --dir or send fewer --lines",
		log/1e6, folder, d.free/1e6)
}
