package checks

import (
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// TestStaleSources: what is old says nothing of the newest. What is missing stays
// missing, and what was unknown keeps its severity.
func TestStaleSources(t *testing.T) {
	read := baselines.EmbeddedSourcesRead()
	current, stale := read.AddDate(0, 0, 120), read.AddDate(0, 0, 121)
	b, err := baselines.Load("ws2019")
	if err != nil {
		t.Fatal(err)
	}
	newest := b.Update.Newest.Known.Revision
	for _, tt := range []struct {
		name          string
		today         time.Time
		revision      *int
		build, newest Status
		severity      [2]baselines.Severity
	}{
		{"current", current, &newest, Pass, Pass, [2]baselines.Severity{baselines.High, baselines.Info}},
		{"no clock", time.Time{}, &newest, Pass, Pass, [2]baselines.Severity{baselines.High, baselines.Info}},
		{"stale", stale, &newest, Unknown, Unknown, [2]baselines.Severity{baselines.Info, baselines.Info}},
		{"stale and open", stale, new(9375), Drift, Unknown, [2]baselines.Severity{baselines.High, baselines.Info}},
		{"stale and not read", stale, nil, Unknown, Unknown, [2]baselines.Severity{baselines.High, baselines.Info}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := Evaluate(Cluster{Nodes: []Subject{{Facts: tableNode(b, 17763, tt.revision), Baseline: b}}, Today: tt.today})
			level, known := found[indexOf(found, "update/build")], found[indexOf(found, "update/newest")]
			if level.Status != tt.build || known.Status != tt.newest || level.Severity != tt.severity[0] || known.Severity != tt.severity[1] {
				t.Errorf("build %s %s, newest %s %s", level.Status, level.Severity, known.Status, known.Severity)
			}
			byAge := tt.today.Equal(stale) && tt.revision != nil
			if known.Status == Unknown && byAge != strings.Contains(known.Reason, "121 days ago") {
				t.Errorf("newest: %s", known.Reason)
			}
			if level.Status == Unknown && byAge != strings.Contains(level.Missing[0].Text, "since "+read.Format(time.DateOnly)) {
				t.Errorf("build: %q", level.Missing)
			}
		})
	}
}
