package collector

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

const (
	keyDisk  = `HKLM\SYSTEM\CurrentControlSet\Services\Disk`
	powerNS  = "root/cimv2/power"
	planRows = "Win32_PowerPlan WHERE IsActive=TRUE"
)

func value(key, name string, t observe.Type) observe.Target {
	return observe.Target{Registry: &observe.Registry{Key: key, Value: name, Type: t}}
}

func plan(columns ...string) observe.Target {
	return observe.Target{WQL: &observe.WQL{Namespace: powerNS, Class: "Win32_PowerPlan", Columns: columns,
		Where: []observe.Condition{{Column: "IsActive", Bool: new(true)}}}}
}

func file(path string) observe.Target {
	return observe.Target{File: &observe.File{Path: path, Property: "version"}}
}

func diskEvents() observe.Target {
	return observe.Target{Events: &observe.Events{Channel: "System", Provider: "disk", IDs: []int{153}, Within: 7 * day, Most: 3}}
}

// everyTarget has one target of each kind.
func everyTarget() []observe.Target {
	return []observe.Target{
		value(keyDisk, "TimeOutValue", observe.DWORD), plan("InstanceID"), {Service: "Dnscache"}, file(`%ProgramFiles%\Contoso\agent.exe`),
		diskEvents(), {Cluster: observe.QuorumResourceType}, {Cluster: "QuorumType"},
	}
}

// observedOf is what is known of a target; nothing if it was not asked for.
func observedOf(n *facts.Node, t observe.Target) facts.Observed {
	i := slices.IndexFunc(n.Site, func(o facts.Observed) bool { return o.Target == t.ID() })
	if i < 0 {
		return facts.Observed{}
	}
	return n.Site[i]
}

// said is an observation in short: its state, or what was read.
func said(o facts.Observed) string {
	switch {
	case o.Problem != nil:
		return "failed " + o.Problem.Kind + ": " + o.Problem.Message
	case o.State != facts.Collected:
		return string(o.State)
	case o.Value != nil:
		return datumText(*o.Value)
	case o.Service != nil:
		return o.Service.Name + " " + o.Service.State
	}
	var rows []string
	for _, r := range o.Rows {
		for name, d := range r {
			rows = append(rows, name+"="+datumText(d))
		}
	}
	slices.Sort(rows)
	return strings.Join(rows, ",")
}

func datumText(d facts.Datum) string {
	switch {
	case d.Text != nil:
		return *d.Text
	case d.Number != nil:
		return strings.Repeat("I", int(min(*d.Number, 3)))
	}
	return strings.Join(d.List, "|")
}

func siteNode() *fakeNode {
	f := healthyNode()
	f.typed = map[string][]remote.RegistryValue{
		keyDisk:           {{Name: "timeoutvalue", Type: observe.DWORD}, {Name: "Odd", Type: ""}, {Name: "Text", Type: observe.String}},
		remote.KeyCluster: {{Name: "ClusterName", Type: observe.String}},
	}
	f.data = map[string]facts.Datum{keyDisk + `\TimeOutValue`: {Number: new(uint64(3))}, keyDisk + `\Text`: {Text: new(strings.Repeat("x", maxDatum+1))}}
	f.texts = map[string]string{remote.KeyWindows + `\ProgramFilesDir`: `D:\Programs`}
	f.rows[planRows] = []remote.Row{{"InstanceID": {"8c5e"}, "IsActive": {"true"}}}
	f.rows["Win32_Service"] = append(f.rows["Win32_Service"], remote.Row{"Name": {"Winmgmt"}, "State": {"Running"}, "StartMode": {"Auto"}})
	f.rows["CIM_DataFile"] = append(f.rows["CIM_DataFile"], remote.Row{"Name": {`c:\windows\system32\ntoskrnl.exe`}, "Version": {"6.1.7601.1"}},
		remote.Row{"Name": {`d:\programs\contoso\agent.exe`}, "Version": {"4.2.1.0"}})
	f.prints(remote.RegQuery(remote.KeyQuorum), listing(remote.KeyQuorum, []string{"Path    REG_SZ    x", "Resource    REG_SZ    2"}))
	return f
}

