package send

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
)

// Count returns a number of things in words, such as "1 number".
func Count(number int64, thing string) string {
	if number != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", number, thing)
}

// cause removes the path from err, for a message that names it already.
func cause(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it is cut off")
	}
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

// netCause removes the address and the system call from err, for a message that
// names the address already.
func netCause(err error) error {
	var lookup *net.DNSError
	if errors.As(err, &lookup) {
		return errors.New(lookup.Err)
	}
	var failed *net.OpError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	var call *os.SyscallError
	if errors.As(err, &call) {
		err = call.Err
	}
	return err
}
