package explain

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/internal/required"
)

func newGuide(t *testing.T, shown ...*baselines.Baseline) *Guide {
	t.Helper()
	g, err := NewGuide(shown)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestEveryRequirementIsExplained walks through all that the embedded baselines
// ask for.
func TestEveryRequirementIsExplained(t *testing.T) {
	all := embedded(t)
	g := newGuide(t, all...)
	for _, b := range all {
		ids := required.IDs(reflect.ValueOf(*b))
		if len(ids) == 0 {
			t.Errorf("%s: no requirement was found", b.Name)
		}
		for _, id := range ids {
			topic, err := g.Topic(id)
			if err != nil {
				t.Errorf("%s: %v", b.Name, err)
				continue
			}
			i := slices.IndexFunc(topic.Asked, func(r Requirement) bool { return slices.Contains(r.Baselines, b.Name) })
			if i < 0 {
				t.Errorf("%s: %s is not shown", b.Name, id)
				continue
			}
			for _, name := range unsaid(topic.Asked[i]) {
				t.Errorf("%s: %s has no %s", b.Name, id, name)
			}
		}
	}
}

// unsaid names the fields that are empty and must not be.
func unsaid(r Requirement) []string {
	var names []string
	for name, text := range map[string]string{
		"title": r.Title, "severity": string(r.Severity), "want": r.Want, "why": r.Why, "fix": r.Fix.String(),
		"reference": r.Reference.String(), "provenance": string(r.Provenance), "origin": r.Origin.File,
	} {
		if text == "" {
			names = append(names, name)
		}
	}
	return names
}

// TestFamilies: each family has a page, and each page of a family is one's.
func TestFamilies(t *testing.T) {
	var got []string
	for _, p := range newGuide(t).Families() {
		got = append(got, p.ID)
	}
	want := slices.Sorted(slices.Values(checks.Families()))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownID(t *testing.T) {
	tests := []struct{ name, id, hint string }{
		{"a slip of the pen", "hotfix/KB2552041", `did you mean "hotfix/KB2552040"?`},
		{"without the family", "kb2552040", `did you mean "hotfix/KB2552040"?`},
		{"a family", "heartbaet", `did you mean "heartbeat"?`},
		{"nothing near", "something-else-altogether", ""},
		{"empty", "", ""},
	}
	g := newGuide(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := g.Topic(test.id)
			var unknown *UnknownError
			if !errors.As(err, &unknown) || unknown.ID != test.id || unknown.Hint != test.hint {
				t.Errorf("got %#v", err)
			}
		})
	}
}

// site is a synthetic baseline.
func site(name string) *baselines.Baseline {
	r := func(id string) baselines.Requirement {
		return baselines.Requirement{ID: id, Title: "title of " + id, Severity: baselines.Low}
	}
	least := 10
	return &baselines.Baseline{
		Name: name,
		Hotfixes: []baselines.Hotfix{{
			Requirement: r("hotfix/KB1000001"), KB: "KB1000001",
			When: baselines.When{Installation: "core", ResourceType: "Print Spooler"},
			SatisfiedBy: baselines.SatisfiedBy{
				Updates: []baselines.Update{{KB: "KB1000002", Provenance: baselines.Inferred}},
				MaybeIn: []baselines.Update{{KB: "KB1000003"}},
				Files: []baselines.FileFloor{{
					Path: `%SystemRoot%\a.dll`, Provenance: baselines.Sourced,
					LDR: baselines.BranchFloor{With: "6.1.7601.22000", Without: "6.1.7601.21000"},
				}},
			},
			MitigatedBy:   baselines.Mitigation{Findings: []string{"firewall/public"}, Severity: baselines.Info},
			AcceptInstead: []string{"firewall/port"},
		}},
		Heartbeat: baselines.Heartbeat{Properties: []baselines.HeartbeatProperty{
			{Requirement: r("heartbeat/SameSubnetThreshold"), Property: "SameSubnetThreshold", Min: &least, Default: &least},
		}},
		Firewall:     []baselines.FirewallRule{{Requirement: r("firewall/port"), WithoutRule: "accept"}},
		AdapterPower: &baselines.AdapterPower{Requirement: r("adapter-power/power-down"), Want: []int{24}, Allowing: []int{0, 16}},
		Teaming:      []baselines.Teaming{{Requirement: r("teaming/cluster"), Subject: "cluster", Descriptions: []string{"T", "U"}, Maybe: []string{"V"}}},
	}
}

