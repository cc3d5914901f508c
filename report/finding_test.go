package report

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

func TestNewFindingIsNeverOverlooked(t *testing.T) {
	got := newFinding(checks.Finding{ID: "a/b"}, clock{}, newTexts())
	if got.Status != checks.Unknown || got.Severity != baselines.Critical {
		t.Errorf("a finding without status and severity is %s, %s; want unknown, critical", got.Status, got.Severity)
	}
}
