package baselines

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

func mustLoad(t *testing.T, ref string) *Baseline {
	t.Helper()
	b, err := Load(ref)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func findHotfix(t *testing.T, b *Baseline, kb string) Hotfix {
	t.Helper()
	for _, h := range b.Hotfixes {
		if h.KB == kb {
			return h
		}
	}
	t.Fatalf("%s has no %s", b.Name, kb)
	return Hotfix{}
}

func TestNames(t *testing.T) {
	want := []string{"cluster-common", "ws2008r2-common", "ws2008r2-rtm", "ws2008r2-sp1", "ws2012", "ws2012-and-later",
		"ws2012r2", "ws2016", "ws2016-and-later", "ws2019", "ws2022", "ws2025"}
	if diff := cmp.Diff(want, Names()); diff != "" {
		t.Error(diff)
	}
}

func TestEmbeddedAreSound(t *testing.T) {
	for _, name := range Names() {
		for _, err := range Lint(name) {
			t.Error(err)
		}
		b := mustLoad(t, name)
		if b.Name != name {
			t.Errorf("%s.yaml calls itself %s", name, b.Name)
		}
		if b.Sources[0].File != "embedded:"+name+".yaml" || !strings.HasPrefix(b.Sources[0].Digest, "sha256:") {
			t.Errorf("source %+v", b.Sources[0])
		}
	}
}

// TestEmbeddedAreOfTheFormat: the program does not hold its own files against the schema
// when it loads them; they are of the format, overlays among them.
func TestEmbeddedAreOfTheFormat(t *testing.T) {
	for _, name := range embeddedNames() {
		data, err := embedded.ReadFile(name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range newLayer(name+".yaml", data).Problems {
			t.Error(problem)
		}
	}
	if problems := newLayer("ws2019.yaml", []byte("format: 1\nname: x\ntitel: y\n")).Problems; len(problems) == 0 {
		t.Error("a file that is not of the format has no problem")
	}
}

func TestForOS(t *testing.T) {
	tests := []struct {
		name               string
		build, productType int
		want               string
	}{
		{"2008 R2", 7600, 3, "ws2008r2-rtm"},
		{"2008 R2 SP1", 7601, 3, "ws2008r2-sp1"},
		{"2008 R2 SP1 domain controller", 7601, 2, "ws2008r2-sp1"},
		{"2012", 9200, 3, "ws2012"},
		{"2012 R2", 9600, 3, "ws2012r2"},
		{"2016", 14393, 3, "ws2016"},
		{"2019", 17763, 3, "ws2019"},
		{"2022", 20348, 3, "ws2022"},
		{"2025", 26100, 3, "ws2025"},
		{"between 2022 and 2025", 20349, 3, "ws2016-and-later"},
		{"version 23H2", 25398, 3, "ws2016-and-later"},
		{"version 23H2 domain controller", 25398, 2, "ws2016-and-later"},
		{"just after 2016", 14394, 3, "ws2016-and-later"},
		{"after 2025", 27000, 3, "ws2016-and-later"},
		{"before 2016", 14392, 3, ""},
		{"between 2012 and 2012 R2", 9431, 3, ""},
		{"Windows 11 23H2", 22631, 1, ""},
		{"product not known", 25398, 0, ""},
		{"Windows 11 24H2", 26100, 1, ""},
		{"Windows 7 SP1", 7601, 1, ""},
		{"2008", 6002, 3, ""},
		{"nothing known", 0, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := ForOS(tt.build, tt.productType)
			switch {
			case tt.want == "" && !errors.Is(err, ErrNoBaseline):
				t.Errorf("got %v, %v", b, err)
			case tt.want == "" && !strings.HasSuffix(err.Error(), "there are: ws2008r2-rtm (build 7600), "+
				"ws2008r2-sp1 (build 7601), ws2012 (build 9200), ws2012r2 (build 9600), ws2016 (build 14393), "+
				"ws2019 (build 17763), ws2022 (build 20348), ws2025 (build 26100)"):
				t.Error(err)
			case tt.want != "" && (err != nil || b.Name != tt.want):
				t.Errorf("got %v, %v, want %s", b, err, tt.want)
			}
		})
	}
}

// TestLists compares with the articles as of the dates that the lists give,
// but for the update that is for domain controllers and those for Hyper-V alone.
func TestLists(t *testing.T) {
	tests := map[string]struct {
		kb      string
		members []string
	}{
		"ws2008r2-rtm": {"KB980054", []string{
			"KB2685891", "KB2559392", "KB2639032", "KB2687646", "KB2524478",
			"KB2545850", "KB978309", "KB976571", "KB2552040", "KB2520235",
		}},
		"ws2008r2-sp1": {"KB2545685", []string{
			"KB3033918", "KB2972254", "KB2871803", "KB2524478", "KB2559392", "KB2545850",
		}},
		"ws2012": {"KB2784261", []string{
			"KB3185280", "KB3062586", "KB3018489", "KB3048474", "KB3004098", "KB2916993", "KB2929869",
			"KB2913695", "KB2878635", "KB2894464", "KB2838043", "KB2803748", "KB2770917",
		}},
		"ws2012r2": {"KB2920151", []string{
			"KB4284815", "KB3137728", "KB3179574", "KB3172614", "KB3091057", "KB3013769", "KB3000850", "KB2919355",
		}},
	}
	for name, want := range tests {
		b := mustLoad(t, name)
		if len(b.Lists) != 1 || b.Lists[0].KB != want.kb || b.Lists[0].Severity != Info {
			t.Fatalf("%s: %+v", name, b.Lists)
		}
		if diff := cmp.Diff(want.members, b.Lists[0].Members); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for _, kb := range want.members {
			if h := findHotfix(t, b, kb); !cmp.Equal(h.Lists, []string{want.kb}) {
				t.Errorf("%s: %s is named by %v", name, kb, h.Lists)
			}
		}
	}
}

// TestFieldReport makes sure that the three hotfixes which lists have dropped
// or never had stay required, and what else proves them.
func TestFieldReport(t *testing.T) {
	for _, name := range []string{"ws2008r2-rtm", "ws2008r2-sp1"} {
		b := mustLoad(t, name)
		for _, kb := range []string{"KB2552040", "KB2550886", "KB2524478"} {
			h := findHotfix(t, b, kb)
			if h.Severity != Critical || !h.Reboot {
				t.Errorf("%s: %s is %s, reboot %v", name, kb, h.Severity, h.Reboot)
			}
			if name == "ws2008r2-rtm" && h.SatisfiedBy.Files != nil {
				t.Errorf("%s has file floors, but none is known for build 7600", kb)
			}
		}
		want := Mitigation{Findings: []string{"firewall/cluster-udp-3343-in"}, Severity: Medium}
		if got := findHotfix(t, b, "KB2524478").MitigatedBy; !cmp.Equal(got, want) {
			t.Errorf("%s: KB2524478 is mitigated by %v", name, got)
		}
	}
}

// TestEmbeddedAcceptNothing: what may replace a hotfix is for a site to decide.
func TestEmbeddedAcceptNothing(t *testing.T) {
	for _, name := range embeddedNames() {
		root := embeddedRoot(name)
		for _, body := range append([]*yaml.Node{root}, strict.Items(root, "parts")...) {
			for e := range entries(body) {
				if n := strict.Get(e.node, "accept_instead"); n != nil {
					t.Errorf("%s.yaml:%d: %s has accept_instead", name, n.Line, e.id())
				}
			}
		}
	}
}

func TestProofsOnSP1(t *testing.T) {
	b := mustLoad(t, "ws2008r2-sp1")
	h := findHotfix(t, b, "KB2550886")
	want := []FileFloor{{
		Path:       `%SystemRoot%\Cluster\clussvc.exe`,
		LDR:        BranchFloor{With: "6.1.7601.21928", Without: "6.1.7601.21710"},
		GDR:        BranchFloor{Without: "6.1.7601.17514"},
		Provenance: Inferred,
		Reference:  h.SatisfiedBy.Files[0].Reference,
	}}
	if diff := cmp.Diff(want, h.SatisfiedBy.Files); diff != "" {
		t.Error(diff)
	}
	for _, h := range b.Hotfixes {
		var maybe []string
		for _, u := range h.SatisfiedBy.MaybeIn {
			maybe = append(maybe, u.KB+" "+string(u.Provenance))
		}
		if !cmp.Equal(maybe, []string{"KB3125574 unconfirmed", "KB2775511 unconfirmed"}) {
			t.Errorf("%s may be in %v", h.KB, maybe)
		}
	}
}

func TestConditionalMembers(t *testing.T) {
	b := mustLoad(t, "ws2008r2-rtm")
	if got := findHotfix(t, b, "KB978309").When; got != (When{Installation: "core"}) {
		t.Errorf("KB978309: %+v", got)
	}
	if got := findHotfix(t, b, "KB976571").When; got != (When{ResourceType: "Print Spooler"}) {
		t.Errorf("KB976571: %+v", got)
	}
}

func TestSettings(t *testing.T) {
	b := mustLoad(t, "ws2008r2-sp1")
	ranges := map[string][3]int{}
	for _, p := range b.Heartbeat.Properties {
		ranges[p.Property] = [3]int{*p.Min, *p.Max, *p.Default}
	}
	if diff := cmp.Diff(map[string][3]int{
		"SameSubnetDelay": {1000, 2000, 1000}, "SameSubnetThreshold": {10, 10, 5},
		"CrossSubnetDelay": {1000, 4000, 1000}, "CrossSubnetThreshold": {10, 20, 5},
	}, ranges); diff != "" {
		t.Error(diff)
	}
	if b.Heartbeat.Order == nil || b.Heartbeat.Agreement == nil {
		t.Error("the heartbeat rules of cluster-common are missing")
	}
	wanted := map[string][]string{}
	for _, o := range b.Offload {
		wanted[o.Setting] = o.Want
	}
	if diff := cmp.Diff(map[string][]string{"chimney": {"disabled"}, "netdma": {"disabled"}, "rss": {"any"}}, wanted); diff != "" {
		t.Error(diff)
	}
	udp := b.Firewall[0]
	if udp.ID != "firewall/cluster-udp-3343-in" || udp.Protocol != 17 || udp.LocalPort != 3343 || udp.Program != "System" ||
		len(udp.Profiles) != 3 || udp.WithoutRule != "drift" || udp.Severity != Critical {
		t.Errorf("%+v", udp)
	}
	var services []string
	for _, s := range b.Services {
		services = append(services, s.Name)
	}
	if diff := cmp.Diff([]string{"BFE", "ClusSvc", "LanmanServer", "LanmanWorkstation", "MpsSvc", "NlaSvc", "RemoteRegistry", "Winmgmt", "netprofm"}, services); diff != "" {
		t.Error(diff)
	}
	severities := map[string]Severity{}
	for _, c := range b.Consistency {
		severities[c.Subject] = c.Severity
	}
	if diff := cmp.Diff(map[string]Severity{"adapter-settings": Medium, "drivers": Medium, "firewall": Medium, "hotfixes": Medium, "network-profile": High, "offload": Medium, "os-build": High, "services": Medium, "smb-signing": Medium}, severities); diff != "" {
		t.Error(diff)
	}
}

// TestNetworks names what the versions ask of networks, IPv6 and scanners.
func TestNetworks(t *testing.T) {
	for _, name := range Names() {
		b := mustLoad(t, name)
		var subjects []string
		for _, n := range b.ClusterNetworks {
			subjects = append(subjects, n.Subject)
		}
		// KB258750 is not for these versions, so gateways and DNS are left alone.
		if diff := cmp.Diff([]string{"cluster-only", "clustered-address", "distinct-subnets", "interfaces", "one-adapter-per-subnet", "redundancy", "state"}, subjects); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if b.IPv6.Enabled == nil || b.PendingReboot == nil || b.Antivirus.Exclusions == nil {
			t.Errorf("%s: rules of cluster-common are missing", name)
		}
		if of2008 := strings.HasPrefix(name, "ws2008r2"); of2008 != (b.IPv6.NeighbourDiscovery != nil) {
			t.Errorf("%s: neighbour discovery %v", name, b.IPv6.NeighbourDiscovery)
		}
		if got := b.Antivirus.Products.Altitude; got != (Range{320000, 329998}) {
			t.Errorf("%s: altitudes %v", name, got)
		}
		if s := b.Time.Skew; s == nil || s.MaxSeconds != 300 || s.Severity != High {
			t.Errorf("%s: clocks %+v", name, s)
		}
		most := map[string]int{}
		for _, l := range b.Latency {
			most[l.Subject] = l.Max
		}
		if diff := cmp.Diff(map[string]int{"round-trip": 2000, "loss": 40}, most); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAdapters(t *testing.T) {
	for name, want := range map[string]map[string][]string{
		"ws2008r2-rtm": {"checksum": {"any"}, "lso": {"any"}, "rss": {"any"}, "tcp-connection": {"0"}},
		"ws2019":       {"checksum": {"any"}, "lso": {"any"}, "rsc": {"any"}, "rss": {"1"}, "tcp-connection": {"0"}},
	} {
		b := mustLoad(t, name)
		wanted := map[string][]string{}
		for _, o := range b.AdapterOffload {
			wanted[o.Subject] = o.Want
		}
		if diff := cmp.Diff(want, wanted); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if p := b.AdapterPower; !cmp.Equal(p.Want, []int{24, 280}) || !cmp.Equal(p.Allowing, []int{0, 16, 256, 272}) {
			t.Errorf("%s: %+v", name, p)
		}
		if len(b.Drivers) != 3 || b.Drivers[0].Severity != Info || b.Drivers[1].Min != "" || b.NetFT == nil || b.NetFT.Severity != High {
			t.Errorf("%s: %+v, %+v", name, b.Drivers, b.NetFT)
		}
		if len(b.Teaming) != 1 || b.Teaming[0].Subject != "cluster-only" || len(b.Teaming[0].Maybe) == 0 {
			t.Errorf("%s: %+v", name, b.Teaming)
		}
	}
}
