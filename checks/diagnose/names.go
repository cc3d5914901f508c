package diagnose

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// names leads from numbers and addresses to the names of nodes.
type names struct {
	byNumber  map[string]string
	byAddress map[string]string
	members   map[string]bool // nodes of the cluster as logs or facts state them
}

func newNames(all []*Log, nodes []*facts.Node) names {
	n := names{byNumber: map[string]string{}, byAddress: map[string]string{}, members: map[string]bool{}}
	for _, l := range all {
		for number, name := range l.Source.Nodes {
			n.byNumber[strconv.Itoa(number)] = shortName(name)
			n.members[shortName(name)] = true
		}
		for number := range l.numbers {
			if l.Source.Node != "" {
				n.byNumber[number] = l.node
			}
		}
		for address, name := range l.addresses {
			n.byAddress[address] = name
		}
	}
	for _, node := range nodes {
		for _, m := range node.Topology.Nodes.Nodes {
			n.members[shortName(m.Name)] = true
		}
		for _, i := range node.Topology.Interfaces.Interfaces {
			if i.Address != "" {
				n.byAddress[i.Address] = i.Node
			}
		}
	}
	return n
}

// of is the name of a node that a log gives by name or number. A list of several is
// not one node.
func (n names) of(said string) string {
	number := strings.Trim(strings.TrimSpace(said), "()")
	if _, err := strconv.Atoi(number); err == nil {
		return cmp.Or(n.byNumber[number], "node "+number)
	}
	if strings.HasPrefix(said, "(") || strings.HasPrefix(said, "node ") {
		return said
	}
	return shortName(said)
}

// apply replaces numbers and addresses in all events. A log that gives its node by
// number alone gets the name of it.
func (n names) apply(all []*Log) {
	for _, l := range all {
		if name := cmp.Or(l.saysOfItself(), quotedWith(l, all)); name != "" {
			l.rename(name)
		} else if strings.HasPrefix(l.node, "(") && len(l.numbers) == 1 {
			l.rename(n.of(sortedKeys(l.numbers)[0]))
		}
		for i := range l.events {
			e := &l.events[i]
			e.node = n.of(e.node)
			switch {
			case e.peer != "":
				e.peer = n.of(e.peer)
			case e.address != "" && n.byAddress[e.address] != "":
				e.peer = n.of(n.byAddress[e.address])
			}
			if e.peer == e.node {
				e.peer = ""
			}
			if e.kind.Kind == kindNodeLost && e.peer != "" {
				n.members[e.peer] = true
			}
		}
	}
}

// saysOfItself is the name of a node whose log has none, by a stop of the service that
// the log reports with a name at the same time; empty: it has none.
func (l *Log) saysOfItself() string {
	if !strings.HasPrefix(l.node, "(") {
		return ""
	}
	var own, named []*event
	for i := range l.events {
		switch e := &l.events[i]; {
		case e.kind.Kind != kindStopAsked:
		case e.node == l.node:
			own = append(own, e)
		default:
			named = append(named, e)
		}
	}
	slices.SortStableFunc(named, func(a, b *event) int { return a.at.Compare(b.at) })
	for _, e := range own {
		i, _ := slices.BinarySearchFunc(named, e.at.Add(-time.Second), func(n *event, at time.Time) int { return n.at.Compare(at) })
		if i < len(named) && named[i].at.Sub(e.at) <= time.Second {
			return named[i].node
		}
	}
	return ""
}

// quotedWith is the name of the cluster log in the same file: a page that quotes both is
// taken to be about one node.
func quotedWith(l *Log, all []*Log) string {
	if !strings.HasPrefix(l.node, "(") {
		return ""
	}
	for _, other := range all {
		if other != l && other.Source.Path == l.Source.Path && other.Source.Kind == logs.ClusterLog {
			return other.node
		}
	}
	return ""
}

// rename gives the node of a log another name.
func (l *Log) rename(name string) {
	for i := range l.events {
		if l.events[i].node == l.node {
			l.events[i].node = name
		}
	}
	l.node = name
}

func (n names) all() []string {
	return slices.DeleteFunc(sortedKeys(n.members), func(s string) bool { return s == "" })
}
