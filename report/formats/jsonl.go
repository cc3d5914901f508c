package formats

import (
	"fmt"
	"io"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// JSONL writes a line of JSON for each finding, which has all that belongs to it; a node
// without findings has a line that says why. FindingSchema describes a line.
func JSONL(w io.Writer, r *report.Result, _ report.Options) error {
	if err := record.WriteFindings(w, r); err != nil {
		return fmt.Errorf("write JSON lines: %w", err)
	}
	return nil
}
