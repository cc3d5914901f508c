package capture_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/capture"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

var day = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func collected() facts.Section { return facts.Section{State: facts.Collected, Source: "q", At: day} }

// golden is a synthetic node of which everything was read.
func golden(build int) *facts.Node {
	n := &facts.Node{Name: "HV01", Started: day, Finished: day}
	n.OS = facts.OS{Section: collected(), HostName: "HV01", Build: build, ProductType: 3, Installation: "full", UBR: new(4645)}
	n.Hotfixes = facts.Hotfixes{Section: collected(), Installed: []facts.Hotfix{
		{ID: "KB2552040"}, {ID: "KB980054"}, {ID: "KB5000001"}, {ID: "kb5000002"}, {ID: "KB5000001"}, {ID: "KB5031419"},
		{ID: "File 1"}, {ID: "KB99999999999"}, {ID: "KB123"}, {ID: "KB05000009"},
	}}
	n.Reboot = facts.Reboot{Section: collected(), Signals: []facts.RebootSignal{{Name: facts.RebootCBS, Source: "k"}}}
	n.Services = facts.Services{Section: collected(), Asked: []string{"ClusSvc", "MpsSvc", "BFE", "NlaSvc", "netprofm"}, Found: []facts.Service{
		{Name: "clussvc", State: "Running", StartMode: "Auto"}, {Name: "MpsSvc", State: "Stopped", StartMode: "Disabled"},
		{Name: "BFE", State: "Start Pending", StartMode: "Auto"}, {Name: "netprofm", State: "Stopped", StartMode: "Manual"},
	}}
	n.TCP.Show = facts.TCPSettings{Section: collected(), Complete: true, Settings: []facts.TCPSetting{
		{Key: "chimney", Value: "automatic"}, {Key: "rss", Value: "Enabled"}, {Key: "netdma", Value: "\x1b[31m"},
	}}
	n.ClusterOf = facts.Cluster{Section: collected(), Name: "C", Properties: map[string]int{
		"SameSubnetDelay": 1000, "SameSubnetThreshold": 7, "CrossSubnetDelay": 1000, "CrossSubnetThreshold": -1,
	}}
	n.Topology = facts.Topology{
		Networks: facts.ClusterNetworks{Section: collected(), Networks: []facts.ClusterNetwork{{Name: "LAN", Role: 3}, {Name: "Heartbeat", Role: 1}, {Name: "Storage", Role: 0}}},
		Interfaces: facts.ClusterInterfaces{Section: collected(), Interfaces: []facts.ClusterInterface{
			{Node: "hv01", Network: "LAN", AdapterID: "a0000000-0000-0000-0000-000000000001"},
			{Node: "HV01", Network: "Heartbeat", AdapterID: "{A0000000-0000-0000-0000-000000000002}"},
			{Node: "HV01", Network: "Storage", AdapterID: "{A0000000-0000-0000-0000-000000000003}"},
			{Node: "HV02", Network: "LAN", AdapterID: "{A0000000-0000-0000-0000-000000000003}"},
		}},
	}
	n.Adapters.Drivers = facts.AdapterDrivers{Section: collected(), Found: []facts.AdapterDriver{
		{ID: "{A0000000-0000-0000-0000-000000000001}", Description: "Synthetic NIC", Detailed: true, Version: "12.0.0.5", PnPCapabilities: new(24)},
		{ID: "{A0000000-0000-0000-0000-000000000002}", Description: "Synthetic NIC #2", Detailed: true, Version: "11.0.0.5", PnPCapabilities: new(16)},
		{ID: "{A0000000-0000-0000-0000-000000000003}", Description: "Storage NIC", Detailed: true, Version: "1.0.0.0", PnPCapabilities: new(0)},
	}}
	return n
}

// captured captures a node, and loads what was written.
func captured(t *testing.T, n *facts.Node, version string) (base, site *baselines.Baseline, text string) {
	t.Helper()
	base, err := baselines.Load(version)
	if err != nil {
		t.Fatal(err)
	}
	data, err := capture.Baseline(n, base, version, day)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "site.yaml")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, err := range baselines.Lint(file) {
		t.Errorf("%v in\n%s", err, data)
	}
	if site, err = baselines.Load(file); err != nil {
		t.Fatal(err)
	}
	return base, site, string(data)
}

func drifts(n *facts.Node, b *baselines.Baseline) map[string]bool {
	found := map[string]bool{}
	for _, f := range checks.Evaluate(checks.Cluster{Nodes: []checks.Subject{{Facts: n, Baseline: b}}}) {
		if f.Status == checks.Drift {
			found[f.ID] = true
		}
	}
	return found
}

