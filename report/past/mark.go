package past

import (
	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/report"
)

// subject is a finding in a result, of those that have its id on its node the nth. Without
// an id it is a node of which there is no finding.
type subject struct {
	cluster, node, id string
	nth               int
}

// mark marks the findings of a result, and its nodes without any, by how they compare with
// those of an earlier one.
func mark(earlier, now *report.Result) {
	was := map[subject]report.Finding{}
	each(earlier, func(s subject, f *report.Finding, _ *report.Node) {
		was[s] = report.Finding{}
		if f != nil {
			was[s] = *f
		}
	})
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

// each calls do with every finding of a result, and every node without any.
func each(r *report.Result, do func(subject, *report.Finding, *report.Node)) {
	for i := range r.Clusters {
		c := &r.Clusters[i]
		cluster, count, heard := fold(c.Name), map[subject]int{}, map[string]bool{}
		for j := range c.Findings {
			f := &c.Findings[j]
			s := subject{cluster, fold(f.Node), f.ID, 0}
			s.nth, heard[f.Node] = count[s], true
			count[subject{s.cluster, s.node, s.id, 0}]++
			do(s, f, nil)
		}
		for j := range c.Nodes {
			if n := &c.Nodes[j]; !heard[n.Name] {
				do(subject{cluster, fold(n.Name), "", 0}, nil, n)
			}
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
