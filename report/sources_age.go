package report

import (
	"fmt"
	"slices"
	"time"
)

// staleSources warns of each baseline whose sources of updates and vulnerabilities were
// read so long ago that the newest ones are not known, sorted by text.
func staleSources(clusters []Judged) []string {
	var all []string
	for _, j := range clusters {
		for _, s := range j.Cluster.Nodes {
			if s.Baseline == nil {
				continue
			}
			if days, stale := s.Baseline.SourcesAge(j.Cluster.Today); stale {
				all = append(all, fmt.Sprintf("the baseline %s knows updates and vulnerabilities up to %s, %d days ago (more than %d): "+
					"newer ones are not known; get a newer version of the program or of the baseline",
					s.Baseline.Name, s.Baseline.SourcesRead.Format(time.DateOnly), days, s.Baseline.SourcesLimit()))
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
