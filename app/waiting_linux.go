package app

import (
	"net"

	"golang.org/x/sys/unix"
)

// waitingClients returns how many clients wait in the system's queue to be let in.
func waitingClients(listener *net.TCPListener) int {
	raw, err := listener.SyscallConn()
	if err != nil {
		return -1
	}
	waiting := -1
	_ = raw.Control(func(fd uintptr) {
		if info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO); err == nil {
			waiting = int(info.Unacked) // what the field means for a socket that listens: man 7 tcp
		}
	})
	return waiting
}
