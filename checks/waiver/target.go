package waiver

import (
	"slices"
	"unicode/utf8"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks"
)

// target is what the patterns of a waiver come to, prepared once: a scan compares
// each of its findings with each waiver that may concern it.
type target struct {
	finding, node, cluster strict.Pattern
	anyNode                bool // the finding may be about the cluster as a whole
	text                   bool // all patterns are text; others fit nothing
}

func newTarget(w Waiver) target {
	return target{
		finding: orAny(w.Finding), node: orAny(w.Node), cluster: orAny(w.Cluster), anyNode: w.Node == "",
		text: utf8.ValidString(w.Finding + "\x00" + w.Node + "\x00" + w.Cluster),
	}
}

// orAny prepares a pattern; the empty one fits everything.
func orAny(pattern string) strict.Pattern {
	if pattern == "" {
		pattern = "*"
	}
	return strict.NewPattern(pattern, false)
}

// fitsNode reports whether it names a node. A finding about the cluster as a whole,
// which is about no node, fits no node, not even *.
func (t target) fitsNode(node strict.Folded) bool {
	return t.anyNode || len(node) > 0 && t.node.Matches(node)
}

// candidates are the waivers that name findings of one id in one cluster, by their
// places in the file: those that name a node by its whole name under that, and all
// others.
type candidates struct {
	named  map[string][]int
	others []int
}

// index finds the waivers for a finding. Each pattern is compared once with each id
// and each cluster, and with the nodes only where those fit.
type index struct {
	targets   []target
	ids       map[string][]int         // that fit an id
	clusters  map[string]map[int]bool  // that fit a cluster
	inCluster map[[2]string]candidates // by id and cluster
}

func newIndex(waivers []Waiver) *index {
	x := &index{ids: map[string][]int{}, clusters: map[string]map[int]bool{}, inCluster: map[[2]string]candidates{}}
	for _, w := range waivers {
		x.targets = append(x.targets, newTarget(w))
	}
	return x
}

func (x *index) withID(id string) []int {
	places, known := x.ids[id]
	if !known {
		folded := strict.Fold(id)
		for i, t := range x.targets {
			if t.text && t.finding.Matches(folded) {
				places = append(places, i)
			}
		}
		x.ids[id] = places
	}
	return places
}

func (x *index) of(cluster string) map[int]bool {
	fit, known := x.clusters[cluster]
	if !known {
		folded := strict.Fold(cluster)
		fit = map[int]bool{}
		for i, t := range x.targets {
			if t.cluster.Matches(folded) {
				fit[i] = true
			}
		}
		x.clusters[cluster] = fit
	}
	return fit
}

func (x *index) candidates(id, cluster string) candidates {
	key := [2]string{id, cluster}
	c, known := x.inCluster[key]
	if known {
		return c
	}
	c.named = map[string][]int{}
	fit := x.of(cluster)
	for _, i := range x.withID(id) {
		name, plain := x.targets[i].node.Plain()
		switch {
		case !fit[i]:
		case plain:
			c.named[name] = append(c.named[name], i)
		default:
			c.others = append(c.others, i)
		}
	}
	x.inCluster[key] = c
	return c
}

// fitting are the places of the waivers that name a finding, in their order.
func (x *index) fitting(f checks.Finding) []int {
	c := x.candidates(f.ID, f.Cluster)
	node := strict.Fold(f.Node)
	fit := slices.Clone(c.named[string(node)])
	for _, i := range c.others {
		if x.targets[i].fitsNode(node) {
			fit = append(fit, i)
		}
	}
	slices.Sort(fit)
	return fit
}
