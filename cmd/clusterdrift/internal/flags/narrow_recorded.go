package flags

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/report"
)

// Narrow leaves out of a recorded result what the flags do not choose, and names in it
// what they chose, as a scan does. What follows from the findings, Conclude has to work
// out again. A *cli.UsageError is a name that neither the result nor an embedded baseline
// has, and a result that was narrowed before: what that left out is not known.
func (n Narrow) Narrow(r *report.Result) error {
	if !n.Chosen() {
		return nil
	}
	if r.Selection != nil {
		return cli.Usage("the result is "+r.Selection.String()+" already", "render it without --only and --skip, or judge the facts again with clusterdrift check")
	}
	recorded := recordedIDs(r)
	chosen, err := n.amongIDs(slices.Compact(slices.Sorted(slices.Values(slices.Concat(recorded, embeddedIDs())))))
	if err != nil {
		return err
	}
	r.Edit(func(_ int, c *report.Cluster) {
		c.Findings = slices.DeleteFunc(c.Findings, func(f report.Finding) bool { return !chosen.judges(f.ID) })
	})
	r.UnusedWaivers = chosen.unused(r.UnusedWaivers)
	r.Narrow(chosen.only, chosen.skip, chosen.absent(r, recorded))
	return nil
}

// absent are the words of --only of which a result has no finding; none when no node was
// judged, so that it could not have one.
func (n *narrowed) absent(r *report.Result, recorded []string) []string {
	if len(r.Baselines) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(n.only), func(word string) bool {
		return slices.ContainsFunc(recorded, func(id string) bool { return names([]string{word}, id) })
	})
}

// recordedIDs are the ids of the findings of a result.
func recordedIDs(r *report.Result) []string {
	var ids []string
	for _, c := range r.Each() {
		for _, f := range c.Findings {
			ids = append(ids, f.ID)
		}
	}
	return ids
}
