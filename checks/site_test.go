package checks

import (
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// siteCase is a rule of the test baseline on a node in some state.
type siteCase struct {
	name   string
	rule   string
	change func(*facts.Node)
	want   Status
	says   string // in what was got, the reason, the evidence or what is missing
}

func siteCases() []siteCase {
	datum := func(d facts.Datum) facts.Observed { return facts.Observed{Value: &d} }
	disk := func(o facts.Observed) func(*facts.Node) { return func(n *facts.Node) { give(n, siteDisk, o) } }
	plan := func(rows ...map[string]facts.Datum) func(*facts.Node) {
		return func(n *facts.Node) { give(n, sitePlan, facts.Observed{Rows: rows}) }
	}
	events := func(o facts.Observed) func(*facts.Node) { return func(n *facts.Node) { give(n, siteErrors, o) } }
	reaching := &facts.Event{Provider: "x", ID: 1, Record: 9, At: testBoot}
	gone := facts.Observed{Section: absentSection("x")}
	return []siteCase{
		{"as wanted", "disk", func(*facts.Node) {}, Pass, "60"},
		{"another value", "disk", disk(datum(facts.Datum{Number: new(uint64(30))})), Drift, "is 30; wanted: 60"},
		{"default", "disk", disk(gone), Pass, "not set, default 60"},
		{"never asked", "disk", func(n *facts.Node) { ungive(n, siteDisk) }, Unknown, "not collected"},
		{"denied", "disk", disk(facts.Observed{Section: failed("disk")}), Unknown, "denied"},
		{"empty", "disk", disk(facts.Observed{Section: collected("x")}), Unknown, "the answer was empty"},
		{"two kinds of value at once", "disk", disk(datum(facts.Datum{Number: new(uint64(60)), Text: new("60")})), Unknown, "understood"},
		{"another kind of value", "disk", disk(datum(facts.Datum{Text: new("sixty")})), Unknown, "a number in place of sixty"},
		{"two answers", "disk", func(n *facts.Node) {
			n.Site = append(n.Site, facts.Observed{Section: collected("x"), Target: siteDisk.ID()})
		}, Unknown, "several that differ"},
		{"one answer twice", "disk", func(n *facts.Node) { n.Site = slices.Repeat(n.Site, 2) }, Pass, "60"},

		{"row", "plan", func(*facts.Node) {}, Pass, "8c5e7fda"},
		{"another row", "plan", plan(map[string]facts.Datum{"InstanceID": {Text: new("381b4222")}}), Drift, "381b4222"},
		{"null", "plan", plan(map[string]facts.Datum{}), Unknown, "null"},
		{"two rows", "plan", plan(map[string]facts.Datum{"InstanceID": {Text: new("8c5e7fda")}}, map[string]facts.Datum{"InstanceID": {Text: new("8c5e7fda")}}), Unknown, "has 2 rows"},
		{"no row", "plan", func(n *facts.Node) { give(n, sitePlan, gone) }, Unknown, "no row"},

		{"version", "agent", func(*facts.Node) {}, Pass, "4.10.0.7"},
		{"old version", "agent", func(n *facts.Node) { give(n, siteAgent, datum(facts.Datum{Text: new("4.2.0.9")})) }, Drift, "4.2.0.9"},
		{"version with a name", "agent", func(n *facts.Node) { give(n, siteAgent, datum(facts.Datum{Text: new("4.2.1.0 (main.2026)")})) }, Pass, "main"},
		{"no version", "agent", func(n *facts.Node) { give(n, siteAgent, datum(facts.Datum{Text: new("new")})) }, Unknown, "a version in place of new"},
		{"no file", "agent", func(n *facts.Node) { give(n, siteAgent, gone) }, Drift, "no such file"},
		{"not concerned", "agent", func(n *facts.Node) { give(n, siteMPIO, gone) }, NotApplicable, "this node has none"},
		{"perhaps not concerned", "agent", func(n *facts.Node) { ungive(n, siteMPIO) }, Unknown, "not collected"},

		{"all pass", "both", func(*facts.Node) {}, Pass, "running"},
		{"one of all drifts", "both", func(n *facts.Node) { give(n, siteDNS, gone); ungive(n, siteSMB) }, Drift, "not installed"},
		{"one of all is not known", "both", func(n *facts.Node) { ungive(n, siteSMB) }, Unknown, "SMB1"},
		{"one of all does not concern", "both", func(n *facts.Node) { give(n, siteSMB, gone) }, Pass, "running"},
		{"a service without a state", "both", func(n *facts.Node) {
			give(n, siteDNS, facts.Observed{Service: &facts.Service{Name: "Dnscache", StartMode: "Auto"}})
		}, Unknown, "the state of Dnscache"},

		{"one of any passes", "smb1", func(n *facts.Node) { ungive(n, siteOption) }, Pass, "0"},
		{"the other passes", "smb1", func(n *facts.Node) { give(n, siteSMB, gone) }, Pass, "2"},
		{"the other is not there", "smb1", func(n *facts.Node) { give(n, siteSMB, gone); give(n, siteOption, gone) }, Pass, "no row"},
		{"the other is not known", "smb1", func(n *facts.Node) { give(n, siteSMB, gone); ungive(n, siteOption) }, Unknown, "not collected"},
		{"none of any passes", "smb1", func(n *facts.Node) {
			give(n, siteSMB, datum(facts.Datum{Number: new(uint64(1))}))
			give(n, siteOption, facts.Observed{Rows: []map[string]facts.Datum{{"installstate": {Text: new("1")}}}})
		}, Drift, "1"},
		{"an older build", "smb1", func(n *facts.Node) { n.OS.Build = 7600 }, NotApplicable, "builds of Windows from 7601 on"},
		{"no build", "smb1", func(n *facts.Node) { n.OS.Build = 0 }, Unknown, "build is not known"},

		{"few events", "errors", func(*facts.Node) {}, Pass, "3 events"},
		{"no event", "errors", events(facts.Observed{Oldest: reaching}), Pass, "no event"},
		{"many events", "errors", events(facts.Observed{Count: 11, Last: testFlip}), Drift, "11 events"},
		{"at least so many", "errors", events(facts.Observed{Count: 200, More: true}), Drift, "at least 200 events"},
		{"more than were asked for", "errors", events(facts.Observed{Count: 201, Oldest: reaching}), Unknown, "not one that was asked for"},
		{"fewer than none", "errors", events(facts.Observed{Count: -1, Oldest: reaching}), Unknown, "not one that was asked for"},
		{"no event by the word of the facts alone", "errors", events(facts.Observed{Section: absentSection("log")}), Unknown, "absent from the node"},
		{"no event, and no oldest", "errors", events(facts.Observed{}), Unknown, "the oldest event of System"},
		{"few events in a short log", "errors", events(facts.Observed{Count: 3, Oldest: &facts.Event{Record: 9, At: testBoot.AddDate(0, 0, 12)}}), Unknown, "of 7 days"},
		{"few events, no clock", "errors", func(n *facts.Node) { n.Clock = facts.Clock{} }, Unknown, "clock"},
	}
}

func TestSiteVerdicts(t *testing.T) {
	for _, tt := range siteCases() {
		t.Run(tt.name, func(t *testing.T) {
			n := testNode("N1")
			tt.change(n)
			f := judgeSite(n, ruleNamed(t, tt.rule)).finding(requirement("site/"+tt.rule), "x")
			said := strings.Join([]string{f.Got, f.Reason, strings.Join(facts.GapTexts(f.Missing), "\n"), evidenceText(f)}, "\n")
			if f.Status != tt.want || !strings.Contains(said, tt.says) {
				t.Errorf("%s, want %s, which says %q:\n%s", f.Status, tt.want, tt.says, said)
			}
			if (f.Status == Pass || f.Status == Drift) && (len(f.Evidence) == 0 || f.Evidence[0].Source == "") {
				t.Errorf("%s without evidence that has a source", f.Status)
			}
		})
	}
}

func ruleNamed(t *testing.T, name string) baselines.SiteRule {
	t.Helper()
	for _, r := range testBaseline().Site {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("no rule %s", name)
	return baselines.SiteRule{}
}

func evidenceText(f Finding) string {
	var all []string
	for _, e := range f.Evidence {
		all = append(all, e.String())
	}
	return strings.Join(all, "\n")
}

// TestSiteOfCluster: what one node says of the cluster counts when a second says the
// same.
func TestSiteOfCluster(t *testing.T) {
	witness := func(s string) facts.Observed { return facts.Observed{Value: &facts.Datum{Text: &s}} }
	none := facts.Observed{Section: absentSection("quorum")}
	tests := []struct {
		name   string
		change func(a, b, c *facts.Node)
		want   Status
		says   string
	}{
		{"agreed", func(_, _, _ *facts.Node) {}, Pass, "N2: the type of the quorum resource: File Share Witness"},
		{"agreed on another", func(a, b, _ *facts.Node) {
			give(a, siteQuorum, witness("Majority"))
			give(b, siteQuorum, witness("Majority"))
		}, Drift, "Majority"},
		{"agreed on none", func(a, b, _ *facts.Node) { give(a, siteQuorum, none); give(b, siteQuorum, none) }, Drift, "none"},
		{"not agreed", func(a, _, _ *facts.Node) { give(a, siteQuorum, none) }, Unknown, "two nodes give different accounts"},
		{"one denied", func(a, _, _ *facts.Node) { give(a, siteQuorum, facts.Observed{Section: failed("quorum")}) }, Unknown, "N1: "},
		{"one not asked", func(a, _, _ *facts.Node) { ungive(a, siteQuorum) }, Unknown, "a second node"},
		{"none asked", func(a, b, _ *facts.Node) { ungive(a, siteQuorum); ungive(b, siteQuorum) }, Unknown, "not collected"},
		{"only one was read", func(a, _, c *facts.Node) {
			*a = facts.Node{Name: a.Name, Problem: &facts.Problem{Kind: "unreachable", Message: "no route"}}
			*c = facts.Node{Name: c.Name, Problem: &facts.Problem{Kind: "unreachable", Message: "no route"}}
		}, Pass, "File Share Witness"},
		{"no cluster", func(a, b, c *facts.Node) {
			for _, n := range []*facts.Node{a, b, c} {
				n.Services.Found = n.Services.Found[1:]
			}
		}, NotApplicable, "no node has a cluster service"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := situation{change: func(*facts.Node) {}}.cluster()
			tt.change(c.Nodes[0].Facts, c.Nodes[1].Facts, c.Nodes[2].Facts)
			found := Evaluate(c)
			f := found[indexOf(found, "site/quorum")]
			said := strings.Join([]string{f.Got, f.Reason, strings.Join(facts.GapTexts(f.Missing), "\n"), evidenceText(f)}, "\n")
			if f.Node != "" || f.Status != tt.want || !strings.Contains(said, tt.says) {
				t.Errorf("%q %s, want %s, which says %q:\n%s", f.Node, f.Status, tt.want, tt.says, said)
			}
		})
	}
}

// TestSiteSame: nodes that differ drift together, whether or not each alone passes.
func TestSiteSame(t *testing.T) {
	tests := []struct {
		name   string
		change func(*facts.Node)
		want   Status
	}{
		{"alike", func(*facts.Node) {}, Pass},
		{"another value", func(n *facts.Node) { give(n, siteDisk, facts.Observed{Value: &facts.Datum{Number: new(uint64(61))}}) }, Drift},
		{"not set, and so the default", func(n *facts.Node) { give(n, siteDisk, facts.Observed{Section: absentSection("x")}) }, Drift},
		{"not known", func(n *facts.Node) { ungive(n, siteDisk) }, Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := Evaluate(situation{change: tt.change}.cluster())
			f := found[indexOf(found, "consistency/site-disk")]
			if f.Status != tt.want || f.Remedy != nil || f.Status == Drift && len(f.Differences) != 1 {
				t.Errorf("%s, want %s: %+v", f.Status, tt.want, f)
			}
		})
	}
}

// TestSiteTextsAreBounded: whatever a node sends, a finding stays short.
func TestSiteTextsAreBounded(t *testing.T) {
	huge := strings.Repeat("x", 1<<20)
	n := testNode("N1")
	give(n, siteDisk, facts.Observed{Value: &facts.Datum{Text: &huge}})
	give(n, siteAgent, facts.Observed{Value: &facts.Datum{List: slices.Repeat([]string{"x"}, 1<<16)}})
	give(n, sitePlan, facts.Observed{Rows: slices.Repeat([]map[string]facts.Datum{{"InstanceID": {Text: &huge}}}, 1000)})
	c := Cluster{Name: "C", Nodes: []Subject{{Facts: n, Baseline: testBaseline()}, {Facts: testNode("N2"), Baseline: testBaseline()}}}
	for _, f := range Evaluate(c) {
		if size := len(f.Got) + len(f.Reason) + len(strings.Join(facts.GapTexts(f.Missing), "")) + len(evidenceText(f)); strings.Contains(f.ID, "site") && size > 4000 {
			t.Errorf("%s has %d bytes", f.ID, size)
		}
	}
}
