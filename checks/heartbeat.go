package checks

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needHeartbeat(b *baselines.Baseline, r *facts.Request) {
	for _, p := range b.Heartbeat.Properties {
		r.Cluster = append(r.Cluster, p.Property)
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

func heartbeatFindings(_ *evaluation, s Subject) []Finding {
	var found []Finding
	for _, p := range s.Baseline.Heartbeat.Properties {
		found = append(found, judgeProperty(s.Facts.ClusterOf, p).finding(p.Requirement, wantedRange(p)))
	}
	if order := s.Baseline.Heartbeat.Order; order != nil {
		v := judgeOrder(s.Facts.ClusterOf)
		found = append(found, v.finding(*order, "same-subnet values not above the cross-subnet ones"))
	}
	return found
}

func judgeProperty(c facts.Cluster, p baselines.HeartbeatProperty) verdict {
	value, v, final := readProperty(c, p.Property)
	if final {
		return v
	}
	seen := observed(c.Section, "%s = %d", p.Property, value)
	got := fmt.Sprint(value)
	switch {
	case inRange(value, p.Min, p.Max):
		return passed(got, p.Property+" is within the recommended range", seen)
	case p.Default != nil && value == *p.Default:
		return passed(got, fmt.Sprintf("%d is this version's default; the baseline recommends %s", value, wantedRange(p)), seen)
	}
	reason := fmt.Sprintf("%s is %d; the baseline recommends %s", p.Property, value, wantedRange(p))
	return drifted(got, reason, seen)
}

// readProperty returns a property's value, or the final verdict when it has
// none. A null property does not exist in this Windows; it is not zero.
func readProperty(c facts.Cluster, name string) (int, verdict, bool) {
	if c.State == facts.Absent {
		return 0, inapplicable("the node has no cluster service", observed(c.Section, "no cluster service")), true
	}
	// No Windows version answers with every property null.
	if missing := c.Gap("the cluster's properties", len(c.Properties)); missing != "" {
		return 0, unknown("the cluster's properties are not known", missing), true
	}
	if value, ok := c.Properties[name]; ok {
		return value, verdict{}, false
	}
	if !wording.ContainsFold(c.Asked, name) {
		return 0, unknown("the property was not read", name+", which the node was not asked for"), true
	}
	return 0, inapplicable("this Windows has no such property", observed(c.Section, "%s is null", name)), true
}

func inRange(value int, least, most *int) bool {
	return (least == nil || value >= *least) && (most == nil || value <= *most)
}

// wantedRange is "1000 to 2000 ms"; thresholds have no unit.
func wantedRange(p baselines.HeartbeatProperty) string {
	unit := ""
	if strings.HasSuffix(p.Property, "Delay") {
		unit = " ms"
	}
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

// pair is two properties of which the first must not exceed the second.
type pair struct{ same, cross string }

func orderedPairs() []pair {
	return []pair{
		{"SameSubnetDelay", "CrossSubnetDelay"},
		{"SameSubnetThreshold", "CrossSubnetThreshold"},
	}
}

// judgeOrder compares the pairs. A pair of which one property does not exist is
// left out; one that is out of order decides, whatever is known of the other.
func judgeOrder(c facts.Cluster) verdict {
	var inOrder, outOfOrder []string
	var open, none *verdict
	for _, p := range orderedPairs() {
		same, cross, v := readPair(c, p)
		text := fmt.Sprintf("%s %d, %s %d", p.same, same, p.cross, cross)
		switch {
		case v != nil && v.status == Unknown:
			open = v
		case v != nil:
			none = v
		case same > cross:
			outOfOrder = append(outOfOrder, text)
		default:
			inOrder = append(inOrder, text)
		}
	}
	switch {
	case len(outOfOrder) > 0:
		got := strings.Join(outOfOrder, "; ")
		return drifted(got, "a same-subnet value exceeds its cross-subnet counterpart", observed(c.Section, "%s", got))
	case open != nil:
		return *open
	case len(inOrder) > 0:
		got := strings.Join(inOrder, "; ")
		return passed(got, "no same-subnet value exceeds its cross-subnet counterpart", observed(c.Section, "%s", got))
	}
	return *none
}

// readPair returns both values, or the verdict that takes their place.
func readPair(c facts.Cluster, p pair) (same, cross int, instead *verdict) {
	same, v, final := readProperty(c, p.same)
	if final && v.status == Unknown {
		return 0, 0, &v
	}
	cross, w, crossFinal := readProperty(c, p.cross)
	switch {
	case crossFinal:
		return 0, 0, &w
	case final:
		return 0, 0, &v
	}
	return same, cross, nil
}
