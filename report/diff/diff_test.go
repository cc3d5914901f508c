package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// scan is a result that a test changes step by step: one cluster, in which everything
// passes. It is synthetic.
type scan struct {
	report.Input
	version string // of the baseline of all nodes
}

// at is the cluster of a scan.
func (s *scan) at() *report.Judged { return &s.Clusters[0] }

const (
	clusterName = "C1"
	subject     = "hotfix/KB1"
)

// newScan has nodes of which each has a passing finding on subject and one on another,
// and one on the cluster as a whole.
func newScan(nodes ...string) *scan {
	s := &scan{Input: fixture.Input(report.Judged{Cluster: checks.Cluster{Name: clusterName}}), version: "1"}
	for i, name := range nodes {
		s.at().Cluster.Nodes = append(s.at().Cluster.Nodes, checks.Subject{Facts: fixture.Node(name, i+1)})
		s.put(name, subject, checks.Pass, "installed")
		s.put(name, "offload/rss", checks.Pass, "enabled")
	}
	s.put("", "quorum/witness", checks.Pass, "a disk")
	return s
}

// put sets a finding.
func (s *scan) put(node, id string, status checks.Status, got string) *checks.Finding {
	f := fixture.Simple(id, checks.FamilyOf(id), status, baselines.High, got)
	f.Cluster, f.Node, f.Want = s.at().Cluster.Name, node, "what is required"
	for i := range s.at().Findings {
		if old := &s.at().Findings[i]; old.Node == node && old.ID == id {
			*old = f
			return old
		}
	}
	s.at().Findings = append(s.at().Findings, f)
	return &s.at().Findings[len(s.at().Findings)-1]
}

// drop takes a finding away; those of every id when it is empty.
func (s *scan) drop(node, id string) {
	var kept []checks.Finding
	for _, f := range s.at().Findings {
		if f.Node != node || id != "" && f.ID != id {
			kept = append(kept, f)
		}
	}
	s.at().Findings = kept
}

// dark makes a node unreachable, as a scan reports it.
func (s *scan) dark(name string) {
	s.drop(name, "")
	for i, n := range s.at().Cluster.Nodes {
		if n.Facts.Name == name {
			node, f := fixture.UnreachableNode(name, i+1)
			f.Cluster, f.Node = s.at().Cluster.Name, name
			s.at().Cluster.Nodes[i].Facts = node
			s.at().Findings = append(s.at().Findings, f)
		}
	}
}

func (s *scan) result() *report.Result {
	b := fixture.Baseline()
	b.Sources[0].Digest = "sha256:" + s.version
	for i := range s.at().Cluster.Nodes {
		s.at().Cluster.Nodes[i].Baseline = b
	}
	return report.New(s.Input)
}

// short is what a comparison says of findings and nodes, in short.
func short(d *diff.Diff) []string {
	var all []string
	for _, c := range d.Clusters {
		for _, n := range c.Nodes {
			all = append(all, fmt.Sprintf("%s %s (%d drift)", n.Class, n.Name, n.Drift))
		}
		for _, f := range c.Findings {
			counts := ""
			if f.Counts {
				counts = "!"
			}
			all = append(all, fmt.Sprintf("%s%s %s %s: %s -> %s", f.Class, counts, f.Node, f.ID, f.Was, f.Now))
		}
		for _, o := range c.Omitted {
			all = append(all, fmt.Sprintf("%d %s", o.Findings, o.Text))
		}
	}
	return all
}

func compare(before, after *scan) *diff.Diff {
	return diff.Compare(before.result(), after.result(), diff.Options{Before: "a", After: "b"})
}

