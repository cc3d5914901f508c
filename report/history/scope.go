package history

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/report"
)

// Scope says which runs a result is compared with.
type Scope struct {
	Name string
	// Former is the name that histories had for the scope before: where the names of the
	// nodes come from, as the user wrote it. Its runs belong to the scope as far as they
	// looked at one of Clusters, since inventories of one name in two folders had it in
	// common. Empty: there is none.
	Former   string
	Clusters []string
}

// Filter is all runs of the scope.
func (s Scope) Filter() Filter {
	return Filter{Scope: s.Name, former: s.Former, formerClusters: s.Clusters}
}

// NamedScope is a scope that the user named.
func NamedScope(name string) Scope { return Scope{Name: name} }

// OfShard is the name of the scope of a part of what has a name; of the whole, where the
// shard is nil, it is that name. What is new in a part follows from earlier runs of the
// same part, and never from those of another, or of the whole.
func OfShard(name string, shard *report.Shard) string {
	if shard == nil {
		return name
	}
	return name + ", " + shard.String()
}

// DefaultScope is the scope of a result for which the user names none. Inventory is the
// file of the inventory that was scanned, however it is written; empty: there was none, or
// it was not a file. The scope is then a digest of the clusters or, of nodes that the
// command line names, of the nodes.
func DefaultScope(r *report.Result, inventory string) Scope {
	s := Scope{Former: formerScope(r)}
	var nodes []string
	for _, c := range r.Clusters {
		s.Clusters = append(s.Clusters, report.CleanWhole(c.Name))
		for _, n := range c.Nodes {
			nodes = append(nodes, n.Name)
		}
	}
	switch {
	case inventory != "":
		s.Name = InventoryScope(inventory)
	case r.NodesFrom == "the command line":
		s.Name = digested(scopeNode, scopeNodes, nodes)
	case strings.HasPrefix(r.NodesFrom, scopeCluster), strings.HasPrefix(r.NodesFrom, "the facts of run "): // judging an old run again is not a run of its scope
		s.Name = r.NodesFrom
	case len(s.Clusters) == 0:
		s.Name = s.Former
	default:
		s.Name = digested(scopeCluster, scopeClusters, known(s.Clusters))
	}
	s.Name = report.CleanWhole(OfShard(s.Name, r.Shard))
	if s.Former == s.Name || r.Shard != nil { // no run of a shard is that old
		s.Former = ""
	}
	return s
}

// InventoryScope is the name of the default scope of an inventory in a file.
func InventoryScope(file string) string { return report.CleanWhole(scopeInventory + realPath(file)) }

// ScopeOf is the scope of a recorded run. A name that is not one of the defaults is the
// user's, and has no former one.
func ScopeOf(run Run, r *report.Result) Scope {
	s := Scope{Name: run.Scope}
	for _, prefix := range []string{scopeInventory, scopeNode, scopeNodes, scopeCluster, scopeClusters} {
		if former := formerScope(r); r.Shard == nil && strings.HasPrefix(run.Scope, prefix) && former != run.Scope {
			s.Former, s.Clusters = former, run.Clusters
		}
	}
	return s
}

// How the default scopes begin.
const (
	scopeInventory = "the inventory "
	scopeNode      = "the node "
	scopeNodes     = "the nodes "
	scopeCluster   = "the cluster "
	scopeClusters  = "the clusters "
)

func formerScope(r *report.Result) string {
	if r.NodesFrom == "" {
		return "unnamed"
	}
	return report.CleanWhole(r.NodesFrom)
}

// realPath is the absolute path of a file without symbolic links, so that every path to it
// is the same scope. On Windows its letters are those on the disk. A link into a folder
// whose name begins with two dots stays: Kubernetes makes such a folder anew with every
// version of a mounted file.
func realPath(file string) string {
	path, err := filepath.Abs(file)
	if err != nil {
		return file
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil || strings.Contains(real, string(filepath.Separator)+"..") {
		return path
	}
	return real
}

// unknownCluster is the name that a report gives the group of nodes whose cluster is not
// known.
const unknownCluster = "nodes"

// known leaves out the group of nodes whose cluster is not known, unless there is nothing
// else: a node that does not answer may be in it for one night.
func known(clusters []string) []string {
	some := slices.DeleteFunc(slices.Clone(clusters), func(c string) bool { return c == unknownCluster })
	if len(some) == 0 {
		return clusters
	}
	return some
}

// mostScopeNames is how many names a scope has in it.
const mostScopeNames = 3

// digested is "the nodes HV01, HV02 (sha256:0123456789ab)", whatever their order is and
// whichever of their letters are capitals. A single name needs no digest.
func digested(one, several string, names []string) string {
	folded := map[string]string{}
	for _, n := range names {
		key := string(strict.Fold(n))
		if known, ok := folded[key]; !ok || n < known {
			folded[key] = n
		}
	}
	var keys, shown []string
	for key := range folded {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		shown = append(shown, folded[key])
	}
	if len(shown) == 1 {
		return one + shown[0]
	}
	if more := len(shown) - mostScopeNames; more > 0 {
		shown = append(shown[:mostScopeNames], fmt.Sprintf("%d more", more))
	}
	return fmt.Sprintf("%s%s (sha256:%.12x)", several, strings.Join(shown, ", "), sha256.Sum256([]byte(strings.Join(keys, "\x00"))))
}
