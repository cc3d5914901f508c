package report

import (
	"encoding/json"
	"fmt"
	"io"
)

// JSON writes the result as it is. Bytes that are not UTF-8 become U+FFFD; any
// other text keeps every character, escaped where JSON asks for it. Schema
// describes the form.
func JSON(w io.Writer, r *Result, _ Options) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r); err != nil {
		return fmt.Errorf("write JSON report: %w", err)
	}
	return nil
}
