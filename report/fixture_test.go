package report

import (
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Every fixture is synthetic: the nodes, addresses and observations are invented.
// The eight nodes and their faults follow the public account that the 2008 R2
// baseline starts from.

var fixtureStart = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// hostile is what a node could say to harm a terminal, a parser or a reader.
const hostile = "a\x1b[31mred\x1b]0;title\x07 \u202egnp.exe\u2066 \x00\x9b \"'<&>]]> \xff\u200b\r\nnext 漢字"

// injected is what a node could say to be taken for a formula, a link, a person, a
// command or a result in one of the formats.
const injected = "=cmd|' /C calc'!A0 <script>alert(1)</script> @everyone #1 | `code` **bold** _x_ [click](https://evil.example) " +
	"![x](https://evil.example/x.png) www.evil.example </details> --> ::error::owned%0A::warning::x ##[error]y # SKIP # TODO {0} $x$ \\ \"quoted\" 'single'"

// starts are dangerous at the beginning of a line or a cell.
var starts = []string{
	"+1", "-1", "@x", "\t=1", "\r=2", "=3;=4", "＝5", "1. one", "- two", "# three", "> four", "===", "```", "    five",
	"::error::six", "ok 7", "not ok 8 # TODO", "1..0 # SKIP nine", "Bail out! ten", "  ...", "TAP version 13",
}

func fixtureBaseline() *baselines.Baseline {
	reviewed := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	return &baselines.Baseline{
		Name: "ws2008r2-sp1", Title: "Windows Server 2008 R2 SP1 failover cluster", Reviewed: reviewed,
		Sources: []baselines.Source{
			{Name: "ws2008r2-sp1", File: "embedded:ws2008r2-sp1.yaml", Digest: "sha256:01", Reviewed: reviewed},
			{Name: "cluster-common", File: "embedded:cluster-common.yaml", Digest: "sha256:02", Reviewed: reviewed},
		},
	}
}

func fixtureNode(name string, number int) *facts.Node {
	return &facts.Node{
		Format: facts.Format, Name: name, Address: fmt.Sprintf("192.0.2.%d:5985", number),
		Started: fixtureStart, Finished: fixtureStart.Add(2500 * time.Millisecond),
		OS:      facts.OS{Section: facts.Section{State: facts.Collected}, Build: 7601, ServicePack: new(1), ProductType: 3},
		Traffic: facts.Traffic{Messages: 18, Requests: 21, Connections: 1, BytesIn: 81234, BytesOut: 20123},
	}
}

func seen(observed, source string) checks.Evidence {
	return checks.Evidence{Observed: observed, Source: source, At: fixtureStart.Add(time.Second)}
}

func quorumDrift() checks.Finding {
	return checks.Finding{
		ID: "hotfix/KB2552040", Family: "hotfix", Status: checks.Drift, Severity: baselines.Critical,
		Title: "Cluster loses quorum when communication fails asymmetrically",
		Want:  "KB2552040, or an update that carries it",
		Got:   "not installed",
		Reason: "the CBS store has no package of KB2552040 or of an update that carries it, and clussvc.exe is older " +
			"than every version with the fix",
		Evidence: []checks.Evidence{
			seen("no package of KB2552040, KB2687646 or KB2972254", `reg query "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages" /f KB2552040 /k`),
			seen(`%SystemRoot%\Cluster\clussvc.exe is 6.1.7601.17514`, "CIM_DataFile"),
		},
		Why: "When one node can still reach another but not the other way round, the nodes disagree on who is in the cluster " +
			"and the cluster service stops on all of them.",
		Fix:        "Install KB2552040 on one node at a time and restart it:\n  wusa.exe Windows6.1-KB2552040-x64.msu /quiet /norestart\nMove the roles away first with `cluster.exe group /move` and check that every node is Up.",
		Reference:  "https://support.microsoft.com/kb/2552040",
		Provenance: baselines.Sourced,
		Origin:     baselines.Position{File: "embedded:ws2008r2-sp1.yaml", Line: 12, Column: 5},
	}
}

func profileDrift() checks.Finding {
	f := quorumDrift()
	f.ID, f.Title = "hotfix/KB2524478", "Network location profile changes from Domain to Public"
	f.Want, f.Lists = "KB2524478, or nlasvc.dll 6.1.7601.21928 or later (LDR)", []string{"KB2545685"}
	f.Reference, f.Provenance = "https://support.microsoft.com/kb/2524478", baselines.Inferred
	f.Evidence = []checks.Evidence{seen(`%SystemRoot%\System32\nlasvc.dll is 6.1.7601.17514`, "CIM_DataFile")}
	f.Reason, f.Why, f.Fix = "nlasvc.dll is older than every version with the fix", "", "Install KB2524478 and restart the node."
	return f
}

func heartbeatDrift(got string) checks.Finding {
	return checks.Finding{
		ID: "heartbeat/SameSubnetThreshold", Family: "heartbeat", Status: checks.Drift, Severity: baselines.Medium,
		Title: "Missed heartbeats that are tolerated on the same subnet",
		Want:  "10 or more", Got: got, Reason: "the value is below the range",
		Evidence:   []checks.Evidence{seen("SameSubnetThreshold is "+got, "SELECT SameSubnetThreshold FROM MSCluster_Cluster")},
		Fix:        "Set it once on any node of the cluster: `cluster.exe /prop SameSubnetThreshold=10`. It takes effect at once.",
		Provenance: baselines.Sourced, Reference: "Tuning Failover Cluster Network Thresholds",
		Origin: baselines.Position{File: "baselines/our site, new.yaml", Line: 7, Column: 3},
	}
}

func simple(id, family string, status checks.Status, severity baselines.Severity, got string) checks.Finding {
	return checks.Finding{
		ID: id, Family: family, Status: status, Severity: severity, Title: "About " + id, Want: "as it should be", Got: got,
		Reason: "this is how the evidence reads",
	}
}

func unknownFirewall() checks.Finding {
	f := simple("firewall/cluster-udp-3343-in", "firewall", checks.Unknown, baselines.Critical, "")
	f.Title = "Cluster traffic on UDP port 3343 is let in on every profile"
	f.Reason = "the policy store could not be read, and a rule in it could block the port"
	f.Missing = []string{`SOFTWARE\Policies\Microsoft\WindowsFirewall`, "the profile settings"}
	return f
}

func unreachableNode(name string, number int) (*facts.Node, checks.Finding) {
	n := &facts.Node{Format: facts.Format, Name: name, Address: fmt.Sprintf("192.0.2.%d:5985", number), Problem: &facts.Problem{
		Kind: "timeout", Message: "connect: no answer within 10 s",
		Hint: "Check that the node is up and that WinRM listens on port 5985: winrm enumerate winrm/config/listener",
	}}
	f := simple("node/reachable", "node", checks.Unknown, baselines.High, "")
	f.Missing = []string{"an answer from the node"}
	return n, f
}

// injection is a finding in which every foreign text tries to be something else.
func injection() checks.Finding {
	f := simple("offload/netdma", "offload", checks.Drift, baselines.Medium, injected)
	f.Title, f.Want, f.Reason, f.Why = injected, injected, injected, injected
	f.Fix = "# Do this:\n  echo ```; </details>\n" + injected + "\n- and `netsh int`"
	f.Reference = "javascript:alert(1)"
	f.Evidence = []checks.Evidence{seen(injected, injected)}
	for _, s := range starts {
		f.Evidence = append(f.Evidence, seen(s, ""))
	}
	f.Waiver = &checks.Waiver{
		Reason: injected, Owner: "@everyone", Expired: true, Expires: time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC),
		Origin: baselines.Position{File: `waivers\a,b.yaml`, Line: 3, Column: 5},
	}
	return f
}

