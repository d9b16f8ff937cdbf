//go:build unix

package send

import (
	"net"
	"os"
	"syscall"
)

// peekEnd returns how the other side has ended the connection: errClosed, a failure,
// or nil if it has not. It sees an end that no read has returned yet. A failure is
// reported once by the system: reads after it return the end of file.
func peekEnd(conn *net.TCPConn) (end error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	err = raw.Control(func(fd uintptr) {
		n, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK)
		switch {
		case err != nil && err != syscall.EAGAIN:
			end = os.NewSyscallError("recvfrom", err)
		case err == nil && n == 0:
			end = errClosed
		}
	})
	if err != nil {
		return err
	}
	return end
}
