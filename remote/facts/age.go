package facts

import (
	"reflect"
	"time"
)

// Problem kinds of a node whose facts are not evidence of how it is now.
const (
	KindStale  = "stale"  // older than the user allows, or of an unknown age
	KindFuture = "future" // read at a time that has not come
)

// ReadBetween returns when the earliest and the latest of the facts were read, by the
// node and each of its sections; zero when nothing says so.
func (n *Node) ReadBetween() (first, last time.Time) {
	note := func(at time.Time) {
		if at.IsZero() {
			return
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
	}
	note(n.Started)
	note(n.Finished)
	eachSection(reflect.ValueOf(n).Elem(), func(s Section) { note(s.At) })
	return first, last
}

// eachSection walks by reflection: a section that is added cannot be forgotten.
func eachSection(v reflect.Value, do func(Section)) {
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[time.Time]() {
		return
	}
	if s, ok := v.Interface().(Section); ok {
		do(s)
		return
	}
	for i := range v.NumField() {
		eachSection(v.Field(i), do)
	}
}

// Without is the node without anything that was read of it, for the problem.
func (n *Node) Without(p *Problem) *Node {
	return &Node{
		Format: n.Format, Name: n.Name, Cluster: n.clusterName(), Address: n.Address, Baselines: n.Baselines, Moment: n.Moment,
		Started: n.Started, Finished: n.Finished, Selection: n.Selection, Problem: p,
	}
}
