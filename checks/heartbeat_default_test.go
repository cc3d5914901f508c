package checks

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// TestDefaultExcusesRecommendation: from the default up to what an embedded
// baseline recommends, drift is info; beyond the default it is not, nor on the
// other side of the range, nor once the cluster has lost a node.
func TestDefaultExcusesRecommendation(t *testing.T) {
	narrow := func(_ *facts.Node, b *baselines.Baseline) { b.Heartbeat.Properties[1].Max = new(20) }
	above := func(_ *facts.Node, b *baselines.Baseline) {
		p := &b.Heartbeat.Properties[1]
		p.Min, p.Max, p.Default = nil, new(20), new(40)
	}
	within := func(_ *facts.Node, b *baselines.Baseline) { b.Heartbeat.Properties[1].Default = new(10) }
	ofSite := func(_ *facts.Node, b *baselines.Baseline) { b.Heartbeat.Properties[1].Embedded = false }
	noDefault := func(_ *facts.Node, b *baselines.Baseline) { b.Heartbeat.Properties[1].Default = nil }
	happened := func(id, daysAgo int) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, b *baselines.Baseline) {
			b.Events[0].IDs = []int{nodeRemoved, quorumLost}
			happen(&n.Events.Cluster, event(n.Events.Cluster.At.AddDate(0, 0, -daysAgo), id))
		}
	}
	ofOther := func(n *facts.Node, _ *baselines.Baseline) {
		happen(&n.Events.Cluster, facts.Event{Provider: "Another", ID: nodeRemoved, At: testFlip})
	}
	unread := func(n *facts.Node, _ *baselines.Baseline) {
		n.Events.Cluster = facts.EventLog{Section: failed("System")}
	}
	noEvents := func(_ *facts.Node, b *baselines.Baseline) { b.Events = nil }
	for _, tt := range []struct {
		name  string
		value int
		state func(*facts.Node, *baselines.Baseline)
		want  baselines.Severity // empty: no drift
	}{
		{"in the range", 10, narrow, ""},
		{"below the range", 9, narrow, baselines.Info},
		{"between", 8, narrow, baselines.Info},
		{"at the default", 5, narrow, baselines.Info},
		{"below the default", 4, narrow, baselines.High},
		{"above the range", 21, narrow, baselines.High},
		{"a default above the range", 30, above, baselines.Info},
		{"at a default above the range", 40, above, baselines.Info},
		{"above a default above the range", 41, above, baselines.High},
		{"the default is in the range", 9, within, baselines.High},
		{"a site wrote the range", 5, ofSite, baselines.High},
		{"no default is known", 9, noDefault, baselines.High},
		{"a node was removed", 8, happened(nodeRemoved, 2), baselines.High},
		{"the quorum was lost", 5, happened(quorumLost, 2), baselines.High},
		{"a node was removed before the window", 5, happened(nodeRemoved, 31), baselines.Info},
		{"another event", 5, happened(1069, 2), baselines.Info},
		{"an event of another provider", 5, ofOther, baselines.Info},
		{"events that were not read prove nothing", 5, unread, baselines.Info},
		{"events that no requirement is about", 5, then(happened(nodeRemoved, 2), noEvents), baselines.Info},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := judgeOne(t, "heartbeat/SameSubnetThreshold", then(property("SameSubnetThreshold", tt.value), tt.state))
			if tt.want == "" {
				if f.Status != Pass {
					t.Errorf("%+v", f)
				}
				return
			}
			if f.Status != Drift || f.Severity != tt.want {
				t.Errorf("%s, %s: %s", f.Status, f.Severity, f.Reason)
			}
		})
	}
}

// TestLossCountsForTheWholeCluster: the event is in the logs of the nodes that
// stayed, and the values are those of all.
func TestLossCountsForTheWholeCluster(t *testing.T) {
	for name, tt := range map[string]struct {
		clusterName string
		want        baselines.Severity
	}{
		"the same cluster":       {"cl1", baselines.High},
		"a cluster without name": {"", baselines.High},
		"another cluster":        {"CL2", baselines.Info},
	} {
		t.Run(name, func(t *testing.T) {
			c := situation{change: func(n *facts.Node) { n.ClusterOf.Properties["SameSubnetThreshold"] = 5 }}.cluster()
			other := c.Nodes[1].Facts
			other.ClusterOf.Name = tt.clusterName
			happen(&other.Events.Cluster, event(testFlip, nodeRemoved, "NodeName", "N3"))
			f := findingOf(t, Evaluate(c), "heartbeat/SameSubnetThreshold")
			if f.Node != "N1" || f.Status != Drift || f.Severity != tt.want {
				t.Errorf("%s: %s %s", f.Node, f.Status, f.Severity)
			}
			reported := fmt.Sprint(f.Evidence)
			if strings.Contains(reported, "N2: event 1135 (NodeName N3)") != (tt.want == baselines.High) {
				t.Errorf("the evidence is %s", reported)
			}
		})
	}
}

