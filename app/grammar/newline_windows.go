package grammar

// Newline ends a line that a client sends, and a line of the log. It is the native
// newline of the server's system.
const Newline = "\r\n"
