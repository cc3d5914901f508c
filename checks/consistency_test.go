package checks

import (
	"fmt"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// clusterCase is one row of the tables on a cluster: what becomes of one finding
// when its nodes, N1 and so on, are changed.
type clusterCase struct {
	verdictCase
	nodes []func(*facts.Node)
}

func runClusterCases(t *testing.T, id string, cases []clusterCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var cluster Cluster
			for i, change := range c.nodes {
				n := testNode(fmt.Sprintf("N%d", i+1))
				change(n)
				cluster.Nodes = append(cluster.Nodes, Subject{Facts: n, Baseline: testBaseline()})
			}
			f := findingOf(t, Evaluate(cluster), id)
			c.verify(t, f)
			if f.Node != "" {
				t.Errorf("the finding is about node %s", f.Node)
			}
		})
	}
}

func same(*facts.Node) {}

func down(n *facts.Node) { n.Problem = &facts.Problem{Message: "no route"} }

// What all subjects have in common is tried on os-build.
func TestConsistencyBuild(t *testing.T) {
	build := func(number int) func(*facts.Node) { return func(n *facts.Node) { n.OS.Build = number } }
	revision := func(ubr *int) func(*facts.Node) { return func(n *facts.Node) { n.OS.UBR = ubr } }
	unread := func(n *facts.Node) { n.OS = facts.OS{Section: failed("os")} }
	in := func(cluster string) func(*facts.Node) {
		return func(n *facts.Node) { n.ClusterOf.Name, n.OS.Build = cluster, 7000+len(cluster) }
	}
	core := func(n *facts.Node) { n.OS.Installation = "core" }
	edition := func(n *facts.Node) { n.OS.SKU = 10 }
	all := []func(*facts.Node){same, same, same}
	runClusterCases(t, "consistency/os-build", []clusterCase{
		{verdictCase{name: "alike", status: Pass, got: "3 nodes agree"}, all},
		{verdictCase{name: "odd one out", status: Drift, got: "installation: N2 core (the majority, 2 nodes, has full)"}, []func(*facts.Node){same, core, same}},
		{verdictCase{name: "no majority", status: Drift, got: "build: N1 7601; N2 9600 (no majority)"}, []func(*facts.Node){same, build(9600)}},
		{verdictCase{name: "service pack", status: Drift, got: "service pack: N1 1 (the majority, 2 nodes, has 0)"}, []func(*facts.Node){func(n *facts.Node) { n.OS.ServicePack = new(1) }, same, same}},
		{verdictCase{name: "service pack unknown", status: Unknown, missing: "N1: the service pack"}, []func(*facts.Node){func(n *facts.Node) { n.OS.ServicePack = nil }, same, same}},
		{verdictCase{name: "revision", status: Drift, got: "update build revision of 7601: N3 5 (the majority, 2 nodes, has 6000)"}, []func(*facts.Node){same, same, revision(new(5))}},
		{verdictCase{name: "no revisions", status: Pass}, []func(*facts.Node){revision(nil), revision(nil)}},
		{verdictCase{name: "one revision unknown", status: Unknown, missing: "N2: the update build revision"}, []func(*facts.Node){same, revision(nil)}},
		{verdictCase{name: "installation unknown", status: Unknown, missing: "N2: whether"}, []func(*facts.Node){same, func(n *facts.Node) { n.OS.Installation = "" }}},
		{verdictCase{name: "another edition", status: Drift, got: "edition: N2 OperatingSystemSKU 10; N1 OperatingSystemSKU 8 (no majority)"}, []func(*facts.Node){same, edition}},
		{verdictCase{name: "unread node", status: Unknown, got: "2 nodes read, no difference seen", missing: "N3: the operating system's identity"}, []func(*facts.Node){same, same, unread}},
		{verdictCase{name: "unreachable node", status: Unknown, missing: "N1: no route"}, []func(*facts.Node){down, same, same}},
		{verdictCase{name: "drift beside an unreachable node", status: Drift, reason: "not compared: N3: no route"}, []func(*facts.Node){same, core, down}},
		{verdictCase{name: "two clusters", status: Unknown, missing: "MINE: N1; OTHER: N2"}, []func(*facts.Node){in("Mine"), in("Other")}},
		{verdictCase{name: "one scanned", status: NotApplicable, reason: "one node was scanned"}, []func(*facts.Node){same}},
	})
}

