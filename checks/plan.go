package checks

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Plan says what a node has to be asked so that every requirement of the
// baseline can be judged. Its lists are sorted and without repetition.
func Plan(b *baselines.Baseline) facts.Request {
	var r facts.Request
	for _, f := range families() {
		if f.needs != nil {
			f.needs(b, &r)
		}
	}
	askControl(&r)
	for _, list := range []*[]string{&r.KBs, &r.Files, &r.Services, &r.Cluster, &r.Drivers} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return r
}
