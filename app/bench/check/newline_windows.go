package check

const newline = "\r\n"
