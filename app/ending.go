package app

// An Ending is the reason for which a connection ended.
type Ending int

// The reasons for which a connection ends.
const (
	Finished       Ending = iota // the client ended its stream behind a whole line, or sent nothing
	Unfinished                   // the client ended its stream within a line
	BadData                      // the client sent what no valid line has there
	Terminated                   // the client sent terminate, and nothing after it
	TerminatedMore               // the client sent terminate and more, which does not count
	Idle                         // the client sent nothing for the idle timeout
	Stopped                      // the server stopped
	Failed                       // the connection failed, or its numbers could not be written
)

// behaviors says what follows from the reason for which a connection ends. Only after
// an ordinary end, with an end of file, may the client conclude that all its numbers
// are in the log. Any other end is a reset.
var behaviors = [...]struct {
	name     string
	ordinary bool
	drain    bool // discard what follows the bad data: closing with bytes unread resets the connection
	stop     bool // stop the server
}{
	Finished:       {name: "finished", ordinary: true},
	Unfinished:     {name: "unfinished line", ordinary: true},
	BadData:        {name: "bad data", ordinary: true, drain: true},
	Terminated:     {name: "terminate", ordinary: true, stop: true},
	TerminatedMore: {name: "terminate and more", stop: true},
	Idle:           {name: "idle"},
	Stopped:        {name: "stopped"},
	Failed:         {name: "failed"},
}

func (e Ending) String() string { return behaviors[e].name }

// MarshalText makes a reason a name in JSON.
func (e Ending) MarshalText() ([]byte, error) { return []byte(e.String()), nil }
