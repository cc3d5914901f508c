package checks

import (
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// Targets of the test baseline's own requirements.
var (
	siteDisk   = observe.Target{Registry: &observe.Registry{Key: `HKLM\SYSTEM\CurrentControlSet\Services\Disk`, Value: "TimeOutValue", Type: observe.DWORD}}
	siteSMB    = observe.Target{Registry: &observe.Registry{Key: `HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters`, Value: "SMB1", Type: observe.DWORD}}
	siteOption = observe.Target{WQL: &observe.WQL{Namespace: "root/cimv2", Class: "Win32_OptionalFeature", Columns: []string{"Name", "InstallState"},
		Where: []observe.Condition{{Column: "Name", Text: new("SMB1Protocol")}}}}
	sitePlan = observe.Target{WQL: &observe.WQL{Namespace: "root/cimv2/power", Class: "Win32_PowerPlan", Columns: []string{"InstanceID"},
		Where: []observe.Condition{{Column: "IsActive", Bool: new(true)}}}}
	siteDNS    = observe.Target{Service: "Dnscache"}
	siteMPIO   = observe.Target{Service: "msdsm"}
	siteAgent  = observe.Target{File: &observe.File{Path: `%ProgramFiles%\Contoso\agent.exe`, Property: "version"}}
	siteErrors = observe.Target{Events: &observe.Events{Channel: "System", Provider: "disk", IDs: []int{153}, Within: 7 * 24 * time.Hour, Most: 200}}
	siteQuorum = observe.Target{Cluster: observe.QuorumResourceType}
)

func siteTargets() []observe.Target {
	return []observe.Target{siteDisk, siteSMB, siteOption, sitePlan, siteDNS, siteMPIO, siteAgent, siteErrors, siteQuorum}
}

func text(s string) baselines.Scalar    { return baselines.Scalar{Text: &s} }
func number64(n int64) baselines.Scalar { return baselines.Scalar{Number: &n} }

// siteRule is a rule about one thing.
func siteRule(name string, t observe.Target, w baselines.SiteWant, a baselines.SiteAbsent) baselines.SiteRule {
	return baselines.SiteRule{
		Requirement: requirement("site/" + name), Name: name, Scope: baselines.SiteNode,
		All: []baselines.SiteProbe{{Observe: t, Want: w, Absent: a}},
	}
}

func verdictOf(v baselines.SiteVerdict) baselines.SiteAbsent { return baselines.SiteAbsent{Verdict: v} }

// wantOfSite adds requirements of a site's own, with each kind of target.
func wantOfSite(b *baselines.Baseline) {
	agent := siteRule("agent", siteAgent, baselines.SiteWant{VersionMin: "4.2.1"}, verdictOf(baselines.AbsentDrift))
	agent.When.Service = "msdsm"
	disk := siteRule("disk", siteDisk, baselines.SiteWant{Equals: new(number64(60))}, baselines.SiteAbsent{Default: new(number64(60))})
	disk.Same = true
	quorum := siteRule("quorum", siteQuorum, baselines.SiteWant{OneOf: []baselines.Scalar{text("File Share Witness")}}, verdictOf(baselines.AbsentDrift))
	quorum.Scope = baselines.SiteCluster
	smb := siteRule("smb1", siteSMB, baselines.SiteWant{Equals: new(number64(0))}, verdictOf(baselines.AbsentUndecided))
	smb.Any = append(smb.All, baselines.SiteProbe{
		Observe: siteOption, Want: baselines.SiteWant{Column: "InstallState", OneOf: []baselines.Scalar{number64(2), number64(3)}}, Absent: verdictOf(baselines.AbsentPass),
	})
	smb.All, smb.When.BuildMin = nil, 7601
	both := siteRule("both", siteDNS, baselines.SiteWant{State: "running", StartMode: []string{"auto"}}, verdictOf(baselines.AbsentDrift))
	both.All = append(both.All, baselines.SiteProbe{Observe: siteSMB, Want: baselines.SiteWant{Max: new(int64(1))}, Absent: verdictOf(baselines.AbsentNotApplicable)})
	b.Site = []baselines.SiteRule{
		agent, both, disk,
		siteRule("errors", siteErrors, baselines.SiteWant{CountMax: new(10)}, verdictOf(baselines.AbsentPass)),
		siteRule("plan", sitePlan, baselines.SiteWant{Column: "instanceid", Contains: "8C5E7FDA"}, verdictOf(baselines.AbsentUnknown)),
		quorum, smb,
	}
}

// giveSite lets the node answer to all targets, as the requirements want it.
func giveSite(n *facts.Node) {
	give(n, siteDisk, facts.Observed{Value: &facts.Datum{Number: new(uint64(60))}})
	give(n, siteSMB, facts.Observed{Value: &facts.Datum{Number: new(uint64(0))}})
	give(n, siteOption, facts.Observed{Rows: []map[string]facts.Datum{{"Name": {Text: new("SMB1Protocol")}, "InstallState": {Text: new("2")}}}})
	give(n, sitePlan, facts.Observed{Rows: []map[string]facts.Datum{{"InstanceID": {Text: new(`Microsoft:PowerPlan\{8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c}`)}}}})
	give(n, siteDNS, facts.Observed{Service: &facts.Service{Name: "Dnscache", State: "Running", StartMode: "Auto"}})
	give(n, siteMPIO, facts.Observed{Service: &facts.Service{Name: "msdsm", State: "Running", StartMode: "Boot"}})
	give(n, siteAgent, facts.Observed{Value: &facts.Datum{Text: new("4.10.0.7")}})
	give(n, siteErrors, facts.Observed{Count: 3, Oldest: &facts.Event{Provider: "x", ID: 1, Record: 9, At: testBoot}})
	give(n, siteQuorum, facts.Observed{Value: &facts.Datum{Text: new("File Share Witness")}})
}

// give replaces what the node answers to a target; one without a state was collected.
func give(n *facts.Node, t observe.Target, o facts.Observed) {
	ungive(n, t)
	o.Target = t.ID()
	if o.State == "" {
		o.Section = collected(t.String())
	}
	n.Site = append(n.Site, o)
}

func ungive(n *facts.Node, t observe.Target) {
	n.Site = slices.DeleteFunc(slices.Clone(n.Site), func(o facts.Observed) bool { return o.Target == t.ID() })
}

func absentSection(source string) facts.Section {
	s := collected(source)
	s.State = facts.Absent
	return s
}

func siteSituations() []situation {
	gone := func(t observe.Target) func(*facts.Node) {
		return func(n *facts.Node) { give(n, t, facts.Observed{Section: absentSection(t.String())}) }
	}
	number := func(n uint64) facts.Observed { return facts.Observed{Value: &facts.Datum{Number: &n}} }
	return []situation{
		{name: "site: nothing there", change: func(n *facts.Node) {
			for _, t := range siteTargets() {
				if t.Events == nil {
					gone(t)(n)
				}
			}
			give(n, siteErrors, facts.Observed{Oldest: &facts.Event{Provider: "x", ID: 1, Record: 9, At: testBoot}})
		}},
		{name: "site: nothing as it is wanted", change: func(n *facts.Node) {
			give(n, siteDisk, number(30))
			give(n, siteSMB, number(2))
			give(n, siteOption, facts.Observed{Rows: []map[string]facts.Datum{{"InstallState": {Text: new("1")}}}})
			give(n, sitePlan, facts.Observed{Rows: []map[string]facts.Datum{{"InstanceID": {Text: new("381b")}}}})
			gone(siteDNS)(n)
			give(n, siteAgent, facts.Observed{Value: &facts.Datum{Text: new("4.2.0.9")}})
			give(n, siteErrors, facts.Observed{Count: 11, Last: testFlip})
			gone(siteQuorum)(n)
		}},
		{name: "site: nothing that can be compared", change: func(n *facts.Node) {
			give(n, siteDisk, facts.Observed{Value: &facts.Datum{Text: new("sixty")}})
			give(n, sitePlan, facts.Observed{Rows: []map[string]facts.Datum{{"InstanceID": {Text: new("a")}}, {"InstanceID": {Text: new("b")}}}})
			gone(siteSMB)(n)
			give(n, siteAgent, facts.Observed{Value: &facts.Datum{Text: new("new")}})
			give(n, siteErrors, facts.Observed{Count: 1, Oldest: &facts.Event{Provider: "x", ID: 1, Record: 9, At: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)}})
		}},
		{name: "site: one of two proofs", change: func(n *facts.Node) {
			gone(siteSMB)(n)
			gone(siteMPIO)(n)
		}},
	}
}

// siteSections have one section for each target.
func siteSections() []section {
	var all []section
	for _, t := range siteTargets() {
		part := "Site"
		if t.ID() == siteQuorum.ID() {
			part = "SiteCluster"
		}
		all = append(all, section{
			name: t.String(), part: part,
			head: func(n *facts.Node) facts.Section {
				for _, o := range n.Site {
					if o.Target == t.ID() {
						return o.Section
					}
				}
				return facts.Section{}
			},
			clear: func(n *facts.Node, s facts.Section) {
				if s.State == "" {
					ungive(n, t)
					return
				}
				give(n, t, facts.Observed{Section: s})
			},
		})
	}
	return all
}
