package checks

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// order wants the values for near nodes not to exceed those for far ones.
type order struct {
	requirement *baselines.Requirement
	near, far   string // "same-subnet", "cross-subnet"
	pairs       []pair
	// excused are values for far nodes that mean nothing: the cluster has no such nodes.
	excused map[string]int
}

// pair is two properties of which the first must not exceed the second.
type pair struct{ near, far string }

// ordersOf are those that a baseline requires.
func ordersOf(b *baselines.Baseline) []order {
	var all []order
	if r := b.Heartbeat.Order; r != nil {
		all = append(all, order{requirement: r, near: "same-subnet", far: "cross-subnet", pairs: []pair{
			{"SameSubnetDelay", "CrossSubnetDelay"}, {"SameSubnetThreshold", "CrossSubnetThreshold"},
		}})
	}
	if r := b.Heartbeat.SiteOrder; r != nil {
		o := order{requirement: &r.Requirement, near: "cross-subnet", far: "cross-site", pairs: []pair{
			{"CrossSubnetDelay", "CrossSiteDelay"}, {"CrossSubnetThreshold", "CrossSiteThreshold"},
		}}
		if !r.WithDefaults {
			o.excused = defaultsOf(b)
		}
		all = append(all, o)
	}
	return all
}

// defaultsOf are the defaults of the properties, as far as a baseline names them.
func defaultsOf(b *baselines.Baseline) map[string]int {
	all := map[string]int{}
	for _, p := range b.Heartbeat.Properties {
		if p.Default != nil {
			all[p.Property] = *p.Default
		}
	}
	return all
}

// excuses reports whether a value for far nodes is the default that means nothing.
func (o order) excuses(p pair, far int) bool {
	value, ok := o.excused[p.far]
	return ok && value == far
}

// judge compares the pairs. One that is out of order decides, whatever is known of the
// other.
func (o order) judge(n *facts.Node) verdict {
	var inOrder, outOfOrder, excused, now []string
	var open *verdict
	for _, p := range o.pairs {
		near, v, final := readProperty(n, p.near)
		far, w, farFinal := readProperty(n, p.far)
		text := fmt.Sprintf("%s %d, %s %d", p.near, near, p.far, far)
		switch {
		case final:
			open = &v
		case farFinal:
			open = &w
		case near > far && o.excuses(p, far):
			excused = append(excused, text)
		case near > far:
			outOfOrder = append(outOfOrder, text)
			now = append(now, fmt.Sprintf("%s = %d, %s = %d", p.near, near, p.far, far))
		default:
			inOrder = append(inOrder, text)
		}
	}
	if len(outOfOrder) > 0 {
		got := strings.Join(outOfOrder, "; ")
		v := drifted(got, "a "+o.near+" value exceeds its "+o.far+" counterpart", observed(n.ClusterOf.Section, "%s", got))
		v.now = "Now " + strings.Join(now, "; ") + "."
		return v
	}
	if open != nil {
		return *open
	}
	if len(excused) > 0 {
		got := strings.Join(excused, "; ")
		return inapplicable("the "+o.far+" value is the default of this Windows, as in a cluster that has no such nodes", observed(n.ClusterOf.Section, "%s", got))
	}
	got := strings.Join(inOrder, "; ")
	return passed(got, "no "+o.near+" value exceeds its "+o.far+" counterpart", observed(n.ClusterOf.Section, "%s", got))
}
