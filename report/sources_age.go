package report

import (
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// staleSources warns of each baseline whose sources of updates and vulnerabilities were
// read so long ago, counted from a day, that the newest ones are not known.
func staleSources(all []*baselines.Baseline, today time.Time) []string {
	var stale []string
	for _, b := range all {
		if days, old := b.SourcesAge(today); old {
			stale = append(stale, fmt.Sprintf("the baseline %s knows updates and vulnerabilities up to %s, %d days ago (more than %d): "+
				"newer ones are not known; get a newer version of the program or of the baseline",
				b.Name, b.SourcesRead.Format(time.DateOnly), days, b.SourcesLimit()))
		}
	}
	return stale
}
