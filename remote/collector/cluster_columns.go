package collector

import (
	"context"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// firstBuilds are the builds from which on a class of root/MSCluster has a column,
// by class; 0: on every Windows that is scanned. A column that is not listed may or
// may not be there.
//
// Sources: the class definitions of Windows Server 2019 (github.com/microsoft/wmi,
// server2019/root/mscluster), and the minimum servers in the reference of cluster
// properties (learn.microsoft.com/previous-versions/windows/desktop/mscs) and of
// the enumerations of clusapi.h that they hold.
func firstBuilds() map[string]map[string]int {
	return map[string]map[string]int{
		"MSCluster_Cluster": facts.ClusterColumns(),
		"MSCluster_Node": {
			"Name": 0, "State": 0, "BuildNumber": 0, "NodeDrainStatus": facts.Build2012, "StatusInformation": facts.Build2016,
			facts.DynamicWeight: facts.Build2012, // NodeWeight comes to 2008 R2 with an update
		},
	}
}

// clusterColumns asks a class of root/MSCluster for those of the columns that the
// node's build has, and for some more that no other family of findings needs. One column
// that the class lacks after all fails a query as a whole: when the node refuses it, the
// node is asked again without those, and then for the columns that every Windows has; the
// others are then the refused ones. They are lacking where the node said that the query
// is wrong, and did not fail in some other way.
func (c *collection) clusterColumns(ctx context.Context, class string, columns []string, more ...string) (rows []remote.Row, head facts.Section, refused, lacking []string) {
	first := firstBuilds()[class]
	ofBuild := func(names []string) []string { return c.builtColumns(class, names) }
	columns = ofBuild(columns)
	oldest := slices.DeleteFunc(slices.Clone(columns), func(name string) bool {
		build, listed := first[name]
		return !listed || build > 0
	})
	all := slices.Concat(columns, ofBuild(more))
	asked, wrong := 0, true
	for _, attempt := range [][]string{all, columns, oldest} {
		if len(attempt) == asked {
			continue // the same again
		}
		asked = len(attempt)
		rows, head = c.clusterQuery(ctx, selectColumns(class, attempt))
		refused = nil
		for _, name := range all {
			if !slices.Contains(attempt, name) {
				refused = append(refused, name)
			}
		}
		if !isRefusal(head.Problem) {
			break
		}
		wrong = wrong && head.Problem.Kind == string(remote.NotFound)
	}
	if wrong && head.State == facts.Collected {
		lacking = refused
	}
	return rows, head, refused, lacking
}

// builtColumns are those of the columns that the node's build has.
func (c *collection) builtColumns(class string, columns []string) []string {
	first := firstBuilds()[class]
	return slices.DeleteFunc(slices.Clone(columns), func(name string) bool { return first[name] > c.node.OS.Build })
}

// isRefusal reports whether a query may have failed for one of its columns. WMI
// has one code for that and for a class that does not exist.
func isRefusal(p *facts.Problem) bool {
	return p != nil && (p.Kind == string(remote.Fault) || p.Kind == string(remote.NotFound))
}

func selectColumns(class string, columns []string) string {
	return "SELECT " + strings.Join(columns, ",") + " FROM " + class
}
