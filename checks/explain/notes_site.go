package explain

import (
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// siteNotes say what an entry of site looks at, what absence means, and which nodes it is for.
func siteNotes(r baselines.SiteRule) []string {
	var lines []string
	for _, p := range slices.Concat(r.All, r.Any) {
		lines = append(lines, fmt.Sprintf("looks at %s; if it is not there: %s", p.Observe, absence(p.Absent)))
	}
	if len(r.Any) > 1 {
		lines = append(lines, "one of these is enough")
	}
	if r.Scope == baselines.SiteCluster {
		lines = append(lines, "read on one node of the cluster, and compared on a second")
	}
	if r.Same {
		lines = append(lines, "the nodes of a cluster must answer alike: consistency/site-"+r.Name)
	}
	return append(lines, conditionNotes(r.When)...)
}

func absence(a baselines.SiteAbsent) string {
	if a.Default != nil {
		return "the default is " + a.Default.String()
	}
	return string(a.Verdict)
}

func conditionNotes(w baselines.SiteWhen) []string {
	var lines []string
	if w.Service != "" {
		lines = append(lines, "concerns nodes with the service or driver "+w.Service+" only")
	}
	if w.BuildMin != 0 {
		lines = append(lines, fmt.Sprintf("concerns builds from %d on only", w.BuildMin))
	}
	if w.BuildMax != 0 {
		lines = append(lines, fmt.Sprintf("concerns builds up to %d only", w.BuildMax))
	}
	if w.Installation != "" {
		lines = append(lines, "concerns "+w.Installation+" installations only")
	}
	if w.ResourceType != "" {
		lines = append(lines, "concerns clusters with a resource of type "+w.ResourceType+" only")
	}
	return lines
}