// TestGoldenNodePasses: the node that a baseline was captured from drifts from
// it in nothing that it did not drift in before.
func TestGoldenNodePasses(t *testing.T) {
	for version, build := range map[string]int{"ws2008r2-sp1": 7601, "ws2012": 9200, "ws2012r2": 9600, "ws2016": 14393, "ws2019": 17763, "ws2025": 26100} {
		t.Run(version, func(t *testing.T) {
			n := golden(build)
			base, site, _ := captured(t, n, version)
			before, after := drifts(n, base), drifts(n, site)
			for id := range after {
				if !before[id] {
					t.Errorf("%s drifts from what was captured of it", id)
				}
			}
			if before["heartbeat/SameSubnetThreshold"] == after["heartbeat/SameSubnetThreshold"] {
				t.Error("the heartbeat value of the node was not captured")
			}
		})
	}
}

// TestCapturedValueIsNotExcused: a node at the defaults of its Windows drifts from
// what was captured of a node with other values, with the full severity, and the
// file says so.
func TestCapturedValueIsNotExcused(t *testing.T) {
	n := golden(7601)
	maps.Copy(n.ClusterOf.Properties, map[string]int{"SameSubnetDelay": 2000, "SameSubnetThreshold": 10, "CrossSubnetDelay": 2000, "CrossSubnetThreshold": 10})
	base, site, text := captured(t, n, "ws2008r2-sp1")
	if want := "must have the very value that HV01 had: the default of a Windows version does not excuse another"; !strings.Contains(text, want) {
		t.Errorf("%q is missing in\n%s", want, text)
	}
	other := golden(7601)
	want := map[string]baselines.Severity{}
	for _, p := range base.Heartbeat.Properties {
		other.ClusterOf.Properties[p.Property] = *p.Default
		want[p.ID] = p.Severity
	}
	got := map[string]baselines.Severity{}
	for _, f := range checks.Evaluate(checks.Cluster{Nodes: []checks.Subject{{Facts: other, Baseline: site}}}) {
		if _, ok := want[f.ID]; ok && f.Status == checks.Drift {
			got[f.ID] = f.Severity
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCaptured(t *testing.T) {
	_, site, text := captured(t, golden(7601), "ws2008r2-sp1")
	var kbs []string
	for _, h := range site.Hotfixes {
		if strings.HasSuffix(h.Title, "as on HV01") {
			kbs = append(kbs, h.KB)
			if h.Severity != baselines.Low || h.Provenance != baselines.Site || h.Reference.String() != h.KB+", captured from HV01 on 2026-11-22" {
				t.Errorf("%+v", h.Requirement)
			}
		}
	}
	if diff := cmp.Diff([]string{"KB5000001", "KB5000002", "KB5031419"}, kbs); diff != "" {
		t.Error(diff)
	}
	drivers := map[string]string{}
	for _, d := range site.Drivers {
		if d.Min == "" {
			continue // of the base, which asks for no version
		}
		drivers[d.Subject] = d.Adapter + " " + d.Min
	}
	if diff := cmp.Diff(map[string]string{"synthetic-nic": "Synthetic NIC 11.0.0.5", "synthetic-nic-2": "Synthetic NIC #2 11.0.0.5"}, drivers); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{16, 24}, site.AdapterPower.Want); diff != "" {
		t.Error(diff)
	}
	for _, s := range site.Services {
		if s.Name == "MpsSvc" && (s.State != "stopped" || !cmp.Equal(s.StartMode, []string{"disabled"})) ||
			s.Name == "netprofm" && (s.State != "" || !cmp.Equal(s.StartMode, []string{"manual"})) {
			t.Errorf("%+v", s)
		}
	}
	for _, want := range []string{
		"# Captured from HV01 on 2026-11-22.",
		"# Left out: heartbeat CrossSubnetThreshold: no value that can be required.",
		"# Left out: offload netdma: no value in force.",
		"# Left out: service BFE: no state that can be required.",
		"# Left out: service NlaSvc: no state that can be required.",
		"max: 7 # outside what ws2008r2-sp1 requires",
		"name: golden-hv01\n", "extends: [ws2008r2-sp1]\n", "reviewed: 2026-11-22\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

// TestRollupOf2012R2: one of the rollups that replace a wanted one is not
// update beyond the baseline.
func TestRollupOf2012R2(t *testing.T) {
	if _, _, text := captured(t, golden(9600), "ws2012r2"); strings.Contains(text, "KB5031419") || !strings.Contains(text, "KB5000001") {
		t.Error(text)
	}
}

func TestBuilds(t *testing.T) {
	at := func(revision int, version string, build int) (*baselines.Baseline, string) {
		n := golden(build)
		n.OS.UBR = &revision
		_, site, text := captured(t, n, version)
		return site, text
	}
	if site, text := at(9400, "ws2019", 17763); site.Update.Build.Min.Revision != 9400 || site.Update.Build.Severity != baselines.High ||
		site.Update.Newest != nil || strings.Contains(text, "KB5000001") {
		t.Error(text)
	}
	if site, text := at(2366, "ws2019", 17763); site.Update.Build.Min.Revision != 0 ||
		!strings.Contains(text, "# Left out: update: the node is at 17763.2366, below what ws2019 requires.") {
		t.Error(text)
	}
	if site, text := at(9999, "ws2019", 17763); site.Update.Build.Min.Revision != 9999 || site.Update.Newest != nil ||
		!strings.Contains(text, "# Left out: update/newest: the node is ahead of the newest build that ws2019 knows.") {
		t.Error(text)
	}
	if site, text := at(33650, "ws2025", 26100); site.Update.Newest == nil || site.Update.Build.Min.Revision != 33650 || site.Update.Build.Fix == nil {
		t.Error(text)
	}
}

// TestUnread: what was not read is left out, and of a node of which nothing was
// read there is nothing to capture.
func TestUnread(t *testing.T) {
	n := golden(7601)
	n.ClusterOf.State, n.TCP.Show.State, n.Services.State, n.Topology.Interfaces.State = facts.Failed, facts.Absent, "", facts.Failed
	base, site, text := captured(t, n, "ws2008r2-sp1")
	if diff := cmp.Diff(base.Heartbeat, site.Heartbeat); diff != "" || len(site.Drivers) != len(base.Drivers) {
		t.Error(diff, site.Drivers)
	}
	for _, want := range []string{"heartbeat: could not be read.", "offload: absent from the node.", "services: not read.",
		"adapters: it is not known which of them carry cluster networks."} {
		if !strings.Contains(text, "# Left out: "+want+"\n") {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	n.Hotfixes.State, n.Adapters.Drivers.State = facts.Failed, facts.Failed
	if _, err := capture.Baseline(n, base, "ws2008r2-sp1", day); err == nil || err.Error() != "nothing was read of the node that a baseline requires" {
		t.Error(err)
	}
	full := golden(7601)
	for i := range 5000 {
		full.Hotfixes.Installed = append(full.Hotfixes.Installed, facts.Hotfix{ID: fmt.Sprint("KB", 6000000+i)})
	}
	if _, err := capture.Baseline(full, base, "ws2008r2-sp1", day); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Error(err)
	}
}

// TestHostileNodes captures nodes whose words try to be something else in YAML:
// what is written loads, is clean, and finds nothing new on the node.
func TestHostileNodes(t *testing.T) {
	base, err := baselines.Load("ws2008r2-sp1")
	if err != nil {
		t.Fatal(err)
	}
	words := []string{
		"HV01", "hv\x1b[31m\n# x: y\r", "'\"!!binary {[\u2028\u202e\ufeff", "KB2552041: - 'x'", strings.Repeat("ü", 400), "",
		" ", "a: b\n- c", "\xff\xfe", "*x &y", "@", "0x1f", "yes", "null", "1.2.3", "99999.1.1.1", "1.1.1.65536", "KB2545685", "KB02552041", "KB99999999", "~", "---",
	}
	random := rand.New(rand.NewPCG(1, 2))
	word := func() string { return words[random.IntN(len(words))] }
	for range 60 {
		n := golden(7601)
		n.Name = word()
		n.Adapters.Drivers.Found[0].Description, n.Adapters.Drivers.Found[0].Version = word(), word()
		n.TCP.Show.Settings[0].Value = word()
		n.Hotfixes.Installed[0].ID = word()
		_, site, text := captured(t, n, "ws2008r2-sp1")
		for _, r := range text {
			if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 {
				t.Errorf("%q is in\n%s", r, text)
			}
		}
		before, after := drifts(n, base), drifts(n, site)
		for id := range after {
			if !before[id] {
				t.Errorf("%s drifts from what was captured of %q", id, n.Name)
			}
		}
	}
}
