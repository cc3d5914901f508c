package findings

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report"
)

// WorstFirst sorts clusters by what is wrong with them.
func WorstFirst(clusters []report.Cluster) []report.Cluster {
	all := slices.Clone(clusters)
	verdicts := []report.Verdict{report.VerdictDrift, report.VerdictIncomplete, report.VerdictPass}
	slices.SortStableFunc(all, func(a, b report.Cluster) int {
		by := []int{cmp.Compare(slices.Index(verdicts, a.Verdict), slices.Index(verdicts, b.Verdict))}
		for _, s := range baselines.Severities() {
			by = append(by, cmp.Compare(b.Counts.DriftBySeverity[s], a.Counts.DriftBySeverity[s]))
		}
		return cmp.Or(append(by, cmp.Compare(b.Counts.Unknown, a.Counts.Unknown))...)
	})
	return all
}
