package target

import (
	"bytes"
	"net"

	"numberserver/app/grammar"
)

// sinkReadSize is how much the sink reads at once: as much as this module's server.
const sinkReadSize = 160 << 10

// ServeSink serves as a sink, which reads and throws away, so that no server can be
// faster. It ends when a client begins with a terminate line.
func ServeSink(addr string) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			return nil
		}
		go drain(conn, listener)
	}
}

// drain reads until the client ends its stream. It closes the listener if the client
// begins with a terminate line.
func drain(conn net.Conn, listener net.Listener) {
	defer conn.Close()
	buffer := make([]byte, sinkReadSize)
	n, err := conn.Read(buffer)
	if bytes.HasPrefix(buffer[:n], []byte(grammar.Terminate)) {
		_ = listener.Close()
		return
	}
	for err == nil {
		_, err = conn.Read(buffer)
	}
}
