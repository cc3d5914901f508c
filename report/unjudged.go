package report

import (
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// nothingJudged begins the reason of ExitNothing.
const nothingJudged = "nothing was judged: "

// Kinds of a node's Problem; all but the first two are not those of reading it.
const (
	kindRefused    = "auth-refused"
	kindKDCRefused = "kdc-refused" // by the key distribution centre: the node was shown nothing
	kindNoBaseline = "no-baseline" // no baseline applies to the node
	kindNotJudged  = "not-judged"  // a baseline applies, and nothing in it was judged
	kindUndecided  = "undecided"   // of a cause alone: every requirement is unknown
)

// cause puts into words why nothing was judged on nodes with the same problem.
type cause struct {
	kinds []string // of Node.Problem
	some  string   // with %s for the nodes: "the node", "all 3 nodes", "2 of 3 nodes"
	all   string   // of two nodes or more when it is true of all; empty: as some
}

// causes is the table of them. Of two that are equally frequent the first is
// named; a kind that is not in the table has the words of otherCause.
func causes() []cause {
	return []cause{
		{[]string{kindRefused}, "%s refused the credentials", ""},
		{[]string{kindKDCRefused}, "the KDC refused the credentials for %s", ""},
		{[]string{"auth-failed"}, "the log-on to %s failed", ""},
		{[]string{"access-denied"}, "%s denied access", ""},
		{[]string{"not-sealed"}, "%s did not protect the connection", "no node protected the connection"},
		{[]string{"tls"}, "no TLS session could be agreed on with %s", "no TLS session could be agreed on with any node"},
		{[]string{"unreachable", "timeout"}, "%s did not answer", "no node answered"},
		{[]string{facts.KindStale}, "the facts of %s are too old", "all facts are too old"},
		{[]string{facts.KindFuture}, "the facts of %s are dated in the future", "all facts are dated in the future"},
		{[]string{facts.KindMissing}, "the facts of %s are missing", "all facts are missing"},
		{[]string{kindNoBaseline}, "no baseline applies to %s", "no baseline applies to any node"},
		{[]string{facts.KindInterrupted}, "the scan was interrupted before it had read %s", "the scan was interrupted before it had read any node"},
		{[]string{facts.KindLocal}, "this machine could not read %s", "this machine could not read any node"},
		{[]string{kindUndecided}, "no requirement could be decided on %s", "no requirement could be decided on any node"},
		{[]string{kindNotJudged}, "no requirement applied to %s", "no requirement applied to any node"},
	}
}

func otherCause() cause { return cause{some: "%s could not be read", all: "no node could be read"} }

// whyNothing is why no requirement was decided, the most frequent cause among the
// nodes; empty when one was decided.
func whyNothing(t Totals, clusters []Cluster) string {
	switch {
	case slices.ContainsFunc(clusters, func(c Cluster) bool { return c.decided() > 0 }):
		return ""
	case t.Nodes.Total == 0:
		return "no node was scanned"
	}
	table := append(causes(), otherCause())
	nodes := make([]int, len(table)) // with each cause
	notTried := 0
	for _, c := range clusters {
		for _, n := range c.Nodes {
			if n.Problem != nil && n.Problem.Kind == facts.KindNotTried {
				notTried++
				continue
			}
			nodes[causeOf(n, table)]++
		}
	}
	if notTried > 0 {
		why := "the credentials were refused" // by whom the members were asked of
		for _, kind := range []string{kindKDCRefused, kindRefused} {
			if refused := causeOfKind(kind, table); nodes[refused] > 0 {
				why = table[refused].words(nodes[refused], t.Nodes.Total)
			}
		}
		return fmt.Sprintf("%s; %s not tried", why, wording.Counted(notTried, "node"))
	}
	most := slices.Index(nodes, slices.Max(nodes))
	return table[most].words(nodes[most], t.Nodes.Total)
}

// causeOf is the place in the table of what kept a node from being judged; the last
// is for what is not in it.
func causeOf(n Node, table []cause) int {
	kind := kindNotJudged
	switch {
	case n.Problem != nil:
		kind = n.Problem.Kind
	case n.Counts.Unknown+n.Counts.Waived > 0:
		kind = kindUndecided
	}
	return causeOfKind(kind, table)
}

func causeOfKind(kind string, table []cause) int {
	if i := slices.IndexFunc(table, func(c cause) bool { return slices.Contains(c.kinds, kind) }); i >= 0 {
		return i
	}
	return len(table) - 1
}

func (c cause) words(nodes, of int) string {
	switch {
	case of == 1:
		return fmt.Sprintf(c.some, "the node")
	case nodes < of:
		return fmt.Sprintf(c.some, fmt.Sprintf("%d of %d nodes", nodes, of))
	case c.all != "":
		return c.all
	}
	return fmt.Sprintf(c.some, fmt.Sprintf("all %d nodes", of))
}