func TestConsistencyUpdates(t *testing.T) {
	lists := func(kbs ...string) func(*facts.Node) {
		return func(n *facts.Node) {
			n.Hotfixes.Installed = nil
			setPackages(n)
			n.Files.Found[0].Version = without
			for _, kb := range kbs {
				if kb == kbOwn {
					setPackages(n, pkg(kbOwn, facts.PackageInstalled))
					n.Files.Found[0].Version = between
				}
				n.Hotfixes.Installed = append(n.Hotfixes.Installed, facts.Hotfix{ID: kb})
			}
		}
	}
	on := func(build int, change func(*facts.Node)) func(*facts.Node) {
		return func(n *facts.Node) { change(n); n.OS.Build = build }
	}
	noStore := func(change func(*facts.Node)) func(*facts.Node) {
		return func(n *facts.Node) { change(n); n.Packages = facts.Packages{Section: failed("cbs")} }
	}
	var many []string
	for i := range 15 {
		many = append(many, fmt.Sprintf("KB80000%02d", i))
	}
	unread := func(n *facts.Node) { n.Hotfixes = facts.Hotfixes{Section: failed("qfe")} }
	empty := func(n *facts.Node) { n.Hotfixes.Installed = nil }
	own, later, other := lists(kbOwn, "KB1"), lists(kbLater, "KB1"), lists("KB1")
	laterFile := func(n *facts.Node) { later(n); n.Files.Found[0].Version = between }
	removed := func(n *facts.Node) {
		own(n)
		setPackages(n, pkg(kbOwn, facts.PackageUninstallPending))
		n.Files.Found[0].Version = without
	}
	staged := func(n *facts.Node) {
		own(n)
		setPackages(n, pkg("KB1", facts.PackageStaged), pkg(kbOwn, facts.PackageInstalled))
	}
	contradicted := func(n *facts.Node) { own(n); setPackages(n); n.Files.Found[0].Version = without }
	runClusterCases(t, "consistency/hotfixes", []clusterCase{
		{verdictCase{name: "alike", status: Pass, got: "2 nodes agree"}, []func(*facts.Node){own, own}},
		{verdictCase{name: "one lacks it", status: Drift, got: kbOwn + ": N2 missing (the majority, 2 nodes, has installed)"}, []func(*facts.Node){own, other, own}},
		{verdictCase{name: "listed, but about to be removed", status: Drift, got: kbOwn + ": N1 installed; N2 missing (no majority)"}, []func(*facts.Node){own, removed}},
		{verdictCase{name: "listed, but its file lacks the fix", status: Unknown, missing: "N2: " + kbOwn + ": agreement between"}, []func(*facts.Node){own, contradicted}},
		{verdictCase{name: "listed, but only staged in the store", status: Unknown, missing: "N2: KB1: agreement between the list of installed updates and the component store"}, []func(*facts.Node){own, staged}},
		{verdictCase{name: "one alone lists others", status: Unknown, missing: "N2: KB2, KB3: not listed as on other nodes"}, []func(*facts.Node){lists("KB3", "KB1", "KB2"), other, other}},
		{verdictCase{name: "carried by a later one on all but one", status: Pass}, []func(*facts.Node){own, laterFile, laterFile}},
		{verdictCase{name: "carried by a later one", status: Pass}, []func(*facts.Node){lists(kbOwn, kbLater, "KB1"), laterFile}},
		{verdictCase{name: "carried by a file", status: Pass}, []func(*facts.Node){own, func(n *facts.Node) { other(n); n.Files.Found[0].Version = "6.1.7601.22500" }}},
		{verdictCase{name: "later one superseded", status: Pass}, []func(*facts.Node){laterFile, func(n *facts.Node) {
			other(n)
			setPackages(n, pkg(kbLater, facts.PackageSuperseded))
			n.Files.Found[0].Version = between
		}}},
		{verdictCase{name: "wanted, without a store", status: Unknown, missing: "N2: " + kbOwn}, []func(*facts.Node){own, noStore(other)}},
		{verdictCase{name: "wanted on other nodes only", status: Pass}, []func(*facts.Node){func(n *facts.Node) { lists(kbCore, "KB1")(n); n.OS.Installation = "core" }, other}},
		{verdictCase{name: "case", status: Pass}, []func(*facts.Node){lists("kb1"), other}},
		{verdictCase{name: "no KB", status: Pass}, []func(*facts.Node){lists("KB1", "File 1"), other}},
		{verdictCase{name: "many", status: Unknown, missing: "KB8000010, KB8000011 and 3 more: not listed"}, []func(*facts.Node){lists(append(many, "KB1")...), other}},
		{verdictCase{name: "unread", status: Unknown, missing: "N2: the list of installed updates (qfe)"}, []func(*facts.Node){own, unread, own}},
		{verdictCase{name: "empty list", status: Unknown, missing: "which no healthy node gives"}, []func(*facts.Node){own, empty}},
		{verdictCase{name: "one of another build", status: Pass, got: "2 nodes agree", reason: "not compared: N1: no other node"}, []func(*facts.Node){on(9600, unread), own, own}},
		{verdictCase{name: "other builds", status: NotApplicable, reason: "N1, N2: no other node"}, []func(*facts.Node){own, on(9600, other)}},
		{verdictCase{name: "two of each build", status: Pass, got: "4 nodes agree"}, []func(*facts.Node){own, own, on(9600, other), on(9600, other)}},
		{verdictCase{name: "2016", status: NotApplicable, reason: "the last few only"}, []func(*facts.Node){on(14393, own), on(14393, unread)}},
		{verdictCase{name: "build unread", status: Unknown, missing: "N1: the operating system's identity"}, []func(*facts.Node){func(n *facts.Node) { n.OS = facts.OS{Section: failed("os")} }, on(14393, own)}},
	})
}

