package findings

import (
	"iter"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/report"
)

// Aftermath are, by the name of a node that could not be read, the findings on the
// cluster as a whole that only it has brought about: drift, and what is unknown for
// want of it.
func Aftermath(c report.Cluster) map[string][]report.Finding {
	all, dark := map[string][]report.Finding{}, darkNames(c)
	for _, f := range c.Findings {
		if node := dark.due(f); node != "" {
			all[node] = append(all[node], f)
		}
	}
	return all
}

// dark are the names of the nodes that could not be read, by themselves in lower case.
type dark map[string]string

func darkNames(c report.Cluster) dark {
	all := dark{}
	for _, n := range slices.Backward(c.Nodes) { // of two the first counts
		if n.Dark() {
			all[strings.ToLower(n.Name)] = n.Name
		}
	}
	return all
}

// due is the node that could not be read to which a finding on the cluster is due
// alone. Empty: there is none.
func (d dark) due(f report.Finding) string {
	if f.Node != "" || len(f.DueTo) != 1 {
		return ""
	}
	return d[strings.ToLower(f.DueTo[0])]
}

// WithoutName puts "the node" in the place of a node's name, where it is a word.
func WithoutName(s, node string) string {
	var b strings.Builder
	for word := range words(s) {
		if name := strings.TrimRight(word, "."); node != "" && strings.EqualFold(name, node) {
			word = "the node" + word[len(name):]
		}
		b.WriteString(word)
	}
	return b.String()
}

// words are the words of a text and what is between them.
func words(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for s != "" {
			i := strings.IndexAny(s, " :;,()\"")
			switch i {
			case -1:
				i = len(s)
			case 0:
				i = 1
			}
			if !yield(s[:i]) {
				return
			}
			s = s[i:]
		}
	}
}
