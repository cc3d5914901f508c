package waiver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

const head = "format: 1\nwaivers:\n"

func parsed(t *testing.T, text string) []Waiver {
	t.Helper()
	all, err := parse("w.yaml", []byte(head+text))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestLoad(t *testing.T) {
	file := filepath.Join(t.TempDir(), "w.yaml")
	text := head + `  - finding: Hotfix/*
    node: HV0*
    cluster: FIELDREPORT
    reason: the driver comes in May
    owner: platform@contoso.example
    ticket: CHG-1042
    expires: 2026-12-31
    unknown: true
  - {finding: offload/rss, reason: measured, owner: storage, permanent: true}
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	want := []Waiver{{
		Waiver: checks.Waiver{
			Reason: "the driver comes in May", Owner: "platform@contoso.example", Ticket: "CHG-1042",
			Expires: checks.Date{Year: 2026, Month: 12, Day: 31}, Origin: strict.Position{File: file, Line: 3, Column: 5},
		},
		Finding: "Hotfix/*", Node: "HV0*", Cluster: "FIELDREPORT", Unknown: true,
	}, {
		Waiver:  checks.Waiver{Reason: "measured", Owner: "storage", Origin: strict.Position{File: file, Line: 11, Column: 5}},
		Finding: "offload/rss",
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil || !strings.Contains(err.Error(), "cannot read waivers") {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestInvalid(t *testing.T) {
	const whole = "finding: offload/rss, reason: r, owner: o, "
	for _, c := range []struct{ name, text, want string }{
		{"unknown key", "- {" + whole + "expires: 2026-12-31, until: x}", `w.yaml:3:68: unknown key "until"`},
		{"no owner", "- {finding: offload/rss, reason: r, permanent: true}", "w.yaml:3:3: missing owner"},
		{"no reason", "- {finding: offload/rss, owner: o, permanent: true}", "w.yaml:3:3: missing reason"},
		{"blank reason", "- {finding: offload/rss, reason: ' ', owner: o, permanent: true}", `w.yaml:3:34: " " is not a text`},
		{"no end", "- {" + whole + "ticket: t}", "w.yaml:3:3: the waiver has no expires; give its last day"},
		{"two ends", "- {" + whole + "expires: 2026-12-31, permanent: true}", "w.yaml:3:79: the waiver has both expires and permanent"},
		{"not permanent", "- {" + whole + "permanent: false}", "permanent"},
		{"no date", "- {" + whole + "expires: 2026-02-30}", "is not a date; write it like 2026-12-31"},
		{"no family", "- {finding: rss, reason: r, owner: o, permanent: true}", "finding"},
		{"no entry", "- offload/rss", "w.yaml:3:3: "},
		{"no list", "offload/rss", "w.yaml:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parse("w.yaml", []byte(head+c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func finding(id, node string, status checks.Status) checks.Finding {
	return checks.Finding{ID: id, Node: node, Cluster: "C1", Status: status}
}

// partOf is drift of a cluster beside which something is unknown.
func partOf(id string) checks.Finding {
	f := finding(id, "", checks.Drift)
	f.Missing = []facts.Gap{facts.GapNotScanned.Of("a scan of N4")}
	return f
}

func TestApply(t *testing.T) {
	now := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
	const who = ", reason: r, owner: o, expires: "
	for _, c := range []struct {
		name, waivers string
		finding       checks.Finding
		want          checks.Status
		expired       bool
	}{
		{"last day", "- {finding: offload/rss" + who + "2026-12-31}", finding("offload/rss", "N1", checks.Drift), checks.Waived, false},
		{"a day late", "- {finding: offload/rss" + who + "2026-12-30}", finding("offload/rss", "N1", checks.Drift), checks.Drift, true},
		{"renewed", "- {finding: offload/rss" + who + "2026-12-30}\n- {finding: 'offload/*'" + who + "2027-01-31}", finding("offload/rss", "N1", checks.Drift), checks.Waived, false},
		{"no other wildcard", "- {finding: offload/rss, cluster: 'C?', reason: r, owner: o, permanent: true}", finding("offload/rss", "N1", checks.Drift), checks.Drift, false},
		{"patterns", "- {finding: 'OFFLOAD/*', node: 'n*', cluster: 'c*', reason: r, owner: o, permanent: true}", finding("offload/rss", "N1", checks.Drift), checks.Waived, false},
		{"another node", "- {finding: offload/rss, node: N2" + who + "2027-01-31}", finding("offload/rss", "N1", checks.Drift), checks.Drift, false},
		{"part of a name", "- {finding: offload/rs, node: N1" + who + "2027-01-31}", finding("offload/rss", "N1", checks.Drift), checks.Drift, false},
		{"another cluster", "- {finding: offload/rss, cluster: C2" + who + "2027-01-31}", finding("offload/rss", "N1", checks.Drift), checks.Drift, false},
		{"any node is not the cluster", "- {finding: consistency/offload, node: '*'" + who + "2027-01-31}", finding("consistency/offload", "", checks.Drift), checks.Drift, false},
		{"the cluster", "- {finding: consistency/offload" + who + "2027-01-31}", finding("consistency/offload", "", checks.Drift), checks.Waived, false},
		{"unknown stays", "- {finding: offload/rss" + who + "2027-01-31}", finding("offload/rss", "N1", checks.Unknown), checks.Unknown, false},
		{"unknown too", "- {finding: offload/rss, unknown: true" + who + "2027-01-31}", finding("offload/rss", "N1", checks.Unknown), checks.Waived, false},
		{"drift that may be more", "- {finding: cluster/members" + who + "2027-01-31}", partOf("cluster/members"), checks.Unknown, false},
		{"drift that may be more, and what is unknown", "- {finding: cluster/members, unknown: true" + who + "2027-01-31}", partOf("cluster/members"), checks.Waived, false},
		{"pass stays", "- {finding: offload/rss" + who + "2027-01-31}", finding("offload/rss", "N1", checks.Pass), checks.Pass, false},
		{"not applicable stays", "- {finding: offload/rss" + who + "2027-01-31}", finding("offload/rss", "N1", checks.NotApplicable), checks.NotApplicable, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := []checks.Finding{c.finding}
			got := NewSet(parsed(t, c.waivers), now).Apply(before)[0]
			if got.Status != c.want || (got.Waiver != nil) != (c.want == checks.Waived || c.expired) {
				t.Errorf("%s, %+v", got.Status, got.Waiver)
			}
			if got.Waiver != nil && got.Waiver.Expired != c.expired {
				t.Errorf("expired %t", got.Waiver.Expired)
			}
			if diff := cmp.Diff([]checks.Finding{c.finding}, before); diff != "" {
				t.Errorf("the argument was changed: %s", diff)
			}
		})
	}
}

// A list is waived with the members that it drifts for, and not when another
// member drifts or is unknown.
func TestListsFollowTheirMembers(t *testing.T) {
	member := func(id string, status checks.Status) checks.Finding {
		f := finding("hotfix/"+id, "N1", status)
		f.Lists = []string{"KB1"}
		return f
	}
	list := finding("hotfix-list/KB1", "N1", checks.Drift)
	elsewhere := member("KB4", checks.Drift)
	elsewhere.Node = "N2"
	for name, c := range map[string]struct {
		other checks.Status
		want  checks.Status
	}{
		"alone":                {checks.Pass, checks.Waived},
		"another drifts":       {checks.Drift, checks.Drift},
		"another is unknown":   {checks.Unknown, checks.Drift},
		"another is not meant": {checks.NotApplicable, checks.Waived},
	} {
		t.Run(name, func(t *testing.T) {
			s := NewSet(parsed(t, "- {finding: hotfix/KB2, reason: r, owner: o, permanent: true}"), time.Now())
			found := []checks.Finding{list, member("KB2", checks.Drift), member("KB3", c.other), elsewhere}
			if got := s.Apply(found)[0]; got.Status != c.want {
				t.Errorf("the list is %s", got.Status)
			}
		})
	}
}

func TestUnused(t *testing.T) {
	s := NewSet(parsed(t, `- {finding: offload/rss, reason: r, owner: o, expires: 2020-01-01}
- {finding: offload/dca, reason: r, owner: o, expires: 2020-01-01}
- {finding: offload/*, reason: r, owner: o, permanent: true}
- {finding: offload/chimney, reason: r, owner: o, permanent: true}
`), time.Now())
	s.Apply([]checks.Finding{finding("offload/rss", "N1", checks.Drift), finding("offload/chimney", "N1", checks.Pass)})
	var got []string
	for _, w := range s.Unused() {
		got = append(got, w.Finding)
	}
	if diff := cmp.Diff([]string{"offload/dca", "offload/chimney"}, got); diff != "" {
		t.Error(diff)
	}
	if !s.Unused()[0].Expired {
		t.Error("an expired one does not say so")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(head + "- {finding: offload/rss, node: '*', reason: r, owner: o, expires: 2026-12-31}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := parse("w.yaml", data)
		if err != nil {
			return
		}
		for _, w := range all {
			if w.Reason == "" || w.Owner == "" || w.Finding == "" {
				t.Errorf("incomplete: %+v", w)
			}
		}
		NewSet(all, time.Now()).Apply([]checks.Finding{finding("offload/rss", "N1", checks.Drift)})
	})
}

// A waiver may be deleted only when nothing would need it in the next scan.
func TestUsedWithoutAMark(t *testing.T) {
	found := []checks.Finding{{ID: "a/b", Node: "N1", Status: checks.Drift}, {ID: "a/c", Node: "N2", Status: checks.Unknown}}
	s := NewSet([]Waiver{
		{Finding: "a/b", Waiver: checks.Waiver{Reason: "wide"}},
		{Finding: "a/b", Node: "N1", Waiver: checks.Waiver{Reason: "behind the wide one"}},
		{Finding: "a/c", Waiver: checks.Waiver{Reason: "for what could not be judged"}},
		{Finding: "x/y", Waiver: checks.Waiver{Reason: "for nothing"}},
	}, time.Now())
	marked := s.Apply(found)
	if w := marked[0].Waiver; marked[0].Status != checks.Waived || w == nil || w.Reason != "wide" {
		t.Errorf("the drift: %+v", marked[0])
	}
	if marked[1].Status != checks.Unknown || marked[1].Waiver != nil {
		t.Errorf("the unknown: %+v", marked[1])
	}
	if left := s.Unused(); len(left) != 1 || left[0].Reason != "for nothing" {
		t.Errorf("unused: %+v", left)
	}
}
