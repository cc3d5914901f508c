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
	for _, o := range ordersOf(b) {
		for _, p := range o.pairs {
			r.Cluster = append(r.Cluster, p.near, p.far)
		}
	}
	if b.Heartbeat.Duration != nil {
		for _, w := range waits() {
			r.Cluster = append(r.Cluster, w.delay(), w.threshold())
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
	for _, o := range ordersOf(s.Baseline) {
		found = append(found, o.judge(s.Facts).finding(*o.requirement, o.near+" values not above the "+o.far+" ones"))
	}
	if d := s.Baseline.Heartbeat.Duration; d != nil {
		found = append(found, judgeDuration(s.Facts, *d).finding(d.Requirement, wantedDuration(*d)))
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
