package app

import (
	"net"

	"golang.org/x/sys/unix"
)

// waitingClients returns how many connections wait in the backlog of listener.
func waitingClients(listener *net.TCPListener) int {
	conn, err := listener.SyscallConn()
	if err != nil {
		return -1
	}
	waiting := -1
	_ = conn.Control(func(fd uintptr) {
		if info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO); err == nil {
			waiting = int(info.Unacked) // of a listening socket: its backlog, see tcp(7)
		}
	})
	return waiting
}