func TestSiteObservations(t *testing.T) {
	disk := value(keyDisk, "TimeOutValue", observe.DWORD)
	below := value(remote.KeyCluster+`\Absent`, "X", observe.DWORD)
	agent := file(`%ProgramFiles%\Contoso\agent.exe`)
	dns := observe.Target{Service: "Dnscache"}
	quorum := observe.Target{Cluster: observe.QuorumResourceType}
	tests := []struct {
		name   string
		target observe.Target
		node   *fakeNode
		want   string
	}{
		{"value", disk, siteNode(), "III"},
		{"no value", value(keyDisk, "Absent", observe.DWORD), siteNode(), "absent"},
		{"no key", value(`HKLM\SOFTWARE\Microsoft\Absent`, "X", observe.DWORD), siteNode(), "absent"},
		{"key denied", disk, siteNode().fails(keyDisk, remote.AccessDenied), "failed access-denied"},
		{"value denied", disk, siteNode().fails(keyDisk+`\TimeOutValue`, remote.AccessDenied), "failed access-denied"},
		{"value gone between", disk, siteNode().fails(keyDisk+`\TimeOutValue`, remote.NotFound), "failed not-credible"},
		{"no registry provider", disk, siteNode().hasNoProvider(keyDisk), "failed not-found"},
		{"no registry provider for the value", disk, siteNode().hasNoProvider(keyDisk + `\TimeOutValue`), "failed not-found"},
		{"another type", value(keyDisk, "TimeOutValue", observe.String), siteNode(), `failed wrong-type: "TimeOutValue" has the type dword, and sz was asked for`},
		{"a type that is not read", value(keyDisk, "Odd", observe.DWORD), siteNode(), "failed wrong-type"},
		{"listed twice", disk, siteNode().lists(keyDisk, "TimeOutValue", "TIMEOUTVALUE"), "failed not-credible"},
		{"too long", value(keyDisk, "Text", observe.String), siteNode(), "failed too-big"},
		{"no key of the cluster", below, siteNode(), "absent"},
		{"no key of the cluster, which does not run", below, siteNode().fails(remote.KeyCluster, remote.NotFound), "failed not-credible"},
		{"row", plan("InstanceID"), siteNode(), "InstanceID=8c5e"},
		{"no row", plan("InstanceID"), siteNode().has(planRows).has("Win32_PowerPlan", remote.Row{"InstanceID": {"x"}}), "absent"},
		{"no row that the account sees", plan("InstanceID"), siteNode().has(planRows), "failed not-credible"},
		{"no class", plan("InstanceID"), siteNode().fails("Win32_PowerPlan", remote.NotFound), "failed not-found"},
		{"class denied", plan("InstanceID"), siteNode().fails("Win32_PowerPlan", remote.AccessDenied), "failed access-denied"},
		{"rows without number", plan("InstanceID"), siteNode().has(planRows, slices.Repeat([]remote.Row{{"InstanceID": {"x"}}}, maxObservedRows+1)...), "failed too-big"},
		{"a column twice", plan("InstanceID"), siteNode().has(planRows, remote.Row{"InstanceID": {"x"}, "instanceid": {"y"}}), "failed not-credible"},
		{"null", plan("InstanceID"), siteNode().has(planRows, remote.Row{}), ""},
		{"file", agent, siteNode(), "4.2.1.0"},
		{"no file", file(`%SystemRoot%\x.exe`), siteNode(), "absent"},
		{"no file, nor any other", agent, siteNode().has("CIM_DataFile", remote.Row{"Name": {`c:\x`}}), "failed not-credible"},
		{"no version", agent, siteNode().has("CIM_DataFile", remote.Row{"Name": {`d:\programs\contoso\agent.exe`}}), "failed not-credible"},
		{"no folder", agent, siteNode().fails(remote.KeyWindows, remote.AccessDenied), "failed access-denied"},
		{"odd folder", agent, siteNode().textIs(remote.KeyWindows+`\ProgramFilesDir`, `C:\a"b`), "failed not-credible"},
		{"another variable", file(`%TEMP%\x.exe`), siteNode(), "failed refused"},
		{"a secret", value(keyDisk, "Password", observe.String), siteNode(), "failed refused"},
		{"a service that ends a string", observe.Target{Service: "x' OR Name<>'"}, siteNode(), "failed refused"},
		{"a property that is two", observe.Target{Cluster: "Name,Security"}, siteNode(), "failed refused"},
		{"another spelling", value(strings.ToUpper(keyDisk), "TimeOutValue", observe.DWORD), siteNode(), "failed refused"},
		{"service", observe.Target{Service: "ClusSvc"}, siteNode(), "ClusSvc Running"},
		{"driver", observe.Target{Service: "netft"}, siteNode(), "NetFT Running"},
		{"no service", dns, siteNode(), "absent"},
		{"no service that must be there", dns, siteNode().has("Win32_Service"), "failed not-credible"},
		{"no driver that must be there", dns, siteNode().has("Win32_SystemDriver"), "failed not-credible"},
		{"services denied", dns, siteNode().fails("Win32_Service", remote.AccessDenied), "failed access-denied"},
		{"property", observe.Target{Cluster: "QuorumType"}, siteNode().has(classCluster, remote.Row{"Name": {"CL1"}, "QuorumType": {"Majority"}}), "Majority"},
		{"no property", observe.Target{Cluster: "QuorumType"}, siteNode(), "failed not-credible"},
		{"witness", quorum, siteNode().prints(remote.RegQuery(remote.KeyQuorum), listing(remote.KeyQuorum, []string{"Resource    REG_SZ    1"})), "Print Spooler"},
		{"the name of the cluster", quorum, siteNode(), "absent"}, // which is how a cluster without a witness is written
		{"no witness", quorum, siteNode().prints(remote.RegQuery(remote.KeyQuorum), listing(remote.KeyQuorum, []string{"Path    REG_SZ    x", "Resource    REG_SZ    "})), "absent"},
		{"no such witness", quorum, siteNode().prints(remote.RegQuery(remote.KeyQuorum), listing(remote.KeyQuorum, []string{"Resource    REG_SZ    9"})), "failed not-credible"},
		{"quorum denied", quorum, siteNode().refuses(remote.RegQuery(remote.KeyQuorum)), "failed not-credible"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := observedOf(collect(t, tt.node, facts.Request{Services: []string{"ClusSvc"}, Site: []observe.Target{tt.target}}), tt.target)
			if got := said(o); !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("%q, want %q", got, tt.want)
			}
			if o.State == "" || o.Source == "" || o.At.IsZero() {
				t.Errorf("an observation without a state, a source or a time: %+v", o.Section)
			}
		})
	}
}