// TestDefaultExcusesNoSite: whichever of the bounds and the severity a site file
// or an overlay writes, even as it is, the default is drift with the full severity.
func TestDefaultExcusesNoSite(t *testing.T) {
	excused := 0
	for _, name := range baselines.Names() {
		embedded := loaded(t, name)
		for _, p := range embedded.Heartbeat.Properties {
			if p.Default == nil || inRange(*p.Default, p.Min, p.Max) {
				continue
			}
			excused++
			if f := atDefault(t, embedded, p); f.Severity != baselines.Info || f.Status != Drift {
				t.Errorf("%s, %s: %s %s", name, p.ID, f.Status, f.Severity)
			}
			for key, value := range written(p) {
				for _, overlay := range []bool{false, true} {
					f := atDefault(t, withFile(t, name, p.Property, key+": "+value, overlay), p)
					if f.Status != Drift || f.Severity != p.Severity {
						t.Errorf("%s with %s of a site (overlay: %v), %s: %s %s", name, key, overlay, p.ID, f.Status, f.Severity)
					}
				}
			}
			if f := atDefault(t, withFile(t, name, p.Property, "title: Ours", false), p); f.Severity != baselines.Info {
				t.Errorf("%s with a title of a site, %s: %s", name, p.ID, f.Severity)
			}
		}
	}
	if excused == 0 {
		t.Error("no embedded baseline recommends anything but a default")
	}
}

// TestDefaultExcusesNoRole: what an embedded overlay changes of a range or a
// severity is what a role needs, and no default excuses it.
func TestDefaultExcusesNoRole(t *testing.T) {
	changed := 0
	for _, name := range baselines.Names() {
		plain := loaded(t, name)
		if plain.AppliesTo.Build == 0 {
			continue
		}
		for _, role := range baselines.Overlays() {
			for i, p := range loaded(t, name, role.Name).Heartbeat.Properties {
				q := plain.Heartbeat.Properties[i]
				if wantedRange(p) == wantedRange(q) && p.Severity == q.Severity {
					continue
				}
				changed++
				if p.Default == nil || inRange(*p.Default, p.Min, p.Max) {
					continue
				}
				if f := atDefault(t, loaded(t, name, role.Name), p); f.Status != Drift || f.Severity != p.Severity {
					t.Errorf("%s with %s, %s: %s %s", name, role.Name, p.ID, f.Status, f.Severity)
				}
			}
		}
	}
	if changed == 0 {
		t.Error("no overlay changes anything of the heartbeats")
	}
}

// written are the keys that a site may write, with the values that the baseline has.
func written(p baselines.HeartbeatProperty) map[string]string {
	all := map[string]string{"severity": string(p.Severity)}
	if p.Min != nil {
		all["min"] = fmt.Sprint(*p.Min)
	}
	if p.Max != nil {
		all["max"] = fmt.Sprint(*p.Max)
	}
	return all
}

// withFile is a baseline below a file that writes one line of a property.
func withFile(t *testing.T, name, property, line string, overlay bool) *baselines.Baseline {
	t.Helper()
	head := "extends: [" + name + "]"
	if overlay {
		head = "overlay: true"
	}
	text := fmt.Sprintf("format: 1\nname: ours\ntitle: Ours\nreviewed: 2026-11-22\n%s\nheartbeat:\n  properties:\n    %s:\n      %s\n", head, property, line)
	file := filepath.Join(t.TempDir(), "ours.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if overlay {
		return loaded(t, name, file)
	}
	return loaded(t, file)
}

func loaded(t *testing.T, ref string, overlays ...string) *baselines.Baseline {
	t.Helper()
	b, err := baselines.Load(ref, overlays...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// atDefault is the finding on a property of a node that has the default.
func atDefault(t *testing.T, b *baselines.Baseline, p baselines.HeartbeatProperty) Finding {
	t.Helper()
	n := testNode("N1")
	n.ClusterOf.Properties[p.Property] = *p.Default
	s := Subject{Facts: n, Baseline: b}
	return findingOf(t, heartbeatFindings(newEvaluation(Cluster{Nodes: []Subject{s}}), s), p.ID)
}
