package record

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// missing are the texts of format 1, which says why of none of them.
func (f firstFinding) missing() list[gap] {
	var all list[gap]
	for _, text := range f.Missing {
		all = append(all, gap{facts.Gap{Kind: facts.GapNotRecorded, Text: text}})
	}
	return all
}

// dueTo is the node, of those that were not read, that every part of a finding on the
// cluster speaks of. Format 1 says so in its texts alone, which no version changes any
// more.
func (f firstFinding) dueTo(nodes []node) []string {
	if f.Node != "" || f.Status != checks.Drift && f.Status != checks.Unknown {
		return nil
	}
	for _, n := range nodes {
		if n.Dark() && f.speaksOf(n.Name) {
			return []string{n.Name}
		}
	}
	return nil
}

func (f firstFinding) speaksOf(node string) bool {
	isPart := func(r rune) bool { return strings.ContainsRune(" :;,()\"", r) }
	isNode := func(word string) bool { return strings.EqualFold(strings.TrimRight(word, "."), node) }
	names := func(text string) bool { return slices.ContainsFunc(strings.FieldsFunc(text, isPart), isNode) }
	if slices.ContainsFunc(f.Missing, func(text string) bool { return !names(text) }) {
		return false
	}
	if f.Status == checks.Unknown {
		return len(f.Missing) > 0
	}
	begins := func(text string) bool {
		return len(text) > len(node) && strings.EqualFold(text[:len(node)], node) && strings.ContainsRune(": ", rune(text[len(node)]))
	}
	return !slices.ContainsFunc(strings.Split(f.Got, "; "), func(text string) bool { return !begins(text) })
}
