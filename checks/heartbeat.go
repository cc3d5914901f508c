package checks

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// needHeartbeat also requests the events by which a default loses its excuse.
func needHeartbeat(b *baselines.Baseline, r *facts.Request) {
	for _, p := range b.Heartbeat.Properties {
		r.Cluster = append(r.Cluster, p.Property)
		needEvents(b, r)
	}
	if b.Heartbeat.Order != nil {
		for _, p := range orderedPairs() {
			r.Cluster = append(r.Cluster, p.same, p.cross)
		}
	}
	if len(r.Cluster) > 0 {
		r.Services = append(r.Services, facts.ClusterService)
	}
}

func heartbeatFindings(e *evaluation, s Subject) []Finding {
	var found []Finding
	for _, p := range s.Baseline.Heartbeat.Properties {
		found = append(found, e.judgeProperty(s.Facts, p).finding(p.Requirement, wantedRange(p)).wanting(inBounds(p.Min, p.Max, unitOf(p))))
	}
	if order := s.Baseline.Heartbeat.Order; order != nil {
		v := judgeOrder(s.Facts)
		found = append(found, v.finding(*order, "same-subnet values not above the cross-subnet ones"))
	}
	return found
}

func (e *evaluation) judgeProperty(n *facts.Node, p baselines.HeartbeatProperty) verdict {
	value, v, final := readProperty(n, p.Property)
	if final {
		return v
	}
	seen := observed(n.ClusterOf.Section, "%s = %d", p.Property, value)
	if inRange(value, p.Min, p.Max) {
		return passed(fmt.Sprint(value), p.Property+" is within the recommended range", seen).gotValue(numberOf(value, unitOf(p)))
	}
	v = drifted(fmt.Sprint(value), outsideRange(value, p), seen).gotValue(numberOf(value, unitOf(p)))
	if excusable(value, p) {
		return e.excused(n, v)
	}
	return v
}

// readProperty returns a property's value, or the final verdict when it has
// none. Null is not zero: only a property that this Windows does not have is not
// applicable.
func readProperty(n *facts.Node, name string) (int, verdict, bool) {
	c := n.ClusterOf
	if c.State == facts.Absent {
		return 0, inapplicable("the node has no cluster service", observed(c.Section, "no cluster service")), true
	}
	// No Windows version answers with every property null.
	if missing := c.Gap("the cluster's properties", len(c.Properties)); !missing.IsZero() {
		return 0, unknown("the cluster's properties are not known", missing), true
	}
	if value, ok := c.Properties[name]; ok {
		return value, verdict{}, false
	}
	if missing := propertyGap(n, name); !missing.IsZero() {
		return 0, unknown("the property was not read", missing), true
	}
	return 0, inapplicable("this Windows has no such property", observed(n.OS.Section, "build %d, which has no %s", n.OS.Build, name)), true
}

// propertyGap says why the value of a property is not known although the cluster
// was read; zero when it is, or when the node's Windows does not have the property.
func propertyGap(n *facts.Node, name string) facts.Gap {
	c := n.ClusterOf
	if _, known := c.Properties[name]; known || lacksProperty(n.OS, name) {
		return facts.Gap{}
	}
	return cmp.Or(c.PropertyGap(name), facts.GapLeftOut.Of(name+", of which the node gave no value"))
}

// lacksProperty reports whether it is known that this Windows is too old for a property.
func lacksProperty(os facts.OS, name string) bool {
	return os.State == facts.Collected && os.Build > 0 && facts.ClusterColumns()[name] > os.Build
}

func inRange(value int, least, most *int) bool {
	return (least == nil || value >= *least) && (most == nil || value <= *most)
}

// wantedRange is "1000 to 2000 ms"; thresholds have no unit.
func wantedRange(p baselines.HeartbeatProperty) string {
	unit := strings.TrimRight(" "+unitOf(p), " ")
	switch {
	case p.Min != nil && p.Max != nil && *p.Min == *p.Max:
		return fmt.Sprintf("%d%s", *p.Min, unit)
	case p.Min != nil && p.Max != nil:
		return fmt.Sprintf("%d to %d%s", *p.Min, *p.Max, unit)
	case p.Min != nil:
		return fmt.Sprintf("at least %d%s", *p.Min, unit)
	case p.Max != nil:
		return fmt.Sprintf("at most %d%s", *p.Max, unit)
	}
	return "any value"
}

// unitOf is the unit of a property; thresholds count.
func unitOf(p baselines.HeartbeatProperty) string {
	if strings.HasSuffix(p.Property, "Delay") {
		return UnitMilliseconds
	}
	return ""
}

// pair is two properties of which the first must not exceed the second.
type pair struct{ same, cross string }

func orderedPairs() []pair {
	return []pair{
		{"SameSubnetDelay", "CrossSubnetDelay"},
		{"SameSubnetThreshold", "CrossSubnetThreshold"},
	}
}

// judgeOrder compares the pairs, whose properties every Windows has. One that is
// out of order decides, whatever is known of the other.
func judgeOrder(n *facts.Node) verdict {
	var inOrder, outOfOrder []string
	var open *verdict
	for _, p := range orderedPairs() {
		same, v, final := readProperty(n, p.same)
		cross, w, crossFinal := readProperty(n, p.cross)
		text := fmt.Sprintf("%s %d, %s %d", p.same, same, p.cross, cross)
		switch {
		case final:
			open = &v
		case crossFinal:
			open = &w
		case same > cross:
			outOfOrder = append(outOfOrder, text)
		default:
			inOrder = append(inOrder, text)
		}
	}
	if len(outOfOrder) > 0 {
		got := strings.Join(outOfOrder, "; ")
		return drifted(got, "a same-subnet value exceeds its cross-subnet counterpart", observed(n.ClusterOf.Section, "%s", got))
	}
	if open != nil {
		return *open
	}
	got := strings.Join(inOrder, "; ")
	return passed(got, "no same-subnet value exceeds its cross-subnet counterpart", observed(n.ClusterOf.Section, "%s", got))
}