func TestNotes(t *testing.T) {
	tests := map[string][]string{
		"hotfix/KB1000001": {
			"concerns core installations only",
			"concerns clusters with a resource of type Print Spooler only",
			"KB1000002 carries the fix (inferred)",
			"KB1000003 may carry the fix: with it on the node, absence is not proven",
			`%SystemRoot%\a.dll of the LDR branch has it from 6.1.7601.22000 on, lacks it up to 6.1.7601.21000 (sourced)`,
			"while firewall/public passes, a drift is of severity info",
			"firewall/port is accepted instead",
		},
		"heartbeat/SameSubnetThreshold": {"10 is this version's default"},
		"adapter-power/power-down":      {"Windows may power an adapter down with PnPCapabilities 0, 16; any other value decides nothing"},
		"teaming/cluster":               {"a team is called T, U", "may rest on a team: V"},
		"firewall/port":                 {"no allow rule in any profile passes: the port is left to the cluster service"},
	}
	g := newGuide(t, site("a"))
	for id, want := range tests {
		topic, err := g.Topic(strings.ToUpper(id))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, topic.Asked[0].Notes); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
}

// TestSameWordsAreJoined: baselines that agree are named together, one that
// differs comes by itself, and one that does not ask is not named.
func TestSameWordsAreJoined(t *testing.T) {
	other := site("c")
	other.Hotfixes[0].Severity = baselines.Critical
	topic, err := newGuide(t, site("a"), &baselines.Baseline{Name: "b"}, other, site("d")).Topic("hotfix/KB1000001")
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, r := range topic.Asked {
		got = append(got, r.Baselines)
	}
	if diff := cmp.Diff([][]string{{"a", "d"}, {"c"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestFamilyListsItsFindings(t *testing.T) {
	g := newGuide(t, site("a"), site("b"))
	tests := map[string][]string{
		"hotfix":  {"hotfix/KB1000001"},
		"node":    {"node/baseline", "node/identity", "node/reachable"}, // no baseline asks for them
		"service": nil,
	}
	for family, want := range tests {
		topic, err := g.Topic(family)
		if err != nil || !topic.IsFamily() {
			t.Fatal(family, err)
		}
		var got []string
		for _, r := range topic.Findings {
			got = append(got, r.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has %q, want %q", family, got, want)
		}
	}
}

// TestNotAsked: what another baseline has is no mistake of the caller.
func TestNotAsked(t *testing.T) {
	topic, err := newGuide(t, site("a")).Topic("service/ClusSvc")
	if err != nil || len(topic.Asked) != 0 || topic.Title != "The cluster service runs and starts automatically" {
		t.Errorf("%+v, %v", topic, err)
	}
}

// TestDefaultNotes: what the default of a heartbeat property means depends on who
// wrote the range.
func TestDefaultNotes(t *testing.T) {
	for _, tt := range []struct {
		byDefault int
		embedded  bool
		want      string
	}{
		{10, true, "10 is this version's default"},
		{5, true, "5 is this version's default; from there up to the range drift is info, unless the cluster has lost a node or its quorum lately"},
		{5, false, "5 is this version's default, which excuses nothing: a site or an overlay wrote the range or the severity"},
	} {
		b := site("a")
		b.Heartbeat.Properties[0].Default, b.Heartbeat.Properties[0].Embedded = &tt.byDefault, tt.embedded
		topic, err := newGuide(t, b).Topic("heartbeat/SameSubnetThreshold")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{tt.want}, topic.Asked[0].Notes); diff != "" {
			t.Error(diff)
		}
	}
}
