package collector

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// What a site's own requirements look at is read together: values key by key, rows
// query by query, and whatever there is a query or a line of the shell for anyway in
// that. Every target that was asked for ends up in the facts, with what was read, with
// the proof that it is not there, or with the reason why neither is known.

// Bounds of what is kept of one target.
const (
	maxDatum        = 16 << 10 // bytes of one value
	maxObservedRows = 1000
)

// siteOf are the targets of one kind, each with its part for that kind.
func siteOf[T any](r facts.Request, part func(observe.Target) (T, bool)) []T {
	var all []T
	for _, t := range r.Site {
		if p, ok := part(t); ok {
			all = append(all, p)
		}
	}
	return all
}

func siteValue(t observe.Target) (*observe.Registry, bool) { return t.Registry, t.Registry != nil }
func siteRows(t observe.Target) (*observe.WQL, bool)       { return t.WQL, t.WQL != nil }
func siteFile(t observe.Target) (*observe.File, bool)      { return t.File, t.File != nil }
func siteEvents(t observe.Target) (*observe.Events, bool)  { return t.Events, t.Events != nil }
func siteService(t observe.Target) (string, bool)          { return t.Service, t.Service != "" }
func siteQuorum(t observe.Target) (string, bool) {
	return t.Cluster, strings.EqualFold(t.Cluster, observe.QuorumResourceType)
}

// siteProperty is a property of MSCluster_Cluster.
func siteProperty(t observe.Target) (string, bool) {
	_, quorum := siteQuorum(t)
	return t.Cluster, t.Cluster != "" && !quorum
}

// has reports whether a request has targets of one kind.
func has[T any](r facts.Request, part func(observe.Target) (T, bool)) bool {
	return len(siteOf(r, part)) > 0
}

// siteTargets are what the node is to be asked, those of the cluster as a whole only
// where the node speaks for it; each once.
func siteTargets(r facts.Request, lead bool) []observe.Target {
	all := slices.Clone(r.Site)
	if lead {
		all = append(all, r.SiteCluster...)
	}
	slices.SortFunc(all, func(a, b observe.Target) int { return strings.Compare(a.ID(), b.ID()) })
	return slices.CompactFunc(all, func(a, b observe.Target) bool { return a.ID() == b.ID() })
}

// measure leaves of the targets those that are within the limits of what a site's own
// requirement may look at, whoever has measured them before.
func (c *collection) measure() {
	c.request.Site = slices.DeleteFunc(c.request.Site, func(t observe.Target) bool {
		if remote.Observable(t) {
			return false
		}
		c.keep(t, c.siteFailed("package observe", &facts.Problem{Kind: string(remote.Refused),
			Message: "it is not within the limits of what a site's own requirement may look at"}))
		return true
	})
}

// keep adds what is known of a target.
func (c *collection) keep(t observe.Target, o facts.Observed) {
	o.Target = t.ID()
	c.node.Site = append(c.node.Site, o)
}

// siteSorted puts the targets in an order that does not depend on how they were read.
func (c *collection) siteSorted() {
	slices.SortFunc(c.node.Site, func(a, b facts.Observed) int { return strings.Compare(a.Target, b.Target) })
}

func (c *collection) siteFailed(source string, p *facts.Problem) facts.Observed {
	return facts.Observed{Section: c.failed(source, p)}
}

func (c *collection) siteAbsent(source string) facts.Observed {
	return facts.Observed{Section: c.section(source, facts.Absent)}
}

// siteRead is a value, unless it is too long to be kept.
func (c *collection) siteRead(source string, d facts.Datum) facts.Observed {
	if datumSize(d) > maxDatum {
		return c.siteFailed(source, tooLong())
	}
	return facts.Observed{Section: c.section(source, facts.Collected), Value: &d}
}

func tooLong() *facts.Problem {
	return &facts.Problem{Kind: string(remote.TooBig), Message: fmt.Sprintf("a value is longer than %d bytes", maxDatum),
		Hint: "Look at the value on the node: what a requirement compares is far shorter."}
}

func datumSize(d facts.Datum) int {
	size := 0
	if d.Text != nil {
		size = len(*d.Text)
	}
	for _, s := range d.List {
		size += len(s) + 1
	}
	return size
}

// siteByQuery reads the values of the registry and the rows of classes.
func (c *collection) siteByQuery(ctx context.Context) {
	c.siteKeys(ctx)
	c.siteClasses(ctx)
}
