package send

import "fmt"

// count returns a number of things in words.
func count(number int64, thing string) string {
	if number != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", number, thing)
}

// quote returns value as a message can hold it.
func quote(value []byte) string {
	const enough = 40
	if len(value) > enough {
		return fmt.Sprintf("%q…", value[:enough])
	}
	return fmt.Sprintf("%q", value)
}
