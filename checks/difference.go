package checks

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// namedDifferences is how many differences a finding names; it counts the others.
const namedDifferences = 12

// newDifference finds out which value more than half of the nodes have.
func newDifference(aspect string, values []NodeValue) Difference {
	d := Difference{Aspect: aspect, Values: values}
	count := map[string]int{}
	for _, v := range values {
		if count[v.Value]++; 2*count[v.Value] > len(values) {
			d.Majority = v.Value
		}
	}
	return d
}

// differs reports whether two nodes have different values.
func (d Difference) differs() bool {
	return slices.ContainsFunc(d.Values, func(v NodeValue) bool { return v.Value != d.Values[0].Value })
}

// describe puts differences into words, those that split the nodes alike together.
func describe(all []Difference) string {
	var said wording.Grouped
	for _, d := range all[:min(len(all), namedDifferences)] {
		byValue := map[string][]string{}
		for _, v := range d.Values {
			byValue[v.Value] = append(byValue[v.Value], v.Node)
		}
		said.Add(describeSplit(byValue), d.Aspect)
	}
	text := said.String()
	if more := len(all) - namedDifferences; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

// describeSplit names the nodes that differ from the majority, or all of them
// when there is none.
func describeSplit(byValue map[string][]string) string {
	total := 0
	for _, nodes := range byValue {
		total += len(nodes)
	}
	var odd []string
	majority := ""
	for _, value := range slices.Sorted(maps.Keys(byValue)) {
		nodes := byValue[value]
		if 2*len(nodes) > total {
			majority = fmt.Sprintf("the majority, %d nodes, has %s", len(nodes), value)
			continue
		}
		odd = append(odd, fmt.Sprintf("%s %s", strings.Join(nodes, ", "), value))
	}
	if majority == "" {
		majority = "no majority"
	}
	return strings.Join(odd, "; ") + " (" + majority + ")"
}

// ofDifferentClusters is the verdict on nodes that are listed together by mistake.
func ofDifferentClusters(clusters string) verdict {
	return unknown("the nodes belong to different clusters, which do not concern each other",
		facts.GapContradiction.Of("nodes of one cluster only ("+clusters+")"))
}

// clustersOf names the clusters when the nodes report more than one, which
// happens when they are listed together by mistake.
func clustersOf(nodes []*facts.Node) string {
	members := map[string][]string{}
	for _, n := range nodes {
		if n.ClusterOf.Name != "" {
			key := strings.ToUpper(n.ClusterOf.Name)
			members[key] = append(members[key], n.Name)
		}
	}
	if len(members) < 2 {
		return ""
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		parts = append(parts, name+": "+strings.Join(members[name], ", "))
	}
	return strings.Join(parts, "; ")
}
