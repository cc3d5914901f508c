package windows

import (
	"fmt"
	"strings"
)

// FieldReport describes the cluster that the product began with, as eight nodes
// of one 2008 R2 SP1 cluster. Each shows one finding:
//
//	HV01 lacks nothing
//	HV02 lacks the fix of the network location profile, and 3343 is open in the
//	     Domain profile alone; three days ago its profile flipped
//	HV03 has two fixes only inside a later clussvc.exe, not by id
//	HV04 offloads TCP connections as it likes
//	HV05 lists no updates and denies its servicing store
//	HV06 has a policy that blocks 3343
//	HV07 speaks Japanese and lacks nothing
//	HV08 is down
//
// What the nodes hold is synthetic, after Server2008R2. They let in
// CONTOSO\clusteraudit with the password given.
func FieldReport(password string) []*Node {
	names := make([]string, 8)
	for i := range names {
		names[i] = fmt.Sprintf("HV%02d", i+1)
	}
	cluster := newCluster("FIELDREPORT", names)
	cluster.Nodes[7].State = 1 // Down
	for i := range cluster.Interfaces {
		if cluster.Interfaces[i].Node == names[7] {
			cluster.Interfaces[i].State = 2
		}
	}

	nodes := make([]*Node, len(names))
	for i, name := range names {
		nodes[i] = member(name, cluster, password)
	}
	nodes[1].removeUpdates("2524478")
	nodes[1].Files[`%SystemRoot%\System32\nlasvc.dll`] = "6.1.7601.17514"
	nodes[1].Firewall.Rules[clusterUDPRule] = allowRule("Protocol=17|Profile=Domain|LPort=3343|App=System|")
	nodes[1].Channels = FlipEvents(nodes[1], 3*day)
	nodes[2].removeUpdates("2552040", "2550886")
	nodes[3].setTCP("chimney", "automatic")
	nodes[4].HotfixesEmpty, nodes[4].PackagesDenied = true, true
	nodes[5].Policy = &Firewall{Rules: map[string]string{
		"{" + strings.ToUpper(syntheticGUID("block", 1)) + "}": "v2.10|Action=Block|Active=TRUE|Dir=In|Protocol=17|LPort2_10=3000-4000|Name=Synthetic block of a range|",
	}}
	nodes[6].Language = "ja"
	nodes[7].Conduct.Down = true
	return nodes
}

// Healthy describes n nodes that lack nothing, in clusters of up to eight. They
// let in the account of FieldReport.
func Healthy(n int, password string) []*Node {
	const size = 8
	var nodes []*Node
	for len(nodes) < n {
		names := make([]string, 0, size)
		for i := len(nodes); i < min(len(nodes)+size, n); i++ {
			names = append(names, fmt.Sprintf("NODE%04d", i+1))
		}
		cluster := newCluster(fmt.Sprintf("HEALTHY%03d", len(nodes)/size+1), names)
		for _, name := range names {
			nodes = append(nodes, member(name, cluster, password))
		}
	}
	return nodes
}

// member describes a node of a cluster.
func member(name string, cluster *Cluster, password string) *Node {
	n := Server2008R2(name)
	n.Account = Account{Domain: "CONTOSO", User: "clusteraudit", Password: password}
	n.Cluster = cluster
	return n
}
