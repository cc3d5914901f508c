package collector

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// The registry holds the cluster's database only while the cluster service runs.
func resourceCommands() []remote.Command {
	return []remote.Command{remote.RegQuery(remote.KeyCluster), remote.RegQueryTreeValue(remote.KeyResources, "Type")}
}

func (c *collection) resources(t transcript) { c.node.Resources = c.resourceTypes(t) }

func (c *collection) resourceTypes(t transcript) facts.ClusterResources {
	source := commandSource(resourceCommands())
	keys, state, problem := t.child(remote.KeyCluster, "Resources", remote.RegQueryTreeValue(remote.KeyResources, "Type"))
	if problem != nil {
		if problem.Kind == kindNotCredible {
			problem.Hint = "The key exists only while the cluster service runs; start it and scan again."
		}
		return facts.ClusterResources{Section: c.failed(source, problem)}
	}
	r := facts.ClusterResources{Section: c.section(source, state)}
	for _, k := range keys {
		if v, ok := k.Value("Type"); ok && isResource(k.Path) {
			r.Types = append(r.Types, v.Data)
		}
	}
	slices.Sort(r.Types)
	r.Types = slices.Compact(r.Types)
	return r
}

// isResource reports whether a key is one level below Resources: deeper keys are
// a resource's own parameters.
func isResource(path string) bool {
	_, below, ok := strings.Cut(strings.ToLower(path), `\cluster\resources\`)
	return ok && !strings.Contains(below, `\`)
}
