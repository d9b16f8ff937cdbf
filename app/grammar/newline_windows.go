package grammar

// Newline ends a line in what clients send and in the log: the server's native one.
const Newline = "\r\n"