// What becomes of one finding on a node that both results know.
func TestFindings(t *testing.T) {
	type step func(s *scan)
	put := func(status checks.Status, got string) step {
		return func(s *scan) { s.put("N1", subject, status, got) }
	}
	waived := func(status checks.Status, missing ...facts.Gap) step {
		return func(s *scan) {
			f := s.put("N1", subject, status, "not installed")
			f.Waiver, f.Missing = &checks.Waiver{Reason: "r", Owner: "o"}, missing
		}
	}
	severity := func(sev baselines.Severity) step {
		return func(s *scan) { s.put("N1", subject, checks.Drift, "not installed").Severity = sev }
	}
	both := func(steps ...step) step {
		return func(s *scan) {
			for _, do := range steps {
				do(s)
			}
		}
	}
	newer := func(s *scan) { s.version = "2" }
	want := func(s *scan) { s.put("N1", subject, checks.Drift, "not installed").Want = "another thing" }
	gone := func(s *scan) { s.drop("N1", subject) }
	none := func(*scan) {}
	pass, drift, unknown, inapplicable := put(checks.Pass, "installed"), put(checks.Drift, "not installed"), put(checks.Unknown, ""), put(checks.NotApplicable, "")
	gap := facts.GapDenied.Of("the files")

	for _, tt := range []struct {
		name          string
		before, after step
		want          string // after the class: the verdicts; empty: nothing changed
	}{
		{"nothing", none, none, ""},
		{"drift appears", pass, drift, "new! N1 hotfix/KB1: pass -> drift"},
		{"drift of what did not apply", inapplicable, drift, "new! N1 hotfix/KB1: not-applicable -> drift"},
		{"drift on what was not there", gone, drift, "new! N1 hotfix/KB1:  -> drift"},
		{"drift goes", drift, pass, "fixed N1 hotfix/KB1: drift -> pass"},
		{"drift stays", drift, drift, "still N1 hotfix/KB1: drift -> drift"},
		{"drift is another", drift, put(checks.Drift, "half installed"), "drift-changed N1 hotfix/KB1: drift -> drift"},
		{"drift does not apply any more", drift, inapplicable, "no-longer-applies N1 hotfix/KB1: drift -> not-applicable"},
		{"what drifted is gone", drift, gone, "no-longer-applies N1 hotfix/KB1: drift -> "},
		{"what passed is gone", pass, gone, ""},
		{"what passed does not apply", pass, inapplicable, ""},
		{"something that passes appears", gone, pass, ""},
		{"drift is unknown", drift, unknown, "became-unknown N1 hotfix/KB1: drift -> unknown"},
		{"a pass is unknown", pass, unknown, "became-unknown N1 hotfix/KB1: pass -> unknown"},
		{"unknown is drift: perhaps it was", unknown, drift, "known-again N1 hotfix/KB1: unknown -> drift"},
		{"unknown is a pass", unknown, pass, "known-again N1 hotfix/KB1: unknown -> pass"},
		{"unknown stays", unknown, unknown, ""},
		{"drift is waived", drift, waived(checks.Waived), "waived N1 hotfix/KB1: drift -> waived"},
		{"new drift is waived", pass, waived(checks.Waived), "waived N1 hotfix/KB1: pass -> waived"},
		{"a waiver ends", waived(checks.Waived), waived(checks.Drift), "waiver-ended! N1 hotfix/KB1: waived -> drift"},
		{"what was waived is fixed", waived(checks.Waived), pass, "fixed N1 hotfix/KB1: waived -> pass"},
		{"a waived unknown is known", waived(checks.Waived, gap), pass, "known-again N1 hotfix/KB1: waived -> pass"},
		{"what was waived is unknown", waived(checks.Waived), unknown, "became-unknown N1 hotfix/KB1: waived -> unknown"},
		{"graver, both count", severity("low"), severity("high"), "severity-changed N1 hotfix/KB1: drift -> drift"},
		{"graver, so that it counts", severity("info"), severity("high"), "severity-changed! N1 hotfix/KB1: drift -> drift"},
		{"graver by another baseline", severity("info"), both(newer, severity("high")), "severity-changed N1 hotfix/KB1: drift -> drift"},
		{"info does not count", pass, severity("info"), "new N1 hotfix/KB1: pass -> drift"},
		{"less grave", severity("high"), severity("low"), "severity-changed N1 hotfix/KB1: drift -> drift"},

		{"a baseline adds it", gone, both(newer, drift), "requirement-added N1 hotfix/KB1:  -> drift"},
		{"a baseline drops it", drift, both(newer, gone), "requirement-dropped N1 hotfix/KB1: drift -> "},
		{"a baseline drops what passed", pass, both(newer, gone), "requirement-dropped N1 hotfix/KB1: pass -> "},
		{"fixed while the baseline changed", drift, both(newer, pass), "fixed N1 hotfix/KB1: drift -> pass"},
		{"new while the baseline changed", pass, both(newer, drift), "new! N1 hotfix/KB1: pass -> drift"},
		{"the baseline requires less", put(checks.Drift, "installed"), both(newer, pass), "requirement-changed N1 hotfix/KB1: drift -> pass"},
		{"the baseline requires another thing", pass, both(newer, want), "requirement-changed N1 hotfix/KB1: pass -> drift"},
		{"the baseline restricts it", drift, both(newer, inapplicable), "requirement-changed N1 hotfix/KB1: drift -> not-applicable"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, after := newScan("N1"), newScan("N1")
			tt.before(before)
			tt.after(after)
			var want []string
			if tt.want != "" {
				want = []string{tt.want}
			}
			d := compare(before, after)
			if diff := cmp.Diff(want, short(d)); diff != "" {
				t.Error(diff)
			}
			if counts := strings.Contains(tt.want, "! "); (d.Exit.Code == report.ExitDrift) != counts {
				t.Errorf("exit %+v", d.Exit)
			}
		})
	}
}