// lists makes a key list DWORDs by these names.
func (f *fakeNode) lists(key string, names ...string) *fakeNode {
	f.typed[key] = nil
	for _, name := range names {
		f.typed[key] = append(f.typed[key], remote.RegistryValue{Name: name, Type: observe.DWORD})
	}
	return f
}

// has replaces the rows of a class.
func (f *fakeNode) has(class string, rows ...remote.Row) *fakeNode {
	f.rows[class] = rows
	return f
}

func (f *fakeNode) textIs(entry, text string) *fakeNode {
	f.texts[entry] = text
	return f
}

// TestSiteOutsideCluster: a node in no cluster has nothing of one, and is not asked.
func TestSiteOutsideCluster(t *testing.T) {
	f := siteNode().has("Win32_Service", remote.Row{"Name": {"Winmgmt"}, "State": {"Running"}}, remote.Row{"Name": {"MpsSvc"}, "State": {"Running"}})
	targets := []observe.Target{
		{Cluster: "QuorumType"}, {Cluster: observe.QuorumResourceType},
		{WQL: &observe.WQL{Namespace: "root/MSCluster", Class: "MSCluster_Resource", Columns: []string{"Name"}}},
		value(remote.KeyCluster+`\Absent`, "X", observe.DWORD),
	}
	n := collect(t, f, facts.Request{Services: []string{"ClusSvc", "MpsSvc"}, Site: targets})
	for _, target := range targets {
		if o := observedOf(n, target); said(o) != "failed not-found: the node has no cluster service" {
			t.Errorf("%s: %s", target.ID(), said(o))
		}
	}
	if slices.ContainsFunc(f.asked, func(a string) bool { return strings.HasPrefix(a, "root/MSCluster") }) {
		t.Errorf("asked %q", f.asked)
	}
}

