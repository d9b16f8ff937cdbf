//go:build !linux

package app

import "net"

// waitingClients returns -1: only Linux tells.
func waitingClients(*net.TCPListener) int { return -1 }