// What becomes of nodes, clusters, and what only one of the results looked at.
func TestNodesAndScopes(t *testing.T) {
	drift := func(s *scan, nodes ...string) *scan {
		for _, n := range nodes {
			s.put(n, subject, checks.Drift, "not installed")
		}
		return s
	}
	only := func(s *scan, words ...string) *scan {
		s.Only = words
		var kept []checks.Finding
		for _, f := range s.at().Findings {
			if checks.FamilyOf(f.ID) == words[0] {
				kept = append(kept, f)
			}
		}
		s.at().Findings = kept
		return s
	}
	renamed := func(s *scan, name string) *scan {
		s.at().Cluster.Name = name
		return s
	}
	selected := func(s *scan) *scan {
		s.at().Cluster.Selected = &checks.Selection{Of: 8}
		return s
	}
	dark := func(s *scan, name string) *scan {
		s.dark(name)
		return s
	}
	host := func(s *scan, name string) *scan {
		s.at().Cluster.Nodes[0].Facts.OS.HostName = name
		return s
	}
	moment := func(s *scan, m baselines.Moment, sev baselines.Severity) *scan {
		s.at().Cluster.Moment = m
		s.put("N1", subject, checks.Drift, "not installed").Severity = sev
		return s
	}
	for _, tt := range []struct {
		name          string
		before, after *scan
		want          []string
		exit          string
	}{
		{"nothing", newScan("N1", "N2"), newScan("N1", "N2"), nil, "no new drift"},
		{"names differ in case", drift(newScan("n1"), "n1"), renamed(drift(newScan("N1"), "N1"), "c1"), []string{"still N1 hotfix/KB1: drift -> drift"}, "no new drift"},
		{"a node is not read", drift(newScan("N1", "N2"), "N1"), dark(newScan("N1", "N2"), "N1"), []string{"node-not-read N1 (1 drift)"}, "no new drift; 1 node not read"},
		{"a node is read again", dark(newScan("N1", "N2"), "N1"), drift(newScan("N1", "N2"), "N1"),
			[]string{"node-read-again N1 (1 drift)", "known-again N1 hotfix/KB1:  -> drift"}, "no new drift; 1 drift of which the earlier result does not say whether it is new"},
		{"a node stays dark", dark(newScan("N1", "N2"), "N1"), dark(newScan("N1", "N2"), "N1"), []string{"node-still-not-read N1 (0 drift)"}, "no new drift; 1 node not read"},
		{"a node appears with drift", newScan("N1"), drift(newScan("N1", "N2"), "N2"), []string{"node-appeared N2 (1 drift)", "new! N2 hotfix/KB1:  -> drift"}, "new drift: 1 high"},
		{"a node vanishes with drift", drift(newScan("N1", "N2"), "N2"), newScan("N1"), []string{"node-vanished N2 (1 drift)"}, "no new drift"},
		{"a node is renamed", host(drift(newScan("old"), "old"), "HV01"), host(drift(newScan("new"), "new"), "hv01"),
			[]string{"node-renamed new (1 drift)", "still new hotfix/KB1: drift -> drift"}, "no new drift"},
		{"a cluster is renamed", drift(newScan("N1", "N2", "N3"), "N1"), renamed(drift(newScan("N1", "N2", "N4"), "N1"), "NEW"),
			[]string{"node-vanished N3 (0 drift)", "node-appeared N4 (0 drift)", "still N1 hotfix/KB1: drift -> drift"}, "no new drift"},
		{"a cluster of other nodes", drift(newScan("N1"), "N1"), renamed(drift(newScan("N2"), "N2"), "NEW"),
			[]string{"node-vanished N1 (1 drift)", "node-appeared N2 (1 drift)", "new! N2 hotfix/KB1:  -> drift"}, "new drift: 1 high"},
		{"only a part is judged after", drift(newScan("N1"), "N1"), only(newScan("N1"), "offload"),
			[]string{"2 only before: left out after, which is narrowed by --only offload"}, "no new drift"},
		{"only a part was judged before", only(newScan("N1"), "offload"), drift(newScan("N1"), "N1"),
			[]string{"2 only after: left out before, which was narrowed by --only offload"}, "no new drift; 1 drift of which the earlier result does not say whether it is new"},
		{"a selection of nodes after", drift(newScan("N1", "N2"), "N2"), selected(newScan("N1")),
			[]string{"1 only after: the cluster as a whole, of other nodes", "2 only before: nodes that are not selected after", "1 only before: the cluster as a whole, of other nodes"}, "no new drift"},
		{"a selection of nodes before", selected(newScan("N1")), drift(newScan("N1", "N2"), "N2"),
			[]string{"2 only after: nodes that were not selected before", "1 only after: the cluster as a whole, of other nodes", "1 only before: the cluster as a whole, of other nodes"},
			"no new drift; 1 drift of which the earlier result does not say whether it is new"},
		{"another moment", moment(newScan("N1"), baselines.Audit, "low"), moment(newScan("N1"), baselines.GoLive, "high"), []string{"still N1 hotfix/KB1: drift -> drift"}, "no new drift"},
		{"nothing in common", dark(newScan("N1"), "N1"), newScan("N1"), []string{"node-read-again N1 (0 drift)"}, "nothing was compared: no finding is in both results"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name == "nothing in common" {
				tt.before.drop("", "")
				tt.after.drop("", "")
			}
			d := compare(tt.before, tt.after)
			if diff := cmp.Diff(tt.want, short(d)); diff != "" {
				t.Error(diff)
			}
			if d.Exit.Reason != tt.exit {
				t.Errorf("exit %+v, want %q", d.Exit, tt.exit)
			}
		})
	}
}

