package checks

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// siteAnswer is one way in which a node can answer to a probe that wants 1, with the
// verdict on it alone.
type siteAnswer struct {
	name   string
	give   *facts.Observed // nil: never asked
	absent baselines.SiteAbsent
	is     string // "pass", "drift", "not-applicable", "undecided", or "unknown " and the kind of the gap
}

func siteAnswers() []siteAnswer {
	number := func(n uint64) *facts.Observed { return &facts.Observed{Value: &facts.Datum{Number: &n}} }
	problem := func(kind string) *facts.Observed {
		return &facts.Observed{Section: facts.Section{State: facts.Failed, Source: "x", At: testBoot, Problem: &facts.Problem{Kind: kind, Message: "synthetic"}}}
	}
	gone := &facts.Observed{Section: absentSection("x")}
	drift := verdictOf(baselines.AbsentDrift)
	byDefault := func(n int64) baselines.SiteAbsent { return baselines.SiteAbsent{Default: new(number64(n))} }
	all := []siteAnswer{
		{"match", number(1), drift, "pass"},
		{"mismatch", number(2), verdictOf(baselines.AbsentPass), "drift"},
		{"default matches", gone, byDefault(1), "pass"},
		{"default does not match", gone, byDefault(2), "drift"},
		{"absent, drift", gone, drift, "drift"},
		{"absent, pass", gone, verdictOf(baselines.AbsentPass), "pass"},
		{"absent, not applicable", gone, verdictOf(baselines.AbsentNotApplicable), "not-applicable"},
		{"absent, unknown", gone, verdictOf(baselines.AbsentUnknown), "unknown absent"},
		{"absent, undecided", gone, verdictOf(baselines.AbsentUndecided), "undecided"},
		{"another form", &facts.Observed{Value: &facts.Datum{Text: new("x")}}, drift, "unknown wrong-type"},
		{"empty", &facts.Observed{Section: collected("x")}, drift, "unknown empty"},
	}
	for kind, gap := range map[string]facts.GapKind{
		"access-denied": facts.GapDenied, "not-found": facts.GapMissingClass, "timeout": facts.GapTimedOut, "quota": facts.GapTimedOut, "too-big": facts.GapCut,
		"wrong-type": facts.GapWrongType, "malformed": facts.GapUnreadable, "fault": facts.GapUnreadable, "refused": facts.GapNotAllowed, "not-credible": facts.GapNotCredible,
	} {
		all = append(all, siteAnswer{kind, problem(kind), drift, "unknown " + string(gap)})
	}
	for _, v := range []baselines.SiteVerdict{baselines.AbsentDrift, baselines.AbsentPass, baselines.AbsentNotApplicable, baselines.AbsentUndecided, baselines.AbsentUnknown} {
		all = append(all,
			siteAnswer{"never asked, " + string(v), nil, verdictOf(v), "unknown not-collected"},
			siteAnswer{"denied, " + string(v), problem("access-denied"), verdictOf(v), "unknown denied"})
	}
	return append(all, siteAnswer{"never asked, default", nil, byDefault(1), "unknown not-collected"}, siteAnswer{"denied, default", problem("access-denied"), byDefault(1), "unknown denied"})
}

// joint is the verdict on two probes, from the verdicts on each.
func joint(form, a, b string) string {
	has := func(verdict string) bool { return strings.HasPrefix(a, verdict) || strings.HasPrefix(b, verdict) }
	switch {
	case form == "all" && has("drift"):
		return "drift"
	case form == "any" && has("pass"):
		return "pass"
	case has("unknown"):
		return "unknown"
	case has("drift"):
		return "drift"
	case has("pass"):
		return "pass"
	case has("not-applicable"):
		return "not-applicable"
	}
	return "unknown"
}

// TestSiteMatrix tries each pair of answers to two probes, in `all` and in `any`, against
// what the page of requirements says.
func TestSiteMatrix(t *testing.T) {
	targets := []observe.Target{
		{Registry: &observe.Registry{Key: `HKLM\SOFTWARE\Microsoft\A`, Value: "A", Type: observe.DWORD}},
		{Registry: &observe.Registry{Key: `HKLM\SOFTWARE\Microsoft\B`, Value: "B", Type: observe.DWORD}},
	}
	want := baselines.SiteWant{Equals: new(number64(1))}
	for _, a := range siteAnswers() {
		for _, b := range siteAnswers() {
			for _, form := range []string{"all", "any"} {
				n, rule := testNode("N1"), siteRule("pair", targets[0], want, a.absent)
				var probes []baselines.SiteProbe
				for i, answer := range []siteAnswer{a, b} {
					probes = append(probes, baselines.SiteProbe{Observe: targets[i], Want: want, Absent: answer.absent})
					if answer.give != nil {
						give(n, targets[i], *answer.give)
					}
				}
				rule.All, rule.Any = probes, nil
				if form == "any" {
					rule.All, rule.Any = nil, probes
				}
				f := judgeSite(n, rule).finding(rule.Requirement, "x")
				if want := joint(form, a.is, b.is); string(f.Status) != want {
					t.Errorf("%s of %q and %q: %s, want %s", form, a.name, b.name, f.Status, want)
				}
				checkGaps(t, fmt.Sprintf("%s of %q and %q", form, a.name, b.name), f, a.is, b.is)
			}
		}
	}
}

