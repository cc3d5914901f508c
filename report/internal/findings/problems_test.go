package findings

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

func drift(node, id string, severity baselines.Severity) report.Finding {
	family, _, _ := strings.Cut(id, "/")
	return report.Finding{ID: id, Family: family, Node: node, Status: checks.Drift, Severity: severity, Title: id}
}

func cluster(found ...report.Finding) report.Cluster {
	c := report.Cluster{Findings: found}
	for _, n := range []string{"A", "B", "C", "D"} {
		c.Nodes = append(c.Nodes, report.Node{Name: n, State: report.Scanned})
	}
	return c
}

func difference(aspect, majority string, values ...string) checks.Difference {
	d := checks.Difference{Aspect: aspect, Majority: majority}
	for i, v := range values {
		d.Values = append(d.Values, checks.NodeValue{Node: string(rune('A' + i)), Value: v})
	}
	return d
}

// A difference of nodes is another view of a drift only as far as the drift explains it,
// and is not graver.
func TestProblemsShowDifferences(t *testing.T) {
	for _, tt := range []struct {
		name        string
		id          string
		severity    baselines.Severity
		differences []checks.Difference
		alone       bool
	}{
		{"the same", "consistency/offload", baselines.Medium, []checks.Difference{difference("chimney", "disabled", "automatic", "disabled", "disabled", "disabled")}, false},
		{"graver", "consistency/offload", baselines.Critical, []checks.Difference{difference("chimney", "disabled", "automatic", "disabled", "disabled", "disabled")}, true},
		{"another node", "consistency/offload", baselines.Medium, []checks.Difference{difference("chimney", "disabled", "automatic", "automatic", "disabled", "disabled")}, true},
		{"another setting", "consistency/offload", baselines.Medium, []checks.Difference{difference("rss", "enabled", "disabled", "enabled", "enabled", "enabled")}, true},
		{"another setting as well", "consistency/offload", baselines.Medium, []checks.Difference{
			difference("chimney", "disabled", "automatic", "disabled", "disabled", "disabled"), difference("rss", "enabled", "disabled", "enabled", "enabled", "enabled")}, true},
		{"no majority", "consistency/offload", baselines.Medium, []checks.Difference{difference("chimney", "", "automatic", "disabled")}, false},
		{"no majority, and others differ", "consistency/offload", baselines.Medium, []checks.Difference{difference("chimney", "", "automatic", "disabled", "enabled")}, true},
		{"no details", "consistency/offload", baselines.Medium, nil, true},
		{"another build", "consistency/os-build", baselines.Medium, []checks.Difference{difference("edition", "8", "7", "8", "8", "8")}, true},
		{"another revision", "consistency/os-build", baselines.Medium, []checks.Difference{difference("update build revision of 17763", "8", "7", "8", "8", "8")}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wide := drift("", tt.id, tt.severity)
			wide.Differences = tt.differences
			var alone bool
			for _, p := range Problems(cluster(drift("A", "offload/chimney", baselines.Medium), drift("A", "update/build", baselines.Medium), wide)) {
				alone = alone || p.Groups[0].ID == tt.id
			}
			if alone != tt.alone {
				t.Errorf("alone: %t", alone)
			}
		})
	}
}

// A finding on the cluster is put down to a node that was not read only if it is due to
// that node alone.
func TestAftermath(t *testing.T) {
	for _, tt := range []struct {
		name    string
		finding report.Finding
		due     string
	}{
		{"drift of the node", report.Finding{ID: "cluster/members", Status: checks.Drift, DueTo: []string{"D"}}, "D"},
		{"unknown for want of it", report.Finding{ID: "i", Status: checks.Unknown, DueTo: []string{"d"}}, "D"},
		{"of another one as well", report.Finding{ID: "i", Status: checks.Drift, DueTo: []string{"B", "D"}}, ""},
		{"of one that is no node of the report", report.Finding{ID: "i", Status: checks.Drift, DueTo: []string{"Z"}}, ""},
		{"of one that was read", report.Finding{ID: "i", Status: checks.Drift, DueTo: []string{"A"}}, ""},
		{"of no node", report.Finding{ID: "i", Status: checks.Drift}, ""},
		{"of a node", report.Finding{ID: "i", Node: "A", Status: checks.Drift, DueTo: []string{"D"}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := cluster(tt.finding)
			c.Nodes[3].State = report.Unreachable
			if due := slices.Collect(maps.Keys(Aftermath(c))); strings.Join(due, " ") != tt.due {
				t.Errorf("due to %q", due)
			}
			if shown := len(Problems(c)) + len(Gaps(c)); (shown == 0) != (tt.due != "") {
				t.Errorf("shown %d times", shown)
			}
		})
	}
}

// What nodes lack for the same reason is one gap, whatever their names; that another
// machine answered is the reason for everything.
func TestGapsOfManyNodes(t *testing.T) {
	unknown := func(node, id, missing, reason string) report.Finding {
		return report.Finding{ID: id, Node: node, Status: checks.Unknown, Severity: baselines.High, Missing: []facts.Gap{facts.GapTimedOut.Of(missing)}, Reason: reason}
	}
	var found []report.Finding
	for _, n := range []string{"A", "B"} {
		found = append(found, unknown(n, "service/X", "the services of "+n, ""))
	}
	for _, n := range []string{"C", "D"} {
		found = append(found, unknown(n, "service/X", "an answer of "+n, ""), unknown(n, checks.IdentityID, "an answer of "+n, "another machine than "+n+" answered"))
	}
	gaps := Gaps(cluster(found...))
	var got []string
	for _, g := range gaps {
		got = append(got, strings.Join(g.Nodes, " ")+": "+g.Missing)
	}
	slices.Sort(got)
	if want := []string{"A B: the services of the node", "C D: another machine than the node answered"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Findings that all lead to each other are put in order as any others, in steps that
// do not grow with the ways through them.
func TestProblemsInCircles(t *testing.T) {
	var ids []string
	for i := range 40 {
		ids = append(ids, fmt.Sprintf("service/S%02d", i))
	}
	var found []report.Finding
	for _, id := range ids {
		f := drift("A", id, baselines.Medium)
		f.LeadsTo = ids
		found = append(found, f)
	}
	last := drift("A", "event/E", baselines.Critical)
	found[7].LeadsTo = append(slices.Clone(ids), last.ID)
	problems := Problems(cluster(append([]report.Finding{last}, found...)...))
	if len(problems) != 1 || len(problems[0].Groups) != 41 {
		t.Fatalf("%d problems", len(problems))
	}
	at := func(id string) int {
		return slices.IndexFunc(problems[0].Groups, func(g Group) bool { return g.ID == id })
	}
	if at(last.ID) < at("service/S07") {
		t.Errorf("%s is before what leads to it", last.ID)
	}
}
