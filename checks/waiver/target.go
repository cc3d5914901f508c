package waiver

import (
	"regexp"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
)

// target is what the patterns of a waiver come to, prepared once: a scan compares
// each of its findings with each waiver.
type target struct{ finding, node, cluster *regexp.Regexp }

func newTarget(w Waiver) target {
	t := target{finding: compile(w.Finding), cluster: compile(w.Cluster)}
	if w.Node != "" {
		t.node = compile(w.Node)
	}
	return t
}

// fits reports whether a finding is one of those that the waiver names. One about
// the cluster as a whole fits no node, not even *.
func (t target) fits(f checks.Finding) bool {
	return t.finding.MatchString(f.ID) && t.cluster.MatchString(f.Cluster) &&
		(t.node == nil || f.Node != "" && t.node.MatchString(f.Node))
}

// compile prepares a pattern; the empty one fits everything.
func compile(pattern string) *regexp.Regexp {
	if pattern == "" {
		pattern = "*"
	}
	parts := strings.Split(pattern, "*")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	compiled, err := regexp.Compile("(?is)^" + strings.Join(parts, ".*") + "$")
	if err != nil { // it is not text
		return regexp.MustCompile(`[^\x00-\x{10FFFF}]`) // fits nothing
	}
	return compiled
}
