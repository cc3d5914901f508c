package formats

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// TestSummaryGolden: one node, a cluster of eight, one of 64, and 500 clusters, at three
// widths. At 100 columns a cluster of eight takes 40 lines and one of 64 takes 60.
func TestSummaryGolden(t *testing.T) {
	for _, tt := range []struct {
		name   string
		result *report.Result
		most   int // lines at 100 columns
	}{
		{"1-node", fixture.Result(fixture.Fleet(1, 1)...), 30},
		{"8-nodes", fixture.Result(fixture.FieldReport()), 40},
		{"64-nodes", fixture.Result(fixture.Fleet(1, 64)...), 60},
		{"500-clusters", fixture.Result(fixture.Fleet(500, 8)...), 200},
	} {
		for _, width := range []int{80, 100, 120} {
			out := render(t, "text", tt.result, report.Options{Width: width})
			fixture.Golden(t, fmt.Sprintf("summary-%s-%d.txt", tt.name, width), out)
			if n := strings.Count(string(out), "\n"); width == 100 && n > tt.most {
				t.Errorf("%s: %d lines, more than %d", tt.name, n, tt.most)
			}
		}
	}
}
