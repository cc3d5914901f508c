package baselines

import (
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// rolesInOrder sorts embedded overlays that are named one after the other, so that the
// order of roles decides nothing. Files stay where they are: what a site lays over a role,
// and under another, is its decision.
func rolesInOrder(overlays []string) []string {
	sorted := slices.Clone(overlays)
	for i := 0; i < len(sorted); {
		end := i
		for end < len(sorted) && !strict.IsFile(sorted[end]) {
			end++
		}
		slices.Sort(sorted[i:end])
		i = end + 1
	}
	return sorted
}

// outrank notes what an embedded overlay says of requirements that another one, below it,
// takes for graver: its severity, and where it changes no value, all that it says.
func (t *tree) outrank(l *layer, body *yaml.Node) {
	if !l.embedded || !l.overlay {
		return
	}
	known := requirements(t.root)
	for above := range entries(body) {
		below := known[above.id()]
		own, other := strict.Get(above.node, "severity"), strict.Get(below, "severity")
		if own == nil || other == nil || !t.ofRole(other) || Severity(other.Value).Rank() >= Severity(own.Value).Rank() {
			continue
		}
		t.outranked[own] = true
		if above.onlyWeighs(below) {
			for _, value := range strict.Pairs(above.node) {
				t.outranked[value] = true
			}
		}
	}
}

// ofRole reports whether an embedded overlay wrote a value.
func (t *tree) ofRole(n *yaml.Node) bool {
	l := t.layer(n)
	return l != nil && l.embedded && l.overlay
}

// onlyWeighs reports whether an entry gives no value below it another one, and so says
// only how much the requirement matters.
func (e entry) onlyWeighs(below *yaml.Node) bool {
	return !slices.ContainsFunc(e.changed(below), func(f *field) bool { return !f.options.has("aside") })
}
