package past

import (
	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/report"
)

// subject is a finding of a cluster, of those that have its id on its node the nth. Without
// an id it is a node of which there is no finding.
type subject struct {
	node, id string
	nth      int
}

// sightings are the clusters of an earlier result by their names.
type sightings struct {
	result *report.Result
	places map[string][]int
}

func newSightings(earlier *report.Result) *sightings {
	s := &sightings{earlier, map[string][]int{}}
	for i := range earlier.Clusters {
		key := fold(earlier.Clusters[i].Name)
		s.places[key] = append(s.places[key], i)
	}
	return s
}

// mark marks the findings of a cluster, and its nodes without any, by how they compare with
// those of the earlier result.
func (s *sightings) mark(now *report.Cluster) {
	was := map[subject]report.Finding{}
	for _, i := range s.places[fold(now.Name)] {
		each(new(s.result.Clusters[i].Open()), func(s subject, f *report.Finding, _ *report.Node) {
			was[s] = report.Finding{}
			if f != nil {
				was[s] = *f
			}
		})
	}
	each(now, func(s subject, f *report.Finding, n *report.Node) {
		before, known := was[s]
		if f == nil {
			n.Change = report.ChangeNew
			if known {
				n.Change = report.ChangeNone
			}
			return
		}
		f.Change = changeOf(before, *f, known)
	})
}

// each calls do with every finding of a cluster, and every node without any.
func each(c *report.Cluster, do func(subject, *report.Finding, *report.Node)) {
	count, heard := map[subject]int{}, map[string]bool{}
	for j := range c.Findings {
		f := &c.Findings[j]
		s := subject{fold(f.Node), f.ID, 0}
		s.nth, heard[f.Node] = count[s], true
		count[subject{s.node, s.id, 0}]++
		do(s, f, nil)
	}
	for j := range c.Nodes {
		if n := &c.Nodes[j]; !heard[n.Name] {
			do(subject{fold(n.Name), "", 0}, nil, n)
		}
	}
}

func fold(name string) string { return string(strict.Fold(name)) }

func changeOf(before, now report.Finding, known bool) report.Change {
	was := known && before.IsReported()
	switch {
	case !was && !now.IsReported():
		return ""
	case !known && now.Standing != nil && !now.Standing.New: // the last run did not look at it, and earlier ones saw it
		return report.ChangeNone
	case !was:
		return report.ChangeNew
	case !now.IsReported():
		return report.ChangeAbsent
	case sameState(before, now):
		return report.ChangeNone
	}
	return report.ChangeUpdated
}

// sameState reports whether a finding is what it was. Results of format 1 have no
// fingerprints.
func sameState(before, now report.Finding) bool {
	if before.Status != now.Status || before.Severity != now.Severity {
		return false
	}
	if before.Fingerprint == "" || now.Fingerprint == "" {
		return before.Got == now.Got
	}
	return before.Fingerprint == now.Fingerprint
}
