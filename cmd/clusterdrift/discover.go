package main

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/report"
)

// members replaces the nodes by all members of their clusters where that is
// asked for, and gives them back as they are otherwise. Nodes of a cluster that
// could not be asked are dark: they come with the reason instead.
func (n *nodeFlags) members(ctx context.Context, t terminal, access *access, nodes []inventory.Node) (all []inventory.Node, dark []*facts.Node, err error) {
	if !n.discover && (n.cluster == "" || n.inventory != "") {
		return nodes, nil, nil
	}
	defer n.traces.complain(t)
	d := discovery{n, t, access, map[remote.Credentials]int{}}
	for _, known := range byCluster(nodes) {
		if known[0].Cluster == "" {
			all = append(all, known...) // nobody says what they are members of
			continue
		}
		found, unasked, err := d.membersOf(ctx, known)
		if err != nil {
			return nil, nil, err
		}
		all, dark = append(all, found...), append(dark, unasked...)
	}
	return all, dark, nil
}

// discovery is the search for the members of clusters. Credentials that so many
// nodes have refused are not shown to another, whatever cluster it is in.
type discovery struct {
	*nodeFlags
	terminal terminal
	access   *access
	refusals map[remote.Credentials]int
}

// byCluster puts the nodes of each cluster together, the clusters in the order
// in which they are met.
func byCluster(nodes []inventory.Node) [][]inventory.Node {
	var clusters [][]inventory.Node
	for _, n := range nodes {
		i := slices.IndexFunc(clusters, func(c []inventory.Node) bool { return c[0].Cluster == n.Cluster })
		if i < 0 {
			i = len(clusters)
			clusters = append(clusters, nil)
		}
		clusters[i] = append(clusters[i], n)
	}
	return clusters
}

// membersOf asks the nodes of one cluster until one of them answers.
func (d discovery) membersOf(ctx context.Context, known []inventory.Node) ([]inventory.Node, []*facts.Node, error) {
	jobs, err := jobsFor(known, d.access)
	if err != nil {
		return nil, nil, err
	}
	var dark []*facts.Node
	for i, job := range jobs {
		found, err := d.ask(ctx, job)
		if err == nil {
			nodes, err := d.complete(known, known[i], found)
			return nodes, nil, err
		}
		dark = append(dark, d.unasked(known[i], err))
	}
	return nil, dark, nil
}

func (d discovery) ask(ctx context.Context, job fleet.Job) (fleet.Membership, error) {
	if refused := d.refusals[job.Credentials]; d.maxRefusals > 0 && refused >= d.maxRefusals {
		return fleet.Membership{}, &remote.Error{Kind: remote.AuthRefused, Text: "not tried: other nodes have refused the same credentials",
			Hint: "Check user and password before the next scan; --max-refusals sets how many nodes may refuse them."}
	}
	found, err := fleet.Members(ctx, job, d.fleetOptions(d.terminal))
	if remote.IsKind(err, remote.AuthRefused) {
		d.refusals[job.Credentials]++
	}
	return found, err
}

// complete gives the nodes of the inventory and the members that it lacks,
// without an inventory all members.
func (d discovery) complete(known []inventory.Node, asked inventory.Node, found fleet.Membership) ([]inventory.Node, error) {
	var nodes []inventory.Node
	cluster, missing := found.Cluster, found.Nodes
	if d.inventory != "" {
		nodes, cluster = slices.Clone(known), asked.Cluster
		missing = nil
		for _, name := range found.Nodes {
			if !slices.ContainsFunc(known, func(k inventory.Node) bool { return sameComputer(k.Name, name) }) {
				missing = append(missing, name)
			}
		}
		d.strangers(known, found)
	}
	members, err := inventory.FromMembers(cluster, missing, asked)
	if err != nil {
		return nil, &usage{problems(err), ""}
	}
	fmt.Fprintf(d.terminal.err, "%s names %d members of the cluster %s\n", report.Clean(asked.Name), len(found.Nodes), report.Clean(found.Cluster))
	return append(nodes, members...), nil
}

// strangers tells of nodes of the inventory that the cluster does not name.
// They are read all the same.
func (d discovery) strangers(known []inventory.Node, found fleet.Membership) {
	for _, k := range known {
		if !slices.ContainsFunc(found.Nodes, func(name string) bool { return sameComputer(k.Name, name) }) {
			fmt.Fprintf(d.terminal.err, "%s is in the inventory, but is no member of the cluster %s\n", report.Clean(k.Name), report.Clean(found.Cluster))
		}
	}
}

// sameComputer compares a name of the inventory, which may have a domain, with
// the one that the cluster uses.
func sameComputer(name, member string) bool {
	host, _, _ := strings.Cut(name, ".")
	return strings.EqualFold(name, member) || strings.EqualFold(host, member)
}

// unasked is a node of a cluster that could not be asked for its members.
func (d discovery) unasked(n inventory.Node, err error) *facts.Node {
	p := remote.Problem(err)
	p.Message = "ask for the members of the cluster: " + p.Message
	now := d.terminal.now().UTC()
	return &facts.Node{
		Format: facts.Format, Name: n.Name, Cluster: n.Cluster, Baselines: n.Baselines,
		Address: net.JoinHostPort(n.Address, strconv.Itoa(n.Port)), Started: now, Finished: now, Problem: p,
	}
}
