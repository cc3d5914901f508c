package collector

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// nodeWithProfiles is a synthetic node of Windows Server 2019 on two networks.
func nodeWithProfiles() *fakeNode {
	f := healthyNode()
	f.rows["Win32_OperatingSystem"][0]["BuildNumber"] = []string{"17763"}
	f.rows["MSFT_NetConnectionProfile"] = []remote.Row{
		{"InterfaceIndex": {"15"}, "InterfaceAlias": {"LAN 2"}, "Name": {"Nicht identifiziertes Netzwerk"}, "NetworkCategory": {"0"}},
		{"InterfaceIndex": {"14"}, "InterfaceAlias": {"LAN 1"}, "Name": {"contoso.example"}, "NetworkCategory": {"2"}},
	}
	f.prints(remote.RegQueryTree(remote.KeyNetworks),
		listing(remote.KeyNetworks+`\{B}`, []string{"ProfileName    REG_SZ    contoso.example", "Managed    REG_DWORD    0x1", "Category    REG_DWORD    0x2"})+
			listing(remote.KeyNetworks+`\{A}`, []string{"ProfileName    REG_SZ    Netzwerk 1"}))
	return f
}

func TestProfiles(t *testing.T) {
	n := collect(t, nodeWithProfiles(), facts.Request{Profiles: true})
	one, two := 1, 2
	want := facts.NetworkProfiles{
		Current: facts.ConnectionProfiles{Found: []facts.ConnectionProfile{
			{InterfaceIndex: 14, Alias: "LAN 1", Network: "contoso.example", Category: facts.CategoryDomain},
			{InterfaceIndex: 15, Alias: "LAN 2", Network: "Nicht identifiziertes Netzwerk", Category: facts.CategoryPublic},
		}},
		Known: facts.KnownNetworks{Found: []facts.KnownNetwork{
			{ID: "{A}", Name: "Netzwerk 1"}, {ID: "{B}", Name: "contoso.example", Category: &two, Managed: &one},
		}},
	}
	if diff := cmp.Diff(want, n.Profiles, ignoreHeads); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n.Profiles.Current.State != facts.Collected || n.Profiles.Known.State != facts.Collected {
		t.Errorf("%+v, %+v", n.Profiles.Current.Section, n.Profiles.Known.Section)
	}
	roundTrip(t, n)
}

func TestProfilesBefore2012(t *testing.T) {
	f := nodeWithProfiles()
	f.rows["Win32_OperatingSystem"][0]["BuildNumber"] = []string{"7601"}
	n := collect(t, f, facts.Request{Profiles: true})
	if n.Profiles.Current.State != facts.Absent || len(f.asked) != 2 {
		t.Errorf("%+v after %q", n.Profiles.Current, f.asked)
	}
}

func TestProfilesThatProveNothing(t *testing.T) {
	tree := remote.RegQueryTree(remote.KeyNetworks)
	without := func(column string) *fakeNode {
		f := nodeWithProfiles()
		delete(f.rows["MSFT_NetConnectionProfile"][0], column)
		return f
	}
	network := func(values ...string) string { return listing(remote.KeyNetworks+`\{A}`, values) }
	empty := nodeWithProfiles()
	empty.rows["MSFT_NetConnectionProfile"] = nil
	tests := []struct {
		name           string
		node           *fakeNode
		current, known facts.State
	}{
		{"no row", empty, facts.Failed, facts.Collected},
		{"class missing", nodeWithProfiles().fails("MSFT_NetConnectionProfile", remote.NotFound), facts.Failed, facts.Collected},
		{"no index", without("InterfaceIndex"), facts.Failed, facts.Collected},
		{"no category", without("NetworkCategory"), facts.Failed, facts.Collected},
		{"no name", without("Name"), facts.Collected, facts.Collected},
		{"key denied", nodeWithProfiles().refuses(tree), facts.Collected, facts.Failed},
		{"no key", nodeWithProfiles().prints(tree, "\r\n"), facts.Collected, facts.Failed},
		{"category is no number", nodeWithProfiles().prints(tree, network("Category    REG_SZ    2")), facts.Collected, facts.Failed},
		{"a name that looks like a key", nodeWithProfiles().prints(tree,
			network("ProfileName    REG_SZ    x\r\n"+full(remote.KeyNetworks)+`\{A}`, "Managed    REG_DWORD    0x1")), facts.Collected, facts.Failed},
		{"the shell is refused", nodeWithProfiles().fails("run 1", remote.AccessDenied), facts.Collected, facts.Failed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := collect(t, tt.node, facts.Request{Profiles: true}).Profiles
			if p.Current.State != tt.current || p.Known.State != tt.known ||
				tt.current == facts.Failed && len(p.Current.Found) > 0 || tt.known == facts.Failed && len(p.Known.Found) > 0 {
				t.Errorf("current %+v %+v, known %+v %+v", p.Current, p.Current.Problem, p.Known, p.Known.Problem)
			}
		})
	}
}

// TestMembership: whether the node is in a domain is asked where it may be in none, and
// no network says so.
func TestMembership(t *testing.T) {
	node := func(build, category, joined string) *fakeNode {
		f := nodeWithProfiles()
		f.rows["Win32_OperatingSystem"][0]["BuildNumber"] = []string{build}
		f.rows["MSFT_NetConnectionProfile"][1]["NetworkCategory"] = []string{category}
		f.rows["Win32_ComputerSystem"] = []remote.Row{{"DNSHostName": {"NODE1"}, "Domain": {"WORKGROUP"}, "PartOfDomain": {joined}}}
		return f
	}
	noRow := node("17763", "0", "")
	noRow.rows["Win32_ComputerSystem"] = nil
	for name, tt := range map[string]struct {
		node  *fakeNode
		want  *bool
		asked int
	}{
		"a network of the domain":  {node("17763", "2", "true"), nil, 3},
		"no network of the domain": {node("17763", "0", "true"), new(true), 4},
		"in a workgroup":           {node("17763", "1", "false"), new(false), 4},
		"null":                     {node("17763", "1", ""), nil, 4},
		"before 2016":              {node("9600", "0", "false"), nil, 3},
		"no row":                   {noRow, nil, 4},
		"the question fails":       {node("17763", "0", "false").fails("Win32_ComputerSystem", remote.AccessDenied), nil, 4},
	} {
		t.Run(name, func(t *testing.T) {
			n := collect(t, tt.node, facts.Request{Profiles: true})
			if diff := cmp.Diff(tt.want, n.OS.PartOfDomain); diff != "" || len(tt.node.asked) != tt.asked || n.OS.Domain != nil {
				t.Errorf("(-want +got):\n%s\nasked %q", diff, tt.node.asked)
			}
		})
	}
}
