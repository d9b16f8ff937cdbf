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
		go func() {
			defer conn.Close()
			if drain(conn) {
				_ = listener.Close()
			}
		}()
	}
}

// drain reads until the client ends its stream. It reports whether the client began
// with a terminate line.
func drain(conn net.Conn) (terminate bool) {
	buffer := make([]byte, sinkReadSize)
	n, err := conn.Read(buffer)
	if bytes.HasPrefix(buffer[:n], []byte(grammar.Terminate)) {
		return true
	}
	for err == nil {
		_, err = conn.Read(buffer)
	}
	return false
}