// fieldReport is a cluster with every status and every severity of drift.
func fieldReport() Judged {
	j := Judged{Cluster: checks.Cluster{Name: "FIELDREPORT"}}
	add := func(node string, f checks.Finding) {
		f.Cluster, f.Node = j.Cluster.Name, node
		j.Findings = append(j.Findings, f)
	}
	for i := 7; i >= 1; i-- {
		name := fmt.Sprintf("NODE%d", i)
		j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: fixtureNode(name, i), Baseline: fixtureBaseline()})
		if i <= 3 {
			add(name, quorumDrift())
		} else {
			add(name, simple("hotfix/KB2552040", "hotfix", checks.Pass, baselines.Critical, "KB2552040 is installed"))
		}
		add(name, simple("offload/chimney", "offload", checks.Pass, baselines.Medium, "disabled"))
		add(name, simple("hotfix/KB978309", "hotfix", checks.NotApplicable, baselines.Low, ""))
		if i >= 6 {
			add(name, unknownFirewall())
		} else {
			add(name, simple("firewall/cluster-udp-3343-in", "firewall", checks.Pass, baselines.Critical, "allowed on every profile"))
		}
	}
	add("NODE2", profileDrift())
	tolerated := heartbeatDrift("5")
	tolerated.Waiver = &checks.Waiver{
		Reason: "Tolerated during the migration", Owner: "platform@contoso.example", Expired: true,
		Expires: time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC), Origin: baselines.Position{File: "waivers.yaml", Line: 12, Column: 5},
	}
	add("NODE4", tolerated)
	add("NODE1", simple("hotfix-list/KB2545685", "hotfix-list", checks.Drift, baselines.High, "1 of 6 members missing"))
	add("NODE1", simple("offload/netdma", "offload", checks.Drift, baselines.Low, "enabled"))
	add("NODE1", simple("offload/rss", "offload", checks.Drift, baselines.Info, "disabled"))
	waived := simple("offload/rss", "offload", checks.Waived, baselines.Info, "disabled")
	waived.Waiver = &checks.Waiver{
		Reason: "RSS stays off until the driver is replaced", Owner: "platform@contoso.example", Ticket: "CHG-1042",
		Expires: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), Origin: baselines.Position{File: "waivers.yaml", Line: 4, Column: 5},
	}
	add("NODE5", waived)
	add("NODE5", simple("service/MpsSvc", "service", checks.Pass, baselines.High, "Running"))
	add("", simple("heartbeat/agreement", "heartbeat", checks.Drift, baselines.High, "NODE4 reports other values than the rest"))
	n, f := unreachableNode("NODE8", 8)
	j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: n})
	add("NODE8", f)
	return j
}

