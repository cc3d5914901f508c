package findings

import (
	"iter"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// Aftermath are, by the name of a node that could not be read, the findings on the
// cluster as a whole that only it has brought about: drift, and what is unknown for
// want of it.
func Aftermath(c report.Cluster) map[string][]report.Finding {
	all := map[string][]report.Finding{}
	for _, f := range c.Findings {
		if node := ofDark(f, c); node != "" {
			all[node] = append(all[node], f)
		}
	}
	return all
}

// ofDark is the node that could not be read to which a finding on the cluster is due
// alone: every part of the drift, or of what is missing, speaks of it. Empty: there is
// none.
func ofDark(f report.Finding, c report.Cluster) string {
	if f.Node != "" || f.Status != checks.Drift && f.Status != checks.Unknown {
		return ""
	}
	for _, n := range c.Nodes {
		if n.Dark() && dueTo(f, n.Name) {
			return n.Name
		}
	}
	return ""
}

func dueTo(f report.Finding, node string) bool {
	if slices.ContainsFunc(f.Missing, func(s string) bool { return !names(s, node) }) {
		return false
	}
	if f.Status == checks.Unknown {
		return len(f.Missing) > 0
	}
	return !slices.ContainsFunc(strings.Split(f.Got, "; "), func(s string) bool { return !isAbout(s, node) })
}

// isAbout reports whether a text begins with a node, as "HV08: down" does.
func isAbout(s, node string) bool {
	return len(s) > len(node) && strings.EqualFold(s[:len(node)], node) && (s[len(node)] == ':' || s[len(node)] == ' ')
}

// names reports whether a text names a node.
func names(s, node string) bool { return WithoutName(s, node) != s }

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
