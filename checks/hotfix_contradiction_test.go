package checks

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// contradiction is a node whose sources do not agree, with the texts of the
// observations that the evidence has to have.
type contradiction struct {
	name   string
	change func(*facts.Node, *baselines.Baseline)
	seen   []string
}

func contradictions() []contradiction {
	listed := func(kb, version string, found ...facts.Package) func(*facts.Node, *baselines.Baseline) {
		return then(gone(version, found...), func(n *facts.Node, _ *baselines.Baseline) {
			n.Hotfixes.Installed = append(n.Hotfixes.Installed, facts.Hotfix{ID: kb})
		})
	}
	return []contradiction{
		{"installed, the file lacks the fix", gone(without, pkg(kbOwn, 0x70)), []string{"Package_for_" + kbOwn + ", state 0x70", "clussvc.exe " + without}},
		{"superseded, the file lacks the fix", gone(without, pkg(kbOwn, 0x50)), []string{"state 0x50", "clussvc.exe " + without}},
		{"later one installed, the file lacks the fix", gone(without, pkg(kbLater, 0x70)), []string{"Package_for_" + kbLater, "clussvc.exe " + without}},
		{"listed, the file lacks the fix", listed(kbOwn, without), []string{kbOwn + " is listed", "clussvc.exe " + without}},
		{"later one listed, the file lacks the fix", listed(kbLater, without), []string{kbLater + " is listed", "clussvc.exe " + without}},
		{"listed, staged", listed(kbOwn, between, pkg(kbOwn, 0x40)), []string{kbOwn + " is listed", "state 0x40"}},
		{"listed, absent", listed(kbOwn, with, pkg(kbOwn, 0x00)), []string{kbOwn + " is listed", "state 0x00", "clussvc.exe " + with}},
		{"listed, half installed", listed(kbOwn, between, pkg(kbOwn, 0x65)), []string{kbOwn + " is listed", "state 0x65"}},
		{"later one listed, staged", listed(kbLater, between, pkg(kbLater, 0x40)), []string{kbLater + " is listed", "state 0x40"}},
		{"staged, the file has the fix", gone(with, pkg(kbOwn, 0x40)), []string{"state 0x40", "clussvc.exe " + with}},
		{"absent, the file has the fix", gone(with, pkg(kbOwn, 0x00)), []string{"state 0x00", "clussvc.exe " + with}},
		{"half installed, the file has the fix", gone(with, pkg(kbOwn, 0x65)), []string{"state 0x65", "clussvc.exe " + with}},
		{"removed at the restart, the file has the fix", gone(with, pkg(kbOwn, 0x05)), []string{"state 0x05", "clussvc.exe " + with}},
		{"later one absent, the file has the fix", gone(with, pkg(kbLater, 0x00)), []string{"Package_for_" + kbLater + ", state 0x00", "clussvc.exe " + with}},
		{"removed at the restart, a later one installed", gone(between, pkg(kbOwn, 0x05), pkg(kbLater, 0x70)), []string{kbOwn + ", state 0x05", kbLater + ", state 0x70"}},
		{"installed, a later one removed at the restart", gone(between, pkg(kbOwn, 0x70), pkg(kbLater, 0x05)), []string{kbOwn + ", state 0x70", kbLater + ", state 0x05"}},
		{"packages installed and pending", gone(between, pkg(kbOwn, 0x70), pkg(kbOwn, 0x60)), []string{"state 0x70", "state 0x60"}},
		{"packages installed and half installed", gone(between, pkg(kbOwn, 0x65), pkg(kbOwn, 0x80), pkg(kbOwn, 0x05)), []string{"state 0x65", "state 0x80", "state 0x05"}},
	}
}

// TestContradictions: no source outranks another, and all observations are shown.
func TestContradictions(t *testing.T) {
	for _, c := range contradictions() {
		t.Run(c.name, func(t *testing.T) {
			f := judgeOne(t, "hotfix/"+kbOwn, c.change)
			verdictCase{status: Unknown, got: "contradictory evidence", missing: "agreement between"}.verify(t, f)
			var observed []string
			for _, e := range f.Evidence {
				observed = append(observed, e.String())
			}
			for _, want := range c.seen {
				if !strings.Contains(strings.Join(observed, "\n"), want) {
					t.Errorf("evidence %q lacks %q", observed, want)
				}
			}
		})
	}
}

// TestNoContradiction has what looks like one and has an explanation.
func TestNoContradiction(t *testing.T) {
	runCases(t, "hotfix/"+kbOwn, []verdictCase{
		{name: "no id, the file has the fix", change: gone(with), status: Pass},
		{name: "staged, a later one installed", change: gone(with, pkg(kbOwn, 0x40), pkg(kbLater, 0x70)), status: Pass, got: kbLater + " is installed"},
		{name: "installed, a later one staged", change: gone(with, pkg(kbOwn, 0x70), pkg(kbLater, 0x40)), status: Pass, got: kbOwn + " is installed"},
		{name: "half installed, a later one installed", change: gone(between, pkg(kbOwn, 0x65), pkg(kbLater, 0x70)), status: Pass},
		{name: "waits for a restart, a later one installed", change: gone(between, pkg(kbOwn, 0x60), pkg(kbLater, 0x70)), status: Pass},
		{name: "absent, a rollup may have replaced the file", change: gone(with, pkg(kbOwn, 0x00), pkg(kbRollup, 0x70)), status: Pass},
		{name: "listed and about to be removed", status: Drift, change: then(gone(without, pkg(kbOwn, 0x05)), func(n *facts.Node, _ *baselines.Baseline) {
			n.Hotfixes.Installed = append(n.Hotfixes.Installed, facts.Hotfix{ID: kbOwn})
		})},
	})
}