// TestSiteIsGrouped: values of one key share the list of the key, and queries that
// differ in their columns are one.
func TestSiteIsGrouped(t *testing.T) {
	f := siteNode()
	targets := []observe.Target{
		value(keyDisk, "TimeOutValue", observe.DWORD), value(`HKLM\SYSTEM\CurrentControlSet\SERVICES\DISK`, "Absent", observe.DWORD),
		plan("InstanceID"), plan("IsActive", "InstanceID"),
	}
	n := collect(t, f, facts.Request{Site: targets, SiteCluster: targets[:1]})
	want := []string{powerNS + ": SELECT InstanceID,IsActive FROM Win32_PowerPlan WHERE IsActive=TRUE"}
	got := slices.DeleteFunc(slices.Clone(f.asked), func(a string) bool { return !strings.HasPrefix(a, powerNS) })
	if !slices.Equal(got, want) {
		t.Errorf("asked %q, want %q", got, want)
	}
	if lists := slices.DeleteFunc(slices.Clone(f.asked), func(a string) bool { return !strings.EqualFold(a, "registry: "+keyDisk) }); len(lists) != 1 {
		t.Errorf("the key is listed %d times", len(lists))
	}
	if len(n.Site) != len(targets) || !slices.IsSortedFunc(n.Site, func(a, b facts.Observed) int { return strings.Compare(a.Target, b.Target) }) {
		t.Errorf("%d observations, sorted or not, of %d targets", len(n.Site), len(targets))
	}
	if got := said(observedOf(n, targets[3])); got != "InstanceID=8c5e,IsActive=true" {
		t.Errorf("both columns: %s", got)
	}
}

// TestSiteClusterIsForLeads: what is true of the cluster as a whole is asked of the
// nodes that speak for it.
func TestSiteClusterIsForLeads(t *testing.T) {
	r := facts.Request{SiteCluster: []observe.Target{value(keyDisk, "TimeOutValue", observe.DWORD)}}
	for _, lead := range []bool{true, false} {
		n := &facts.Node{Name: "node1"}
		Collect(t.Context(), siteNode(), n, func(facts.OS) facts.Request { return r }, func() bool { return lead }, time.Now, nil)
		if (len(n.Site) == 1) != lead {
			t.Errorf("lead %t: %d observations", lead, len(n.Site))
		}
	}
}

// TestRefusedPropertyCostsNoOther: a property that this Windows does not have takes
// nothing from what the embedded baselines need.
func TestRefusedPropertyCostsNoOther(t *testing.T) {
	f := withoutColumns{fakeNode: siteNode(), lacks: []string{"CsvBalancer"}, how: remote.NotFound}
	n := &facts.Node{Name: "node1"}
	r := facts.Request{Cluster: []string{"SameSubnetDelay"}, Site: []observe.Target{{Cluster: "CsvBalancer"}}}
	Collect(t.Context(), f, n, func(facts.OS) facts.Request { return r }, leads, time.Now, nil)
	if n.ClusterOf.Properties["SameSubnetDelay"] != 1000 {
		t.Errorf("%+v", n.ClusterOf)
	}
	if o := observedOf(n, r.Site[0]); o.State != facts.Failed || o.Problem.Kind != string(remote.NotFound) {
		t.Errorf("%+v", o)
	}
}

func TestSiteEvents(t *testing.T) {
	target := diskEvents()
	query, config, oldest := eventQuery(target.Events).Command(), remote.EventLogConfiguration("System"), remote.OldestEvent("System")
	event := func(provider string, id, record int, at string) string {
		return printedEvent(provider, id, record, at, "")
	}
	two := event("disk", 153, 9, "2026-11-22T10:00:00") + event("disk", 153, 8, "2026-11-20T10:00:00")
	full := func() *fakeNode {
		return siteNode().prints(query, two).prints(config, printedChannel(true)).prints(oldest, event("x", 1, 1, "2026-01-01T00:00:00"))
	}
	tests := []struct {
		name  string
		node  *fakeNode
		state facts.State
		count int
		more  bool
		reach bool
	}{
		{"two", full(), facts.Collected, 2, false, true},
		{"none", full().prints(query, ""), facts.Collected, 0, false, true},
		{"as many as are read", full().prints(query, two+event("disk", 153, 7, "2026-11-19T10:00:00")), facts.Collected, 3, true, true},
		{"no oldest", full().refuses(oldest), facts.Collected, 2, false, false},
		{"disabled", full().prints(config, printedChannel(false)), facts.Failed, 0, false, false},
		{"perhaps disabled", full().refuses(config), facts.Failed, 0, false, false},
		{"denied", full().refuses(query), facts.Failed, 0, false, false},
		{"not understood", full().prints(query, "<Event"), facts.Failed, 0, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := observedOf(collect(t, tt.node, facts.Request{Site: []observe.Target{target}}), target)
			if o.State != tt.state || o.Count != tt.count || o.More != tt.more || (o.Oldest != nil) != tt.reach {
				t.Errorf("%+v, want %+v", o, tt)
			}
			if o.Count > 0 && !o.Last.Equal(time.Date(2026, 11, 22, 10, 0, 0, 5e8, time.UTC)) {
				t.Errorf("the newest is of %s", o.Last)
			}
		})
	}
}