// What is said of a cluster as a whole, and is missing while nodes were not read, is neither
// fixed nor new. What is missing although all nodes were read is.
func TestClusterWideAroundDarkNodes(t *testing.T) {
	const wide = "cluster/members"
	with := func(status checks.Status) *scan {
		s := newScan("N1", "N2")
		s.put("", wide, status, "N9 is not scanned")
		return s
	}
	without := func(dark ...string) *scan {
		s := newScan("N1", "N2")
		for _, n := range dark {
			s.dark(n)
		}
		return s
	}
	for _, tt := range []struct {
		name          string
		before, after *scan
		want          string // of the finding; empty: nothing is said of it
	}{
		{"all nodes become dark", with(checks.Drift), without("N1", "N2"), "became-unknown  cluster/members: drift -> unknown"},
		{"one node becomes dark", with(checks.Drift), without("N2"), "became-unknown  cluster/members: drift -> unknown"},
		{"waived, all nodes become dark", with(checks.Waived), without("N1", "N2"), "became-unknown  cluster/members: waived -> unknown"},
		{"what passed, all nodes become dark", with(checks.Pass), without("N1", "N2"), ""},
		{"all nodes are read", with(checks.Drift), without(), "no-longer-applies  cluster/members: drift -> "},
		{"all nodes were dark", without("N1", "N2"), with(checks.Drift), "known-again  cluster/members:  -> drift"},
		{"one node was dark", without("N2"), with(checks.Drift), "known-again  cluster/members:  -> drift"},
		{"all nodes were read", without(), with(checks.Drift), "new!  cluster/members:  -> drift"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := compare(tt.before, tt.after)
			var got []string
			for _, line := range short(d) {
				if strings.Contains(line, wide) {
					got = append(got, line)
				}
			}
			if strings.Join(got, "\n") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if isNew := strings.Contains(tt.want, "!"); (d.Exit.Code == report.ExitDrift) != isNew {
				t.Errorf("exit %+v", d.Exit)
			}
		})
	}
}

// A baseline that changed on the night on which a node drifted hides nothing from a gate:
// drift by other rules is neither new nor old only where the same was observed.
func TestDriftUnderOtherRules(t *testing.T) {
	tests := map[string]struct {
		was, now, want string
		class          diff.Class
		count, unsure  int
	}{
		"the same was observed":                  {"disabled", "disabled", "", diff.RequirementChanged, 0, 0},
		"something else was observed":            {"enabled", "disabled", "", diff.New, 1, 0},
		"neither says what was observed":         {"", "", "", diff.New, 1, 0},
		"something else is required":             {"enabled", "disabled", "another value", diff.RequirementChanged, 0, 1},
		"something else is required of the same": {"disabled", "disabled", "another value", diff.RequirementChanged, 0, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			before, after := newScan("N1"), newScan("N1")
			after.version = "2"
			before.put("N1", subject, checks.Pass, tt.was)
			f := after.put("N1", subject, checks.Drift, tt.now)
			if tt.want != "" {
				f.Want = tt.want
			}
			d := compare(before, after)
			if got := d.Clusters[0].Findings[0].Class; got != tt.class || d.NewDrift.Total() != tt.count || d.Unsure.Total() != tt.unsure {
				t.Errorf("%s, %d new, %d unsure", got, d.NewDrift.Total(), d.Unsure.Total())
			}
		})
	}
}
