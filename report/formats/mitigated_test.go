package formats

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// TestMitigationIsShown: for people beside the reason, for machines in a field.
func TestMitigationIsShown(t *testing.T) {
	r := fixture.Result(fixture.OneNode(checks.Finding{
		ID: "hotfix/one", Family: "hotfix", Status: checks.Drift, Severity: baselines.Medium, MitigatedBy: "firewall/port",
	}))
	for format, want := range map[string]string{
		"text": "mitigated  by firewall/port", "html": "<dt>mitigated by</dt><dd>firewall/port</dd>", "json": `"mitigated_by":"firewall/port"`,
	} {
		if out := string(render(t, format, r, report.Options{Details: true, Width: 80})); !strings.Contains(out, want) {
			t.Errorf("%s does not have %q:\n%s", format, want, out[:min(len(out), 3000)])
		}
	}
}
