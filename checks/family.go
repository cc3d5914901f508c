package checks

import (
	"slices"
	"sync"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// family is a family of findings: what it needs of a node, and who judges it. A
// function that is nil has nothing to do.
type family struct {
	// name is that of the family of a section of baselines.Baseline.
	name string
	// column is the family in whose column of a matrix the findings are shown;
	// empty: its own.
	column string
	// needs adds to a request what a node has to be asked so that the family can
	// be judged. One without it judges what others read.
	needs func(*baselines.Baseline, *facts.Request)
	// draws are what the verdict on a requirement rests on besides its own: ids of
	// other requirements, and families.
	draws func(b *baselines.Baseline, id string) []string
	// cluster judges the cluster as a whole.
	cluster func(*evaluation) []Finding
	// node judges one node that was read and has a baseline, and unread one
	// that was not or has none.
	node   func(*evaluation, Subject) []Finding
	unread func(*evaluation, Subject) []Finding
	// conclude gets the findings of all families on one node and returns them
	// with what follows from several of them. The families conclude in their order.
	conclude func([]Finding, *baselines.Baseline) []Finding
}

// families is the one list of families, in the order of the columns of a matrix:
// the node itself, then the best known first. It is made on first use and never changes.
var families = sync.OnceValue(func() []family {
	return []family{
		{name: "node", node: nodeFindings, unread: unreadFindings},
		{name: "update", needs: needUpdates, node: updateFindings},
		{name: "hotfix", needs: needHotfixes, draws: drawnByHotfix, node: hotfixFindings, conclude: weighHotfixes},
		{name: "heartbeat", needs: needHeartbeat, draws: drawnByHeartbeat, cluster: agreementFindings, node: heartbeatFindings},
		{name: "firewall", needs: needFirewall, node: firewallFindings},
		{name: "network-profile", needs: needProfiles, node: profileFindings},
		{name: "event", needs: needEvents, node: eventFindings, conclude: tellEvents},
		{name: "service", needs: needServices, node: serviceFindings},
		{name: "cluster-network", needs: needNetworks, cluster: clusterNetworkFindings, node: networkFindings},
		{name: "cluster", needs: needCluster, cluster: clusterFindings},
		{name: "cluster-value", needs: needClusterValues, node: clusterValueFindings},
		{name: "quorum", needs: needQuorum, cluster: quorumFindings},
		{name: "time", needs: needTime, cluster: timeFindings, node: timeSourceFindings},
		{name: "hardening", needs: needHardening, node: hardeningFindings},
		{name: "netft", needs: needNetFT, node: netftFindings},
		{name: "teaming", needs: needTeaming, node: teamingFindings},
		{name: "driver", needs: needDrivers, node: driverFindings},
		{name: "offload", needs: needOffload, node: offloadFindings},
		{name: "adapter-offload", needs: needAdapterOffload, node: adapterOffloadFindings},
		{name: "adapter-power", needs: needAdapterPower, node: adapterPowerFindings},
		{name: "ipv6", needs: needIPv6, node: ipv6Findings},
		{name: "antivirus", needs: needAntivirus, node: antivirusFindings},
		{name: "pending-reboot", needs: needReboot, node: rebootFindings},
		{name: "latency", node: latencyFindings}, // measured only when it is probed
		{name: "site", needs: needSite, cluster: siteClusterFindings, node: siteFindings},
		{name: "consistency", draws: drawnByConsistency, cluster: consistencyFindings},
		// Last: a member that another finding makes pass is present to its lists.
		{name: "hotfix-list", column: "hotfix", draws: drawnByList, conclude: addLists},
	}
})

// Families are the names of all families of findings, in the order in which a
// report shows them.
func Families() []string {
	var all []string
	for _, f := range families() {
		all = append(all, f.name)
	}
	return all
}

// Columns are the columns that a matrix of nodes and families may have, in their
// order.
func Columns() []string {
	return slices.DeleteFunc(Families(), func(name string) bool { return Column(name) != name })
}

// Column is the column of a matrix for the findings of a family. A family that
// is not known has one of its own.
func Column(name string) string {
	for _, f := range families() {
		if f.name == name && f.column != "" {
			return f.column
		}
	}
	return name
}
