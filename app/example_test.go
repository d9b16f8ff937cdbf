package app_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"numberserver/app"
)

// A server on a free port logs what a client sends until the client terminates it.
func Example() {
	folder, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(folder)
	settings := app.Defaults()
	settings.Addr = "127.0.0.1:0"
	settings.Log = filepath.Join(folder, "numbers.log")
	settings.Reports = os.Stdout

	server, err := app.Listen(context.Background(), settings)
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := net.Dial("tcp", server.Addr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Fprint(client, "314159265\n007007009\n314159265\nterminate\n")
	if err := server.Serve(context.Background()); err != nil {
		fmt.Println(err)
	}
	log, _ := os.ReadFile(settings.Log)
	fmt.Print(string(log))
	// Output:
	// Received 2 unique numbers, 1 duplicates. Unique total: 2
	// 314159265
	// 7007009
}
