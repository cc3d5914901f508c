package collector

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

const msCluster = "root/MSCluster"

// noResources notes that a node in no cluster has no resources.
func (c *collection) noResources(context.Context) {
	if c.inNoCluster() {
		c.node.Resources.Section = c.section(c.node.Services.Source, facts.Absent)
		c.request.Resources = false // nothing to ask the shell for
	}
}

const classCluster = "MSCluster_Cluster"

// clusterProperties requests named columns only: the whole object carries its security
// descriptor byte by byte.
func (c *collection) clusterProperties(ctx context.Context) facts.Cluster {
	asked := c.request.Cluster
	if len(asked) == 0 {
		return facts.Cluster{}
	}
	columns, problem := c.clusterNames(asked)
	if problem != nil {
		return facts.Cluster{Section: c.failed(classCluster, problem), Asked: asked}
	}
	var more []string
	columns = slices.DeleteFunc(columns, func(name string) bool {
		if facts.IsHeartbeatColumn(name) {
			return false
		}
		more = append(more, name)
		return true
	})
	rows, head, refused, _ := c.clusterColumns(ctx, classCluster, columns, more...)
	return c.clusterRead(rows, head, refused)
}

// clusterNames are the columns for some properties, each once.
func (c *collection) clusterNames(asked []string) ([]string, *facts.Problem) {
	columns := []string{"Name"}
	for _, name := range asked {
		if !propertyName.MatchString(name) {
			return nil, &facts.Problem{Kind: string(remote.Refused), Message: quote(name) + " is not the name of a property"}
		}
		if !hasName(columns, name) {
			columns = append(columns, name)
		}
	}
	return columns, nil
}

// clusterRead reads the properties that are asked for out of an answer.
func (c *collection) clusterRead(rows []remote.Row, head facts.Section, refused []string) facts.Cluster {
	cluster := facts.Cluster{Section: head, Asked: c.request.Cluster, Refused: refused}
	if head.State != facts.Collected {
		return cluster
	}
	if len(rows) == 0 || !alike(rows) {
		cluster.Section = c.failed(head.Source, notCredible("%s has %d rows", classCluster, len(rows)))
		return cluster
	}
	return c.readCluster(rows[0], cluster)
}

// alike reports whether all rows say the same, as one that came twice does.
func alike(rows []remote.Row) bool {
	return !slices.ContainsFunc(rows, func(r remote.Row) bool { return !maps.EqualFunc(r, rows[0], slices.Equal) })
}

// readCluster reads the values of the properties that the node was asked for.
func (c *collection) readCluster(row remote.Row, cluster facts.Cluster) facts.Cluster {
	cluster.Name, _ = row.Text("Name")
	cluster.Properties = make(map[string]int)
	for _, name := range cluster.Asked {
		if _, ok := row[name]; !ok {
			continue // null, or not a column of this Windows
		}
		value, ok := row.Int(name)
		if !ok {
			return facts.Cluster{Section: c.failed(cluster.Source, notCredible("%s is not a number", name)), Asked: cluster.Asked}
		}
		cluster.Properties[name] = value
	}
	return cluster
}

// clusterQuery asks root/MSCluster, unless there is nothing to ask.
func (c *collection) clusterQuery(ctx context.Context, wql string) ([]remote.Row, facts.Section) {
	if c.inNoCluster() {
		return nil, c.section(c.node.Services.Source, facts.Absent)
	}
	return c.query(ctx, msCluster, wql)
}

func (c *collection) members(ctx context.Context) {
	columns := []string{"Name", "State", "BuildNumber", "NodeDrainStatus", "StatusInformation"}
	var votes []string
	if c.votes {
		votes = []string{facts.NodeWeight, facts.DynamicWeight}
	}
	rows, head, refused, lacking := c.clusterColumns(ctx, "MSCluster_Node", columns, votes...)
	rows, head = c.credible(rows, head)
	nodes := sortedByName(rows, readClusterNode, func(n facts.ClusterNode) string { return n.Name })
	c.node.Topology.Nodes = facts.ClusterNodes{Section: head, Asked: slices.Concat(columns, votes), Nodes: nodes, Refused: refused, Lacking: lacking}
}

func (c *collection) topology(ctx context.Context) {
	t := &c.node.Topology
	var rows []remote.Row
	rows, t.Networks.Section = c.credible(c.clusterQuery(ctx, "SELECT Name,Address,AddressMask,Role,State FROM MSCluster_Network"))
	t.Networks.Networks = sortedByName(rows, readClusterNetwork, func(n facts.ClusterNetwork) string { return n.Name })

	rows, t.Interfaces.Section = c.credible(c.clusterQuery(ctx, "SELECT Name,Node,Network,Adapter,AdapterId,Address,State FROM MSCluster_NetworkInterface"))
	t.Interfaces.Interfaces = sortedByName(rows, readClusterInterface, func(i facts.ClusterInterface) string { return i.Name })
}

// maxOfCluster bounds the nodes, the networks and the network interfaces of a cluster.
// A cluster has 64 nodes at most; what is compared of it grows with their square.
const maxOfCluster = 4000

// credible takes no answer for one that no cluster gives.
func (c *collection) credible(rows []remote.Row, head facts.Section) ([]remote.Row, facts.Section) {
	if len(rows) > maxOfCluster {
		return nil, c.failed(head.Source, notCredible("the cluster has %d of them, more than the %d that are read", len(rows), maxOfCluster))
	}
	return rows, head
}

// sortedByName reads rows and puts them in an order that does not depend on the node.
func sortedByName[T any](rows []remote.Row, read func(remote.Row) T, name func(T) string) []T {
	var all []T
	for _, r := range rows {
		all = append(all, read(r))
	}
	slices.SortStableFunc(all, func(a, b T) int { return cmp.Compare(name(a), name(b)) })
	return all
}

// unknownNumber is clusapi.h's state of a thing whose state is not known; zero
// would be a state, or a role, of its own.
const unknownNumber = -1

func readClusterNode(r remote.Row) facts.ClusterNode {
	var n facts.ClusterNode
	n.Name, _ = r.Text("Name")
	n.State = number(r, "State")
	n.Build, _ = r.Text("BuildNumber")
	n.Status, n.Drain = optional(r, "StatusInformation"), optional(r, "NodeDrainStatus")
	n.Weight, n.Dynamic = optional(r, facts.NodeWeight), optional(r, facts.DynamicWeight)
	return n
}

func readClusterNetwork(r remote.Row) facts.ClusterNetwork {
	var n facts.ClusterNetwork
	n.Name, _ = r.Text("Name")
	n.Address, _ = r.Text("Address")
	n.Mask, _ = r.Text("AddressMask")
	n.Role = number(r, "Role")
	n.State = number(r, "State")
	return n
}

func readClusterInterface(r remote.Row) facts.ClusterInterface {
	var i facts.ClusterInterface
	i.Name, _ = r.Text("Name")
	i.Node, _ = r.Text("Node")
	i.Network, _ = r.Text("Network")
	i.Adapter, _ = r.Text("Adapter")
	i.AdapterID, _ = r.Text("AdapterId")
	i.Address, _ = r.Text("Address")
	i.State = number(r, "State")
	return i
}

// optional reads a property that may be null.
func optional(r remote.Row, name string) *int {
	n, ok := r.Int(name)
	if !ok {
		return nil
	}
	return &n
}

// number reads a 32-bit property; a negative one comes as its unsigned twin.
func number(r remote.Row, name string) int {
	n, ok := r.Int(name)
	if !ok {
		return unknownNumber
	}
	return int(int32(n))
}
