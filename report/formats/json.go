package formats

import (
	"fmt"
	"io"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// JSON writes the result with everything that there is; Schema describes the form.
func JSON(w io.Writer, r *report.Result, _ report.Options) error {
	if err := record.Write(w, r); err != nil {
		return fmt.Errorf("write JSON report: %w", err)
	}
	return nil
}
