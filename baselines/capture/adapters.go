package capture

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// adapters requires the drivers of the adapters that carry cluster networks, and
// for what Windows may do to save power with them.
func (c *capture) adapters() {
	if c.node.Adapters.Drivers.State == "" && len(c.base.Drivers) == 0 && c.base.AdapterPower == nil {
		return // not requested
	}
	if !c.read("adapters", c.node.Adapters.Drivers.Section) {
		return
	}
	carriers := c.carriers()
	if len(carriers) == 0 {
		c.leave("adapters: it is not known which of them carry cluster networks")
		return
	}
	c.drivers(carriers)
	c.power(carriers)
}

// carriers are the adapters whose interfaces the cluster knows on this node.
func (c *capture) carriers() []facts.AdapterDriver {
	own := c.node.OS.HostName
	if own == "" {
		own = c.node.Name
	}
	own, _, _ = strings.Cut(own, ".")
	t := c.node.Topology
	if t.Interfaces.State != facts.Collected || t.Networks.State != facts.Collected {
		return nil
	}
	var all []facts.AdapterDriver
	for _, a := range c.node.Adapters.Drivers.Found {
		if slices.ContainsFunc(t.Interfaces.Interfaces, func(i facts.ClusterInterface) bool {
			return strings.EqualFold(i.Node, own) && facts.NormalGUID(i.AdapterID) == facts.NormalGUID(a.ID) && c.usedByCluster(i.Network)
		}) {
			all = append(all, a)
		}
	}
	return all
}

// usedByCluster reports whether the cluster's own traffic goes over a network: its
// role is 1, cluster only, or 3, both.
func (c *capture) usedByCluster(network string) bool {
	return slices.ContainsFunc(c.node.Topology.Networks.Networks, func(n facts.ClusterNetwork) bool {
		return strings.EqualFold(n.Name, network) && (n.Role == 1 || n.Role == 3)
	})
}

// drivers requires the version of each kind of adapter, and of several for the
// least.
func (c *capture) drivers(carriers []facts.AdapterDriver) {
	var section mapping
	seen := map[string]bool{}
	for _, a := range carriers {
		subject := slug(a.Description)
		least, ok := leastVersion(a.Description, carriers)
		switch {
		case seen[subject]:
			continue
		case !ok || a.Description == "" || plain(a.Description) != a.Description:
			c.leave("driver of an adapter: no description and version that can be required")
			continue
		}
		seen[subject] = true
		m := c.requirement(fmt.Sprintf("The driver of %s is at least %s", a.Description, least))
		m.add("adapter", text(a.Description))
		m.add("min", text(least.String()))
		c.grounds(m, baselines.Low, "Install the driver that "+c.name+" has, or a later one.")
		section.add(subject, m.node())
	}
	if len(section.pairs) > 0 {
		c.sections.add("driver", section.node())
	}
}

// leastVersion is that of all adapters whose description contains a text, as a
// requirement compares it.
func leastVersion(description string, carriers []facts.AdapterDriver) (least facts.Version, ok bool) {
	for _, a := range carriers {
		if !strings.Contains(strings.ToLower(a.Description), strings.ToLower(description)) {
			continue
		}
		v, err := facts.ParseVersion(a.Version)
		if err != nil || !a.Detailed {
			return facts.Version{}, false
		}
		if !ok || v.Compare(least) < 0 {
			least, ok = v, true
		}
	}
	return least, ok
}

// power accepts the values that the adapters have, provided that all are known.
func (c *capture) power(carriers []facts.AdapterDriver) {
	var values []int
	for _, a := range carriers {
		if !a.Detailed || a.PnPCapabilities == nil || !baselines.Allows(*a.PnPCapabilities, "adapter_power", "power-down", "want", "0") {
			c.leave("adapter_power: not every adapter that carries a cluster network reports PnPCapabilities")
			return
		}
		values = append(values, *a.PnPCapabilities)
	}
	slices.Sort(values)
	m := c.requirement("Windows powers adapters down as on " + c.name)
	want := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, v := range slices.Compact(values) {
		want.Content = append(want.Content, number(v))
	}
	m.add("want", want)
	fix := ""
	if c.base.AdapterPower == nil {
		fix = "Set PnPCapabilities of the adapter as it is on " + c.name + ", and restart the node."
	}
	c.grounds(m, baselines.Low, fix)
	var section mapping
	section.add("power-down", m.node())
	c.sections.add("adapter_power", section.node())
}
