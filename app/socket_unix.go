//go:build unix

package app

import "syscall"

// inline has the system put urgent data where it was sent. Otherwise it would be
// taken out of the stream, and what is no line could become one.
func inline(_, _ string, raw syscall.RawConn) error {
	var err error
	control := raw.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_OOBINLINE, 1)
	})
	if control != nil {
		return control
	}
	return err
}
