package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/explain"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// Verdicts that a scenario has to show of a requirement beside a pass.
const (
	worstDrift = "drift"
	// worstUnconfirmed is the unknown of what would drift if a source confirmed it.
	worstUnconfirmed = "unknown for want of a source"
	// worstUnread is the only other verdict of what is reported and not judged.
	worstUnread = "unknown"
)

// verifyCoverage wants for everything that an embedded baseline asks for a
// scenario in which it passes, and one in which it does not.
func verifyCoverage(t *testing.T, clusters map[string]report.Cluster) {
	seen := map[string]map[string]bool{}
	for _, c := range clusters {
		for _, f := range c.Findings {
			if seen[f.ID] == nil {
				seen[f.ID] = map[string]bool{}
			}
			seen[f.ID][string(f.Status)] = true
			if slices.ContainsFunc(f.Missing, func(g facts.Gap) bool { return g.Kind == facts.GapUnconfirmed }) {
				seen[f.ID][worstUnconfirmed] = true
			}
		}
	}
	asked := worstVerdicts(t)
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		for _, verdict := range []string{"pass", asked[id]} {
			if !seen[id][verdict] {
				t.Errorf("no scenario has %s: %s", id, verdict)
			}
		}
	}
}

// worstVerdicts tells of each finding that an embedded baseline leads to what it
// can be at worst by any of them.
func worstVerdicts(t *testing.T) map[string]string {
	t.Helper()
	worst := map[string]string{}
	for _, name := range baselines.Names() {
		b, err := baselines.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range explain.Requirements(b) {
			switch {
			case onlyTold(r.Want):
				worst[r.ID] = cmp.Or(worst[r.ID], worstUnread)
			case r.Provenance == baselines.Unconfirmed:
				worst[r.ID] = cmp.Or(worst[r.ID], worstUnconfirmed)
			default:
				worst[r.ID] = worstDrift
			}
		}
	}
	return worst
}

// onlyTold tells of what is asked for whether it asks for knowledge and no more:
// what is not known contradicts nothing.
func onlyTold(want string) bool {
	return want == "any" || strings.HasSuffix(want, ": any") || strings.HasSuffix(want, " known") || strings.HasSuffix(want, " cannot be read")
}