// tokyo is a small cluster whose nodes have wide names and hostile answers.
func tokyo() Judged {
	const name = "東京クラスタ"
	japanese := simple("offload/chimney", "offload", checks.Drift, baselines.Medium, "automatic")
	japanese.Evidence = []checks.Evidence{seen("Chimney オフロード状態は automatic と表示され、ベースラインは disabled を求めています。設定を確認してください。", "netsh interface tcp show global")}
	evil := simple("service/MpsSvc", "service", checks.Unknown, baselines.High, hostile)
	evil.Reason, evil.Missing = hostile, append([]string{hostile}, starts...)
	j := Judged{Cluster: checks.Cluster{Name: name, Nodes: []checks.Subject{
		{Facts: fixtureNode("東京ノード１", 11), Baseline: fixtureBaseline()},
		{Facts: fixtureNode("evil\x1b[2J\u202e", 12), Baseline: fixtureBaseline()},
	}}}
	for node, findings := range map[string][]checks.Finding{
		"東京ノード１":            {japanese, simple("service/MpsSvc", "service", checks.Pass, baselines.High, "Running")},
		"evil\x1b[2J\u202e": {simple("offload/chimney", "offload", checks.Pass, baselines.Medium, "disabled"), evil, injection()},
	} {
		for _, f := range findings {
			f.Cluster, f.Node = name, node
			j.Findings = append(j.Findings, f)
		}
	}
	return j
}

// quiet is a cluster in which everything passes.
func quiet() Judged {
	j := Judged{Cluster: checks.Cluster{Name: "SQL-PROD"}}
	for i := range 2 {
		name := fmt.Sprintf("SQL%d", i+1)
		j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: fixtureNode(name, 21+i), Baseline: fixtureBaseline()})
		for _, family := range []string{"hotfix", "heartbeat", "offload", "firewall", "service"} {
			f := simple(family+"/one", family, checks.Pass, baselines.High, "good")
			f.Cluster, f.Node = j.Cluster.Name, name
			j.Findings = append(j.Findings, f)
		}
	}
	return j
}

// weak is quiet, read over connections that prove less than they should.
func weak() Judged {
	const unverified, old = "the certificates of the nodes were not verified", "TLS versions before 1.2 were allowed"
	j := quiet()
	j.Cluster.Nodes[0].Facts.Weaknesses = []string{unverified, old}
	j.Cluster.Nodes[1].Facts.Weaknesses = []string{unverified}
	return j
}

func fixture(clusters ...Judged) *Result {
	return New(fixtureInput(clusters...))
}

