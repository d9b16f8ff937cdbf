//go:build !windows

package check

const newline = "\n"
