package report

import (
	"encoding/json"
	"fmt"
	"io"
)

// JSON writes the result with texts of any length. They are cleaned as in the
// other forms: programs print what they read, too. Schema describes the form.
func JSON(w io.Writer, r *Result, _ Options) error {
	r = mapStrings(r, whole)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r); err != nil {
		return fmt.Errorf("write JSON report: %w", err)
	}
	return nil
}