func TestConsistencyOffload(t *testing.T) {
	chimney := func(value string) func(*facts.Node) {
		return func(n *facts.Node) { n.TCP.Show.Settings[0].Value = value }
	}
	without := func(complete bool) func(*facts.Node) {
		return func(n *facts.Node) {
			n.TCP.Show.Settings, n.TCP.Show.Complete = n.TCP.Show.Settings[1:], complete
		}
	}
	on := chimney("enabled")
	runClusterCases(t, "consistency/offload", []clusterCase{
		{verdictCase{name: "alike though wrong", status: Pass}, []func(*facts.Node){on, on}},
		{verdictCase{name: "case", status: Pass}, []func(*facts.Node){same, chimney("Disabled")}},
		{verdictCase{name: "odd one out", status: Drift, got: "chimney: N3 enabled (the majority, 2 nodes, has disabled)"}, []func(*facts.Node){same, same, on}},
		{verdictCase{name: "not supported", status: Pass}, []func(*facts.Node){on, without(true)}},
		{verdictCase{name: "perhaps not supported", status: Unknown, missing: "N2: the value of chimney"}, []func(*facts.Node){on, without(false)}},
		{verdictCase{name: "not legible", status: Unknown, missing: "N1: the value of chimney"}, []func(*facts.Node){chimney(""), on}},
		{verdictCase{name: "unread", status: Unknown, missing: "N2: the TCP settings in force"}, []func(*facts.Node){same, func(n *facts.Node) { n.TCP = facts.TCP{} }}},
	})
}

func TestConsistencyFirewall(t *testing.T) {
	blocked := func(n *facts.Node) { n.Firewall.Policy = policyRules(blockUDP("b")) }
	doubtful := func(n *facts.Node) { n.Firewall.Local.Unparsed = []facts.UnparsedRule{{ID: "u", Text: "v9"}} }
	stopped := func(n *facts.Node) { n.Services.Found[1].State = "Stopped" }
	domain := func(n *facts.Node) { n.Firewall.Local.Rules[0].Profiles = []string{"domain"} }
	odd := ": N2 closed (the majority, 2 nodes, has open)"
	runClusterCases(t, "consistency/firewall", []clusterCase{
		{verdictCase{name: "alike though closed", status: Pass}, []func(*facts.Node){blocked, blocked}},
		{verdictCase{name: "blocked on one", status: Drift, got: "cluster-udp-3343-in domain, cluster-udp-3343-in private, cluster-udp-3343-in public" + odd}, []func(*facts.Node){same, blocked, same}},
		{verdictCase{name: "some profiles", status: Drift, got: "cluster-udp-3343-in private, cluster-udp-3343-in public" + odd}, []func(*facts.Node){same, domain, same}},
		{verdictCase{name: "undecided", status: Unknown, missing: "N1: cluster-udp-3343-in domain: "}, []func(*facts.Node){doubtful, same}},
		{verdictCase{name: "not in force", status: Unknown, missing: "N2: the Windows Firewall service"}, []func(*facts.Node){same, stopped}},
	})
}

