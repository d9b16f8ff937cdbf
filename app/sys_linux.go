package app

import (
	"net"
	"os"

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

// dropCache tells the system that a part of the log, which is synced, need not stay in
// memory. A long log would otherwise fill the memory with pages that are not read,
// and the system would have to search for free ones.
func dropCache(log file, from, to int64) {
	from &^= int64(os.Getpagesize() - 1) // with the page that was incomplete last time
	_ = unix.Fadvise(int(log.Fd()), from, to-from, unix.FADV_DONTNEED)
}
