package checks

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needClusterValues(b *baselines.Baseline, r *facts.Request) {
	for _, p := range b.ClusterValues {
		r.Cluster = append(r.Cluster, p.Property)
		r.Services = append(r.Services, facts.ClusterService)
	}
}

// clusterValueFindings judge properties of the cluster as each node reports them.
func clusterValueFindings(e *evaluation, s Subject) []Finding {
	var found []Finding
	for _, p := range s.Baseline.ClusterValues {
		found = append(found, e.judgeProperty(s.Facts, p).finding(p.Requirement, wantedRange(p)).wanting(inBounds(p.Min, p.Max, unitOf(p))))
	}
	return found
}

// readClusterValues reads the properties that the baselines require. One that the node's
// Windows does not have is not a difference.
func (c consistency) readClusterValues(s Subject) reading {
	var r reading
	names := wording.Set{}
	for _, b := range c.baselines() {
		for _, p := range b.ClusterValues {
			names.Add(p.Property)
		}
	}
	if s.Facts.ClusterOf.State == facts.Absent {
		r.outside = "no cluster service"
		return r
	}
	for _, name := range names.Sorted() {
		value, v, final := readProperty(s.Facts, name)
		if !final {
			r.set(name, fmt.Sprint(value))
			continue
		}
		for _, missing := range v.missing {
			r.gap(missing)
		}
	}
	r.observe(s.Facts, s.Facts.ClusterOf.Section)
	return r
}
