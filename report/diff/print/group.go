package print

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report/diff"
)

// group is findings that changed alike on several nodes.
type group struct {
	diff.Change
	nodes []string // empty: the cluster as a whole
}

// groups joins the findings of a class that differ by their nodes only, in their order.
func groups(c diff.Cluster, class diff.Class) []group {
	var all []group
	at := map[diff.Change]int{}
	for _, f := range c.Findings {
		if f.Class != class {
			continue
		}
		k := f
		k.Node, k.Fingerprint, k.Reason = "", "", ""
		i, ok := at[k]
		if !ok {
			i = len(all)
			at[k] = i
			all = append(all, group{Change: f})
		}
		if f.Node != "" {
			all[i].nodes = append(all[i].nodes, f.Node)
		}
	}
	return all
}

// byRequirement counts the findings of a class by their ids, in their order.
func byRequirement(c diff.Cluster, class diff.Class) []group {
	var all []group
	at := map[string]int{}
	for _, f := range c.Findings {
		if f.Class != class {
			continue
		}
		key := f.ID + " " + string(f.Severity)
		i, ok := at[key]
		if !ok {
			i = len(all)
			at[key] = i
			all = append(all, group{Change: f})
		}
		if f.Node != "" {
			all[i].nodes = append(all[i].nodes, f.Node)
		}
		if !f.Since.IsZero() && f.Since.Before(all[i].Since) {
			all[i].Since = f.Since
		}
	}
	return all
}

// brief reports whether a class is listed in one line for each requirement: there is
// much of it, and nothing to do for it that was not to be done before.
func brief(class diff.Class) bool {
	switch class {
	case diff.Still, diff.RequirementDropped, diff.NoLongerApplies:
		return true
	}
	return false
}

// shown are the groups of a class that are shown one by one, and what is said of the
// others. What a baseline added, or what is known again, mostly passes: that is counted.
func shown(c diff.Cluster, class diff.Class) (all []group, rest string) {
	if brief(class) {
		return byRequirement(c, class), ""
	}
	passed := 0
	for _, g := range groups(c, class) {
		counted := class == diff.RequirementAdded || class == diff.KnownAgain
		if counted && (g.Now == checks.Pass || g.Now == checks.NotApplicable) {
			passed += max(len(g.nodes), 1)
			continue
		}
		all = append(all, g)
	}
	switch {
	case passed == 0:
		return all, ""
	case len(all) == 0:
		return all, fmt.Sprintf("%d that pass or do not apply", passed)
	}
	return all, fmt.Sprintf("and %d that pass or do not apply", passed)
}