func TestConsistencyServices(t *testing.T) {
	clusSvc := func(state, mode string) func(*facts.Node) {
		return func(n *facts.Node) { n.Services.Found[0].State, n.Services.Found[0].StartMode = state, mode }
	}
	gone := func(n *facts.Node) { n.Services.Found = n.Services.Found[1:] }
	unread := func(n *facts.Node) { n.Services = facts.Services{Section: failed("services")} }
	stopped := clusSvc("Stopped", "Auto")
	unwanted := func(n *facts.Node) { n.Services.Found[1].StartMode = "Manual" } // MpsSvc is in no baseline here
	runClusterCases(t, "consistency/services", []clusterCase{
		{verdictCase{name: "alike though stopped", status: Pass}, []func(*facts.Node){stopped, stopped}},
		{verdictCase{name: "stopped on one", status: Drift, got: "ClusSvc state: N2 stopped (the majority, 2 nodes, has running)"}, []func(*facts.Node){same, stopped, same}},
		{verdictCase{name: "start mode", status: Drift, got: "ClusSvc start mode: N1 auto; N2 manual (no majority)"}, []func(*facts.Node){same, clusSvc("Running", "Manual")}},
		{verdictCase{name: "not installed", status: Drift, reason: "the nodes differ"}, []func(*facts.Node){same, same, gone}},
		{verdictCase{name: "not asked for", status: Pass}, []func(*facts.Node){same, unwanted}},
		{verdictCase{name: "no start mode", status: Unknown, missing: "N2: the ClusSvc start mode"}, []func(*facts.Node){same, clusSvc("Running", "")}},
		{verdictCase{name: "unread", status: Unknown, missing: "N1: the services"}, []func(*facts.Node){unread, same}},
	})
}

func TestConsistencyDrivers(t *testing.T) {
	driver := func(change func(*facts.AdapterDriver)) func(*facts.Node) {
		return func(n *facts.Node) { change(lanDriver(n)) }
	}
	old := driver(func(d *facts.AdapterDriver) { d.Version = "8.0" })
	other := driver(func(d *facts.AdapterDriver) { d.Component, d.Version = `pci\ven_eeee`, "1.0" })
	unnamed := driver(func(d *facts.AdapterDriver) { d.Component = "" })
	// With Storage in use each node but N3 has two adapters of the same hardware.
	storage := func(n *facts.Node) { storageToo(n, nil) }
	second := func(n *facts.Node) {
		storage(n)
		lanDriver(n).Version = "8.0"
	}
	const hardware = `driver of pci\ven_ffff&dev_0001: `
	runClusterCases(t, "consistency/drivers", []clusterCase{
		{verdictCase{name: "alike", status: Pass, got: "3 nodes agree"}, []func(*facts.Node){same, same, same}},
		{verdictCase{name: "old on one", status: Drift, got: hardware + "N2 8.0 (the majority, 2 nodes, has 8.4.1.1)"}, []func(*facts.Node){same, old, same}},
		{verdictCase{name: "other hardware", status: NotApplicable, reason: "no two nodes"}, []func(*facts.Node){same, other}},
		{verdictCase{name: "no component", status: Unknown, missing: "rests on"}, []func(*facts.Node){unnamed, unnamed}},
		{verdictCase{name: "two of a kind", status: Drift, got: hardware + "N2 8.0, 8.4.1.1; N1 8.4.1.1 (no majority)"}, []func(*facts.Node){storage, second}},
		{verdictCase{name: "unread", status: Unknown, missing: "N2: the drivers of the network adapters"}, []func(*facts.Node){same, func(n *facts.Node) { n.Adapters.Drivers = facts.AdapterDrivers{} }}},
		{verdictCase{name: "no version", status: Unknown, missing: "N1: the hardware and the driver version"}, []func(*facts.Node){driver(func(d *facts.AdapterDriver) { d.Version = "" }), old}},
		{verdictCase{name: "no cluster service", status: Pass, reason: "not compared: N3"}, []func(*facts.Node){same, same, inNoCluster}},
	})
}

func TestConsistencyWithoutBaseline(t *testing.T) {
	nodes := []Subject{{Facts: testNode("N1"), Problem: "none"}, {Facts: testNode("N2"), Baseline: testBaseline()}}
	f := findingOf(t, Evaluate(Cluster{Nodes: nodes}), "consistency/firewall")
	verdictCase{status: Unknown, missing: "N1: no baseline applies"}.verify(t, f)
	nodes[1].Baseline = &baselines.Baseline{}
	for _, f := range Evaluate(Cluster{Nodes: nodes}) {
		if f.Family == "consistency" {
			t.Errorf("no baseline requires %s", f.ID)
		}
	}
}
