package html

import "fmt"

// Style returns the style sheet of the pages, for other documents that are to look
// alike.
func Style() (string, error) {
	data, err := files.ReadFile("report.css")
	if err != nil {
		return "", fmt.Errorf("read the style sheet: %w", err)
	}
	return string(data), nil
}