func fixtureInput(clusters ...Judged) Input {
	return Input{
		Tool: Tool{Name: "clusterdrift", Version: "1.0.0"}, Started: fixtureStart,
		Finished: fixtureStart.Add(12300 * time.Millisecond), Clusters: clusters, UnusedWaivers: fixtureUnused(clusters),
	}
}

// fixtureUnused goes with the clusters that have waivers.
func fixtureUnused(clusters []Judged) []UnusedWaiver {
	for _, c := range clusters {
		if c.Cluster.Name == "FIELDREPORT" {
			return []UnusedWaiver{{Finding: "offload/dca", Node: "NODE*", Waiver: Waiver{
				Reason: "Asked for by the vendor", Owner: "storage@contoso.example", Expires: "2027-01-31",
				Origin: Origin{File: "waivers.yaml", Line: 20, Column: 5},
			}}}
		}
	}
	return nil
}

// oneNode is a cluster of one node with one finding for each status.
func oneNode(findings ...checks.Finding) Judged {
	j := Judged{Cluster: checks.Cluster{Name: "C", Nodes: []checks.Subject{
		{Facts: fixtureNode("N", 1), Baseline: fixtureBaseline()},
	}}}
	for _, f := range findings {
		f.Cluster, f.Node = "C", "N"
		j.Findings = append(j.Findings, f)
	}
	return j
}

func dark() Judged {
	n, f := unreachableNode("D", 9)
	f.Cluster, f.Node = "DARK", n.Name
	return Judged{
		Cluster:  checks.Cluster{Name: "DARK", Nodes: []checks.Subject{{Facts: n}}},
		Findings: []checks.Finding{f},
	}
}

func flipping() Judged {
	const evil = `</dd><script>alert(1)</script><img src=x onerror=alert(2)>"'&`
	j := Judged{Cluster: checks.Cluster{Name: "FLIP" + evil, Nodes: []checks.Subject{
		{Facts: fixtureNode("HV01", 1), Baseline: fixtureBaseline()},
		{Facts: fixtureNode("HV02", 2), Baseline: fixtureBaseline()},
	}}}
	at := func(seconds int) time.Time {
		return fixtureStart.Add(time.Duration(seconds)*time.Second - 72*time.Hour)
	}
	flips := simple("network-profile/flips", "network-profile", checks.Drift, baselines.Critical, "1 flip")
	flips.Reference = "javascript:alert(3)"
	flips.Fix = "Install it: `wusa.exe " + evil + "`."
	flips.Timeline = []checks.Moment{
		{At: at(0), Kind: checks.MomentFlip, Text: "left Domain for Public " + evil},
		{At: at(4), Kind: checks.MomentEvent, Text: "FailoverClustering 1135"},
		{At: at(392), Kind: checks.MomentBack, Text: "back in Domain"},
	}
	alike := simple("consistency/offload", "consistency", checks.Drift, baselines.Medium, "chimney: HV02 automatic")
	alike.Differences = []checks.Difference{{Aspect: "chimney", Values: []checks.NodeValue{{Node: "HV01", Value: "disabled"}, {Node: "HV02", Value: evil}}}}
	for node, f := range map[string]checks.Finding{"HV02": flips, "": alike} {
		f.Cluster, f.Node = j.Cluster.Name, node
		j.Findings = append(j.Findings, f)
	}
	return j
}

// starved is a cluster of a node that passes and one that was not read because
// the machine that scans had no descriptor left.
func starved() Judged {
	j := oneNode(simple("a/pass", "a", checks.Pass, baselines.High, ""))
	n, f := unreachableNode("S", 7)
	n.Problem = &facts.Problem{Kind: facts.KindLocal, Message: "connect to 192.0.2.7:5985: no file descriptor is left here"}
	f.Cluster, f.Node = j.Cluster.Name, n.Name
	j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: n})
	j.Findings = append(j.Findings, f)
	return j
}

// starvedLate is a node whose connection broke and for which there was none left.
func starvedLate() Judged {
	j := oneNode(simple("a/pass", "a", checks.Pass, baselines.High, ""), simple("a/unknown", "a", checks.Unknown, baselines.Low, ""))
	n := *j.Cluster.Nodes[0].Facts
	n.Adapters.IP.Problem = &facts.Problem{Kind: facts.KindLocal, Message: "no\x1b[2J port is free"}
	j.Cluster.Nodes[0].Facts = &n
	return j
}