// checkGaps checks that an unknown finding names the kind of each gap, and no other one.
func checkGaps(t *testing.T, name string, f Finding, verdicts ...string) {
	t.Helper()
	var want, got []string
	for _, v := range verdicts {
		if kind, ok := strings.CutPrefix(v, "unknown "); ok && f.Status == Unknown {
			want = append(want, kind)
		}
	}
	if f.Status == Unknown && len(want) == 0 {
		want = []string{string(facts.GapUndecided)}
	}
	for _, g := range f.Missing {
		got = append(got, string(g.Kind))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(slices.Compact(got), slices.Compact(want)) {
		t.Errorf("%s: gaps %q, want %q", name, got, want)
	}
}

// TestSiteWhenMatrix: what a rule looks at says nothing while `when` does not hold, or is
// not known to.
func TestSiteWhenMatrix(t *testing.T) {
	service := observe.Target{Service: "Contoso"}
	target := observe.Target{Registry: &observe.Registry{Key: `HKLM\SOFTWARE\Microsoft\A`, Value: "A", Type: observe.DWORD}}
	for _, a := range siteAnswers() {
		for name, tt := range map[string]struct {
			give *facts.Observed
			want string
		}{
			"installed":     {&facts.Observed{Service: &facts.Service{Name: "Contoso", State: "Stopped", StartMode: "Manual"}}, a.is},
			"not installed": {&facts.Observed{Section: absentSection("x")}, "not-applicable"},
			"denied":        {&facts.Observed{Section: failed("x")}, "unknown denied"},
			"never asked":   {nil, "unknown not-collected"},
			"empty":         {&facts.Observed{Section: collected("x")}, "unknown empty"},
		} {
			n, rule := testNode("N1"), siteRule("one", target, baselines.SiteWant{Equals: new(number64(1))}, a.absent)
			rule.When.Service = service.Service
			if a.give != nil {
				give(n, target, *a.give)
			}
			if tt.give != nil {
				give(n, service, *tt.give)
			}
			f := judgeSite(n, rule).finding(rule.Requirement, "x")
			want := strings.Fields(strings.Replace(tt.want, "undecided", "unknown", 1))[0]
			if string(f.Status) != want {
				t.Errorf("%s, %s: %s, want %s", a.name, name, f.Status, want)
			}
			checkGaps(t, a.name+", "+name, f, tt.want)
		}
	}
}

// TestSiteAccountsAreComparedWhole: two nodes that differ only in what a report leaves out
// do not agree.
func TestSiteAccountsAreComparedWhole(t *testing.T) {
	long := strings.Repeat("x", 500)
	text := func(s string) facts.Observed { return facts.Observed{Value: &facts.Datum{Text: &s}} }
	rows := func(names ...string) facts.Observed {
		var o facts.Observed
		for _, name := range names {
			o.Rows = append(o.Rows, map[string]facts.Datum{"Name": {Text: &name}, "Other": {Text: &names[0]}})
		}
		return o
	}
	value := observe.Target{Cluster: "SharedVolumesRoot"}
	table := observe.Target{WQL: &observe.WQL{Namespace: "root/MSCluster", Class: "MSCluster_Resource", Columns: []string{"Name", "Other"}}}
	matching := baselines.SiteWant{Matches: "."}
	every := baselines.SiteWant{Column: "Name", Every: true, Matches: "."}
	tests := []struct {
		name   string
		target observe.Target
		want   baselines.SiteWant
		a, b   facts.Observed
		is     Status
	}{
		{"alike", value, matching, text(long), text(long), Pass},
		{"after 500 letters", value, matching, text(long + "a"), text(long + "b"), Unknown},
		{"rows alike, in another order", table, every, rows("a", "b", "c", "d", "e"), rows("e", "d", "c", "b", "a"), Pass},
		{"in the fifth row", table, every, rows("a", "b", "c", "d", "e"), rows("a", "b", "c", "d", "f"), Unknown},
		{"in a column that is not compared", table, baselines.SiteWant{CountMin: new(1)}, rows("a"), rows("b"), Pass},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rule := siteRule("wide", tt.target, tt.want, verdictOf(baselines.AbsentDrift))
			rule.Scope = baselines.SiteCluster
			c := situation{change: func(*facts.Node) {}}.cluster()
			give(c.Nodes[0].Facts, tt.target, tt.a)
			give(c.Nodes[1].Facts, tt.target, tt.b)
			f := judgeSiteCluster(c.Nodes, rule).finding(rule.Requirement, "x")
			if f.Status != tt.is {
				t.Errorf("%s, want %s: %s, %v", f.Status, tt.is, f.Reason, f.Missing)
			}
			if f.Status == Unknown && f.Missing[0].Kind != facts.GapContradiction {
				t.Errorf("%v", f.Missing)
			}
		})
	}
}

// TestSiteClusterAskedByOthers: what each node is asked for by another rule does not make
// it one of the nodes that speak for the cluster.
func TestSiteClusterAskedByOthers(t *testing.T) {
	for name, change := range map[string]func(*baselines.SiteRule){
		"the service of when": func(r *baselines.SiteRule) { r.When.Service = siteMPIO.Service },
		"one of two": func(r *baselines.SiteRule) {
			r.All = append(r.All, baselines.SiteProbe{Observe: siteDisk, Want: baselines.SiteWant{Equals: new(number64(60))}, Absent: verdictOf(baselines.AbsentDrift)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := situation{change: func(*facts.Node) {}}.cluster()
			rule := siteRule("wide", siteQuorum, baselines.SiteWant{OneOf: []baselines.Scalar{text("File Share Witness")}}, verdictOf(baselines.AbsentDrift))
			rule.Scope = baselines.SiteCluster
			change(&rule)
			ungive(c.Nodes[2].Facts, siteQuorum)
			if v := judgeSiteCluster(c.Nodes, rule); v.status != Pass {
				t.Errorf("%s: %s, %v", v.status, v.reason, v.missing)
			}
			ungive(c.Nodes[1].Facts, siteQuorum)
			if v := judgeSiteCluster(c.Nodes, rule); v.status != Unknown {
				t.Errorf("of one node alone: %s: %s", v.status, v.reason)
			}
		})
	}
}
