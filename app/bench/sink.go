package bench

import (
	"fmt"
	"io"
	"net"

	"numberserver/app"
	"numberserver/app/stdio"
)

// Sink is the command that takes what clients send and throws it away. It shows
// what the machine and the sender can do without any server in between.
type Sink struct{}

// Run runs the sink until its standard input ends.
func (Sink) Run(streams stdio.Streams) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintf(streams.Err, "numberserver: sink listening on %v\n", listener.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, streams.In)
		_ = listener.Close()
	}()
	for {
		conn, err := listener.Accept()
		if err != nil {
			return nil
		}
		go drain(conn)
	}
}

// drain reads until the client ends its stream, as much at once as the server.
func drain(conn net.Conn) {
	defer conn.Close()
	buffer := make([]byte, app.ReadSize)
	for {
		if _, err := conn.Read(buffer); err != nil {
			return
		}
	}
}
