// Numberserver takes nine-digit numbers over TCP and logs every number once.
package main

import (
	"os"

	"numberserver/app/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Signals: cli.WatchSignals()}))
}
