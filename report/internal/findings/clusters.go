package findings

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report"
)

// WorstFirst are the places of the clusters, sorted by what is wrong with them.
func WorstFirst(clusters []report.Cluster) []int {
	order := make([]int, len(clusters))
	for i := range order {
		order[i] = i
	}
	verdicts := []report.Verdict{report.VerdictDrift, report.VerdictIncomplete, report.VerdictPass}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := clusters[i], clusters[j]
		by := []int{cmp.Compare(slices.Index(verdicts, a.Verdict), slices.Index(verdicts, b.Verdict))}
		for _, s := range baselines.Severities() {
			by = append(by, cmp.Compare(b.Counts.DriftBySeverity[s], a.Counts.DriftBySeverity[s]))
		}
		return cmp.Or(append(by, cmp.Compare(b.Counts.Unknown, a.Counts.Unknown))...)
	})
	return order
}
