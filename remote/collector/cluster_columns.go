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
		},
	}
}

// clusterColumns asks a class of root/MSCluster for those of the columns that the
// node's build has. One column that the class lacks after all fails a query as a
// whole: when the node refuses it, the node is asked again, for the columns that
// every Windows has; the others are then the refused ones.
func (c *collection) clusterColumns(ctx context.Context, class string, columns []string) (rows []remote.Row, head facts.Section, refused []string) {
	first := firstBuilds()[class]
	columns = c.builtColumns(class, columns)
	rows, head = c.clusterQuery(ctx, selectColumns(class, columns))
	isOldest := func(name string) bool {
		build, listed := first[name]
		return listed && build == 0
	}
	refused = slices.DeleteFunc(slices.Clone(columns), isOldest)
	if len(refused) == 0 || !isRefusal(head.Problem) {
		return rows, head, nil
	}
	rows, head = c.clusterQuery(ctx, selectColumns(class, slices.DeleteFunc(columns, func(name string) bool { return !isOldest(name) })))
	return rows, head, refused
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
