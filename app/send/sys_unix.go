//go:build unix

package send

import (
	"net"
	"syscall"
)

// hasEnded reports whether the other side has ended the connection by now, even if
// no read has returned that yet.
func hasEnded(conn *net.TCPConn) bool {
	raw, err := conn.SyscallConn()
	if err != nil {
		return true
	}
	ended := true
	_ = raw.Control(func(fd uintptr) {
		_, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK)
		ended = err != syscall.EAGAIN
	})
	return ended
}
