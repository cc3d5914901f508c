package collector

import (
	"context"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// properties reads the cluster as the node itself sees it. What a site asks for comes
// with the same query. A node that does not have one of these columns refuses the
// query as a whole, and is asked for the others alone.
func (c *collection) properties(ctx context.Context) {
	site := siteOf(c.request, siteProperty)
	if len(site) == 0 {
		c.node.ClusterOf = c.clusterProperties(ctx)
		return
	}
	columns, problem := c.clusterNames(slices.Concat(c.request.Cluster, site))
	if problem != nil {
		c.siteProperties(site, nil, c.failed(classCluster, problem))
		c.node.ClusterOf = c.clusterProperties(ctx)
		return
	}
	rows, head := c.clusterQuery(ctx, selectColumns(classCluster, c.builtColumns(classCluster, columns)))
	c.siteProperties(site, rows, head)
	switch {
	case len(c.request.Cluster) == 0:
	case isRefusal(head.Problem):
		c.node.ClusterOf = c.clusterProperties(ctx)
	default:
		c.node.ClusterOf = c.clusterRead(rows, head, nil)
	}
}

// siteProperties keeps what the query says of the properties.
func (c *collection) siteProperties(names []string, rows []remote.Row, head facts.Section) {
	for _, name := range names {
		o := facts.Observed{Section: head}
		switch head.State {
		case facts.Collected:
			o = c.siteProperty(name, rows, head)
		case facts.Absent:
			o = c.siteOutside()
		}
		c.keep(observe.Target{Cluster: name}, o)
	}
}

// siteOutside is for a node that is proven to be in no cluster: what it could say of
// one is not there to be read, and whether that matters is not the collector's to say.
func (c *collection) siteOutside() facts.Observed {
	return c.siteFailed(c.node.Services.Source, &facts.Problem{Kind: string(remote.NotFound), Message: "the node has no cluster service"})
}

func (c *collection) siteProperty(name string, rows []remote.Row, head facts.Section) facts.Observed {
	if !alike(rows) {
		return c.siteFailed(head.Source, notCredible("%s has %d rows", classCluster, len(rows)))
	}
	o := c.siteRowsRead(head.Source, rows[:1], []string{name})
	if o.State != facts.Collected {
		return o
	}
	d, ok := o.Rows[0][name]
	if !ok {
		return c.siteFailed(head.Source, notCredible("the property %s has no value", quote(name)))
	}
	return facts.Observed{Section: o.Section, Value: &d}
}

// siteQuorumRead keeps the type of the witness. The key names none where there is none.
func (c *collection) siteQuorumRead(t transcript) {
	for _, name := range siteOf(c.request, siteQuorum) {
		c.keep(observe.Target{Cluster: name}, c.witness(t))
	}
}

// witness is the type of the witness. Where the cluster names its own name as the quorum
// resource there is none, as where it names nothing.
func (c *collection) witness(t transcript) facts.Observed {
	q := c.readQuorum(t)
	switch {
	case c.inNoCluster():
		return c.siteOutside()
	case q.State == facts.Failed:
		return c.siteFailed(q.Source, q.Problem)
	case q.ID == nil:
		return c.siteFailed(q.Source, notCredible("there is no key %s", remote.KeyQuorum))
	case *q.ID == "" || strings.EqualFold(q.Type, facts.TypeNetworkName):
		return c.siteAbsent(q.Source)
	case q.Type == "":
		return c.siteFailed(q.Source, notCredible("the resource %s, which is the witness, has no type", quote(*q.ID)))
	}
	return c.siteRead(q.Source, facts.Datum{Text: &q.Type})
}
