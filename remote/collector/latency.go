package collector

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Bounds of a measurement. A query takes as long as its addresses that do not
// answer take together, which must be less than a message may take.
const (
	maxPinged    = 64
	pingsOfQuery = 7
	pingTimeout  = 2500 // ms
)

// latency makes the node send echo requests to the other nodes of its cluster,
// over each network that the cluster uses.
func (c *collection) latency(ctx context.Context) {
	c.node.Probes = []string{facts.ProbeLatency}
	const source = "Win32_PingStatus"
	if c.inNoCluster() {
		c.node.Latency.Section = c.section(c.node.Services.Source, facts.Absent)
		return
	}
	paths, problem := c.paths()
	if problem != nil {
		c.node.Latency.Section = c.failed(source, problem)
		return
	}
	if len(paths) == 0 { // it is the only node
		c.node.Latency.Section = c.section(c.node.Topology.Interfaces.Source, facts.Absent)
		return
	}
	for range c.request.PingRounds {
		for some := range slices.Chunk(paths, pingsOfQuery) {
			head := c.ping(ctx, some)
			if head.State != facts.Collected {
				c.node.Latency.Section = head
				return
			}
		}
	}
	c.node.Latency = facts.Latency{Section: c.section(source, facts.Collected), Paths: paths}
}

// paths are the addresses of the other nodes on networks that the cluster uses.
func (c *collection) paths() ([]facts.LatencyPath, *facts.Problem) {
	topology := c.node.Topology
	for _, head := range []facts.Section{topology.Networks.Section, topology.Interfaces.Section} {
		if head.State != facts.Collected {
			return nil, notCredible("the networks of the cluster could not be read, so the addresses of its nodes are not known")
		}
	}
	isOwn := func(i facts.ClusterInterface) bool { return strings.EqualFold(i.Node, c.node.OS.HostName) }
	if !slices.ContainsFunc(topology.Interfaces.Interfaces, isOwn) {
		return nil, notCredible("the cluster lists no network interface of %s itself", quote(c.node.OS.HostName))
	}
	others := slices.DeleteFunc(slices.Clone(topology.Interfaces.Interfaces), isOwn)
	var paths []facts.LatencyPath
	roles := rolesOf(topology.Networks.Networks)
	for _, i := range others {
		role, known := roles[strings.ToLower(i.Network)]
		switch {
		case !known || role < 0 || role > facts.RoleBoth:
			return nil, notCredible("the role of the network %s is not known, so its paths may or may not matter", quote(i.Network))
		case role != facts.RoleClusterOnly && role != facts.RoleBoth:
			continue
		}
		address, err := netip.ParseAddr(i.Address)
		if err != nil || address.Zone() != "" {
			return nil, notCredible("the network interface %s has the address %s", quote(i.Name), quote(i.Address))
		}
		paths = append(paths, facts.LatencyPath{To: i.Node, Network: i.Network, Address: address.String()})
	}
	if len(paths) > maxPinged || len(paths) == 0 && len(others) > 0 {
		return nil, notCredible("the other nodes have %d addresses on networks that the cluster uses; 1 to %d can be measured", len(paths), maxPinged)
	}
	slices.SortFunc(paths, func(a, b facts.LatencyPath) int {
		return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.Network, b.Network), cmp.Compare(a.Address, b.Address))
	})
	return paths, nil
}

// rolesOf are the roles of networks by their names in lower case. Of one name the first
// counts.
func rolesOf(networks []facts.ClusterNetwork) map[string]int {
	roles := map[string]int{}
	for _, n := range networks {
		name := strings.ToLower(n.Name)
		if _, known := roles[name]; !known {
			roles[name] = n.Role
		}
	}
	return roles
}

// ping asks each address once and adds what came back to its path. How WMI
// treats several addresses is not documented, so each must have its answer.
func (c *collection) ping(ctx context.Context, paths []facts.LatencyPath) facts.Section {
	var conditions []string
	for _, p := range paths {
		conditions = append(conditions, "Address='"+p.Address+"'")
	}
	rows, head := c.query(ctx, cimv2, fmt.Sprintf("SELECT Address,StatusCode,ResponseTime FROM Win32_PingStatus WHERE Timeout=%d AND (%s)",
		pingTimeout, strings.Join(conditions, " OR ")))
	if head.State != facts.Collected {
		return head
	}
	for i := range paths {
		if problem := addAnswer(&paths[i], rows); problem != nil {
			return c.failed(head.Source, problem)
		}
	}
	return head
}

func addAnswer(p *facts.LatencyPath, rows []remote.Row) *facts.Problem {
	i := slices.IndexFunc(rows, func(r remote.Row) bool {
		text, _ := r.Text("Address")
		address, err := netip.ParseAddr(text)
		return err == nil && address.String() == p.Address
	})
	if i < 0 {
		return notCredible("Win32_PingStatus has no answer for %s", p.Address)
	}
	p.Sent++
	if status, ok := rows[i].Int("StatusCode"); !ok || status != 0 {
		return nil // lost: null and each other number
	}
	ms, ok := rows[i].Int("ResponseTime")
	if !ok || ms < 0 {
		return notCredible("Win32_PingStatus has an answer of %s without a time", p.Address)
	}
	p.RoundTrips = append(p.RoundTrips, ms)
	return nil
}
