package report

import (
	"cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// MomentText is on which occasions the clusters were judged, "severities of the moment
// before-update", with the clusters where they differ; empty: on none.
func (r *Result) MomentText() string {
	var of wording.Grouped
	moments := map[baselines.Moment]bool{}
	for _, c := range r.Clusters {
		moments[c.Moment] = true
		of.Add(string(cmp.Or(c.Moment, "none")), c.Name)
	}
	const what = "severities of the moment "
	switch {
	case len(moments) == 0, len(moments) == 1 && moments[""]:
		return ""
	case len(moments) == 1:
		return what + string(r.Clusters[0].Moment)
	}
	return what + "(" + of.String() + ")"
}
