package baselines

import (
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// substitutes are the items that name updates which carry, or may carry, the fix
// of a hotfix.
func substitutes(hotfix *yaml.Node) []*yaml.Node {
	return slices.Concat(strict.Items(hotfix, "satisfied_by", "updates"), strict.Items(hotfix, "satisfied_by", "maybe_in"))
}

// verifyUpdates checks that each substitute names one update or a row of them.
func (t *tree) verifyUpdates(hotfix *yaml.Node) {
	for _, item := range substitutes(hotfix) {
		one, row := strict.Get(item, "kb"), strict.Get(item, "kbs")
		if (one == nil) == (row == nil) {
			t.fail(item, "an update has either kb or kbs", "")
		}
	}
}

// verifyCircles notes hotfixes that carry each other's fix: of two updates the
// later one carries the earlier, never both.
func (t *tree) verifyCircles() {
	carriers := map[string]map[string]*yaml.Node{} // by hotfix, then by what carries it
	for _, h := range strict.Items(t.root, "hotfixes") {
		by := map[string]*yaml.Node{}
		for _, item := range strict.Items(h, "satisfied_by", "updates") {
			for _, n := range updateNumbers(item) {
				by[kb(n)] = n
			}
		}
		carriers[kb(strict.Get(h, "kb"))] = by
	}
	for _, start := range slices.SortedFunc(maps.Keys(carriers), CompareKB) {
		if chain := circle(carriers, start); chain != nil {
			t.fail(carriers[start][chain[1]], "satisfied_by forms a cycle: "+strings.Join(chain, " -> "), "")
		}
	}
}

// circle is the shortest way from a hotfix over what carries it back to itself,
// both ends included; nil when there is none. Only the least number of a circle
// finds it, so that each is noted once.
func circle(carriers map[string]map[string]*yaml.Node, start string) []string {
	seen := map[string]bool{}
	for open := [][]string{{start}}; len(open) > 0; open = open[1:] {
		way := open[0]
		for _, next := range slices.SortedFunc(maps.Keys(carriers[way[len(way)-1]]), CompareKB) {
			if next == start {
				return append(way, start)
			}
			if CompareKB(next, start) > 0 && !seen[next] {
				seen[next] = true
				open = append(open, append(slices.Clone(way), next))
			}
		}
	}
	return nil
}
