package checks

import (
	"fmt"
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// change is something done to the facts of one node.
type change struct {
	name string
	do   func(*facts.Node)
}

// eachOf makes a change of every element of a list.
func eachOf[T any](name string, n *facts.Node, list func(*facts.Node) *[]T, do func(*[]T, int)) []change {
	var all []change
	for i := range *list(n) {
		all = append(all, change{fmt.Sprintf("%s %d", name, i), func(n *facts.Node) { do(list(n), i) }})
	}
	return all
}

func drop[T any](list *[]T, i int) { *list = slices.Delete(slices.Clone(*list), i, i+1) }

func twice[T any](list *[]T, i int) { *list = append(slices.Clone(*list), (*list)[i]) }

func drivers(n *facts.Node) *[]facts.AdapterDriver         { return &n.Adapters.Drivers.Found }
func addresses(n *facts.Node) *[]facts.AdapterAddress      { return &n.Adapters.IP.Found }
func settings(n *facts.Node) *[]facts.TCPSetting           { return &n.TCP.Show.Settings }
func networksOf(n *facts.Node) *[]facts.ClusterNetwork     { return &n.Topology.Networks.Networks }
func interfacesOf(n *facts.Node) *[]facts.ClusterInterface { return &n.Topology.Interfaces.Interfaces }
func of[T any](set func(*T)) func(*[]T, int)               { return func(l *[]T, i int) { set(&(*l)[i]) } }

// carrying are the adapters of a list that carry networks of the cluster, by their ids.
func carrying[T any](n *facts.Node, list []T, id func(T) string) (rows []int) {
	for i, row := range list {
		on := func(f facts.ClusterInterface) bool {
			return facts.NormalGUID(f.AdapterID) == id(row) && f.Node == n.Name
		}
		if slices.ContainsFunc(n.Topology.Interfaces.Interfaces, on) {
			rows = append(rows, i)
		}
	}
	return rows
}

// erosions take a little of the evidence on adapters, offload and networks. Whole rows
// are taken only of adapters that carry a network: that the lists lack no other adapter
// is what the collector proves.
func erosions(n *facts.Node) []change {
	all := slices.Concat(
		eachOf("no component of driver", n, drivers, of(func(d *facts.AdapterDriver) { d.Component = "" })),
		eachOf("no flags of driver", n, drivers, of(func(d *facts.AdapterDriver) { d.Characteristics = nil })),
		eachOf("no description of driver", n, drivers, of(func(d *facts.AdapterDriver) { d.Description = "" })),
		eachOf("no details of driver", n, drivers, of(func(d *facts.AdapterDriver) { d.Detailed = false })),
		eachOf("no version of driver", n, drivers, of(func(d *facts.AdapterDriver) { d.Version = "" })),
		eachOf("no power of driver", n, drivers, of(func(d *facts.AdapterDriver) { d.PnPCapabilities = nil })),
		eachOf("no description of address", n, addresses, of(func(a *facts.AdapterAddress) { a.Description = "" })),
		eachOf("no value of setting", n, settings, of(func(s *facts.TCPSetting) { s.Value = "" })),
		eachOf("no setting", n, settings, drop),
		eachOf("no network", n, networksOf, drop),
		eachOf("no role of network", n, networksOf, of(func(c *facts.ClusterNetwork) { c.Role = -1 })),
		eachOf("no state of network", n, networksOf, of(func(c *facts.ClusterNetwork) { c.State = -1 })),
		eachOf("no interface", n, interfacesOf, drop),
		eachOf("no adapter of interface", n, interfacesOf, of(func(i *facts.ClusterInterface) { i.AdapterID = "" })),
		eachOf("no state of interface", n, interfacesOf, of(func(i *facts.ClusterInterface) { i.State = -1 })),
	)
	for _, i := range carrying(n, *drivers(n), func(d facts.AdapterDriver) string { return d.ID }) {
		all = append(all, change{fmt.Sprintf("no driver %d", i), func(n *facts.Node) { drop(drivers(n), i) }})
	}
	for _, i := range carrying(n, *addresses(n), func(a facts.AdapterAddress) string { return a.ID }) {
		all = append(all, change{fmt.Sprintf("no address %d", i), func(n *facts.Node) { drop(addresses(n), i) }},
			change{fmt.Sprintf("no id of address %d", i), func(n *facts.Node) { (*addresses(n))[i].ID = "" }})
	}
	for i, c := range all {
		all[i].do = func(n *facts.Node) {
			c.do(n)
			n.TCP.Show.Complete = false // what is eroded is no longer whole
		}
	}
	return all
}

func duplications(n *facts.Node) []change {
	return slices.Concat(eachOf("driver", n, drivers, twice), eachOf("address", n, addresses, twice), eachOf("setting", n, settings, twice),
		eachOf("network", n, networksOf, twice), eachOf("interface", n, interfacesOf, twice))
}

// twoAccounts is the cluster of a situation with the same account of its networks from
// two nodes, as a scan has it, and without a dump, which says less than what is in force.
func twoAccounts(s situation) Cluster {
	c := s.cluster()
	first, second := c.Nodes[0].Facts, c.Nodes[1].Facts
	second.Topology = first.Topology
	second.Topology.Networks.Networks = slices.Clone(first.Topology.Networks.Networks)
	second.Topology.Interfaces.Interfaces = slices.Clone(first.Topology.Interfaces.Interfaces)
	first.TCP.Dump = facts.TCPSettings{Section: failed("dump")}
	return c
}

// verifyChanges asserts that a verdict stays or becomes unknown.
func verifyChanges(t *testing.T, changes func(*facts.Node) []change) {
	t.Helper()
	for _, s := range slices.Concat(firstSituations()[:1], adapterSituations(), networkSituations()) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			before := Evaluate(twoAccounts(s))
			for _, what := range changes(s.cluster().Nodes[0].Facts) {
				c := twoAccounts(s)
				what.do(c.Nodes[0].Facts)
				for _, step := range worsened(before, Evaluate(c)) {
					t.Errorf("%s: %s", what.name, step)
				}
			}
		})
	}
}

func TestErodedAdapters(t *testing.T) { verifyChanges(t, erosions) }

func TestDuplicatedAdapters(t *testing.T) { verifyChanges(t, duplications) }
