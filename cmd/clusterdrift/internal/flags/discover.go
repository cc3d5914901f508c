package flags

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flagname"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/report"
)

// members replaces the nodes by all members of their clusters where the
// flags say so, and returns them as they are otherwise. Nodes of a cluster that
// could not be asked come with the reason instead.
func (n *Nodes) members(ctx context.Context, t term.Terminal, connector *Connector, nodes []inventory.Node) (all []inventory.Node, failed []*facts.Node, err error) {
	if !n.discovers() {
		return nodes, nil, nil
	}
	d := discovery{n, t, connector}
	if err := d.nameless(nodes); err != nil {
		return nil, nil, err
	}
	for _, known := range byCluster(nodes) {
		if known[0].Cluster == "" {
			d.announce(known)
			all = append(all, known...) // nothing says what they are members of
			continue
		}
		found, unasked, err := d.membersOf(ctx, known)
		if err != nil {
			return nil, nil, err
		}
		all, failed = append(all, found...), append(failed, unasked...)
	}
	return all, failed, nil
}

// discovery is the search for the members of clusters.
type discovery struct {
	*Nodes
	terminal  term.Terminal
	connector *Connector
}

// nameless refuses nodes of an inventory that only an address names: which member each
// of them is would not show, so it would be read twice.
func (d discovery) nameless(nodes []inventory.Node) error {
	if d.Inventory == "" {
		return nil
	}
	for _, n := range nodes {
		if n.Cluster != "" && facts.IsAddress(memberName(n)) {
			return cli.Usage(fmt.Sprintf("%s of the cluster %s is named by an address, which --discover cannot compare with the names of members", n.Name, n.Cluster),
				"state the name of the node in the inventory: host: NAME")
		}
	}
	return nil
}

// memberName is the name by which the cluster knows a node of the inventory, in so far
// as the inventory says it.
func memberName(n inventory.Node) string { return cmp.Or(n.Host, n.Name) }

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

// membersOf asks the nodes of one cluster until one of them names members that
// can be read. Where none does, the nodes of an inventory are read all the same
// if one of them answered, and the members that are not come with the reason.
func (d discovery) membersOf(ctx context.Context, known []inventory.Node) ([]inventory.Node, []*facts.Node, error) {
	jobs, err := d.connector.Jobs(ctx, known)
	if err != nil {
		return nil, nil, err
	}
	var failed, refused []*facts.Node
	for i, job := range jobs {
		d.announceAsking(job)
		found, err := fleet.Members(ctx, job, d.fleetOptions(d.terminal))
		answered := err == nil || errors.Is(err, fleet.ErrMembers)
		var nodes []inventory.Node
		if err == nil {
			nodes, err = d.complete(known, known[i], found)
		}
		var invalid *cli.UsageError
		switch {
		case err == nil:
			d.announce(nodes)
			return nodes, nil, nil
		case errors.As(err, &invalid):
			return nil, nil, err
		}
		failed = append(failed, d.unasked(known[i], err))
		if answered && d.Inventory != "" {
			unread := d.unread(known[i], err)
			fmt.Fprintln(d.terminal.Err, report.Clean(flagname.In(unread.Problem.Message)))
			refused = append(refused, unread)
		}
		if len(found.Nodes) > int(d.maxMembers) {
			break // whatever another node says, it is not that cluster alone
		}
	}
	if len(refused) == 0 {
		return nil, failed, nil
	}
	d.announce(known) // the user named them, whatever a node says of others
	return known, refused[:1], nil
}

// complete gives the nodes of the inventory and the members that it lacks,
// without an inventory all members. Members that may not be read are a
// *remote.Error, settings that are wrong a *cli.UsageError.
func (d discovery) complete(known []inventory.Node, asked inventory.Node, found fleet.Membership) ([]inventory.Node, error) {
	if n := len(found.Nodes); n > int(d.maxMembers) {
		return nil, &remote.Error{Kind: remote.Refused, Text: fmt.Sprintf("the host names %d members, more than --max-members %d", n, d.maxMembers),
			Hint: fmt.Sprintf("If the cluster is that large, use --max-members %d.", n)}
	}
	var nodes []inventory.Node
	cluster, missing := found.Cluster, found.Nodes
	if d.Inventory != "" {
		nodes, cluster = slices.Clone(known), asked.Cluster
		missing = nil
		for _, name := range found.Nodes {
			if !slices.ContainsFunc(known, func(k inventory.Node) bool { return sameComputer(memberName(k), name) }) {
				missing = append(missing, name)
			}
		}
	}
	members, err := inventory.FromMembers(cluster, missing, asked, d.discoverAny)
	if remote.IsKind(err, remote.Refused) {
		return nil, err
	}
	if err != nil {
		return nil, cli.UsageFrom(err, "")
	}
	fmt.Fprintln(d.terminal.Err, report.Clean(fmt.Sprintf("%s names %s of the cluster %s", asked.Name, wording.Counted(len(found.Nodes), "member"), found.Cluster)))
	if d.Inventory != "" {
		d.strangers(known, found)
	}
	return append(nodes, members...), nil
}

// strangers reports nodes of the inventory that the cluster does not name.
// They are read all the same.
func (d discovery) strangers(known []inventory.Node, found fleet.Membership) {
	for _, k := range known {
		if !slices.ContainsFunc(found.Nodes, func(name string) bool { return sameComputer(memberName(k), name) }) {
			fmt.Fprintln(d.terminal.Err, report.Clean(fmt.Sprintf("%s is in the inventory but is not a member of the cluster %s", k.Name, found.Cluster)))
		}
	}
}

// sameComputer compares a name of the inventory with the one that the cluster
// uses. Either may have a domain: within a cluster the computer's own name is
// unique, and where the two differ the inventory is right about the domain.
func sameComputer(name, member string) bool {
	host, _, _ := strings.Cut(name, ".")
	computer, _, _ := strings.Cut(member, ".")
	return strings.EqualFold(host, computer)
}

// unasked is a node of a cluster that could not be asked for its members.
func (d discovery) unasked(n inventory.Node, err error) *facts.Node {
	p := remote.Problem(err)
	p.Message = "ask for the members of the cluster: " + p.Message
	now := d.terminal.Now().UTC()
	return &facts.Node{
		Format: facts.Format, Name: n.Name, Cluster: n.Cluster, Baselines: n.Baselines, Moment: n.Moment,
		Address: net.JoinHostPort(n.Address, strconv.Itoa(n.Port)), Started: now, Finished: now, Problem: p,
	}
}

// unreadMembers is what the report calls the members of a cluster that were
// named, but are not read. No computer has such a name.
const unreadMembers = "(members)"

// unread are the members that a node of the inventory names when they may not be
// read. They make the cluster incomplete, as any member that could not be read.
func (d discovery) unread(asked inventory.Node, err error) *facts.Node {
	n := d.unasked(asked, err)
	n.Name = unreadMembers
	n.Problem.Message = asked.Name + ": " + n.Problem.Message
	return n
}
