package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// isLong reports whether the long suite runs.
func isLong() bool { return os.Getenv("CLUSTERDRIFT_LONG") != "" }

// needsNoRace skips a test under the race detector with -short: it takes seconds, and what
// it runs has no goroutines, or those of other tests. The long suite leaves out -short.
func needsNoRace(t *testing.T) {
	t.Helper()
	if underRace && testing.Short() {
		t.Skip("left out under the race detector: other tests run the same goroutines")
	}
}

// verifyProperties asserts on the facts of every scenario what has to hold for
// any facts. What is done to facts in several ways is done in one of them at a
// time: there are scenarios enough for all. Outside the long suite one scenario of
// twenty-four takes part, another one with each that is added.
func verifyProperties(t *testing.T, criteria *flags.Criteria, scenarios []*scenario, collected map[string][]*facts.Node) {
	for i, s := range scenarios {
		if !isLong() && (i+len(scenarios))%24 != 0 {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			cluster := subjects(t, criteria, s.name, collected[s.name])
			p := properties{t: t, scenario: s, turn: i, cluster: cluster, before: checks.Evaluate(cluster)}
			p.lostEvidence()
			p.lostObservations()
			p.supersedingUpdates()
			p.anyOrder()
			p.rowsTwice()
			p.blockRules()
			p.unchanged()
			p.recordedAlike(criteria, collected[s.name])
		})
	}
}

// subjects are the nodes of a cluster, each with its baseline.
func subjects(t *testing.T, criteria *flags.Criteria, name string, nodes []*facts.Node) checks.Cluster {
	t.Helper()
	cluster := checks.Cluster{Name: name}
	for _, n := range nodes {
		s := checks.Subject{Facts: n}
		var err error
		if s.Baseline, err = criteria.ForNode(n.Baselines, n.OS); err != nil {
			s.Problem = err.Error()
		}
		cluster.Nodes = append(cluster.Nodes, s)
	}
	return cluster
}

// properties are asserted on one cluster.
type properties struct {
	t        *testing.T
	scenario *scenario
	turn     int // which of several ways is taken
	cluster  checks.Cluster
	before   []checks.Finding
}

// with copies the cluster and changes copies of the nodes. What a node's lists
// hold is not copied: a change replaces a list and never writes into one.
func (p properties) with(change func(*checks.Subject)) []checks.Finding {
	c := checks.Cluster{Name: p.cluster.Name}
	for _, s := range p.cluster.Nodes {
		node := *s.Facts
		s.Facts = &node
		change(&s)
		c.Nodes = append(c.Nodes, s)
	}
	return checks.Evaluate(c)
}

// forbid reports every finding whose status made a forbidden step.
func (p properties) forbid(after []checks.Finding, what string, forbidden func(f checks.Finding, now checks.Status) bool) {
	p.t.Helper()
	if len(after) != len(p.before) {
		p.t.Errorf("%s, %s: %d findings became %d", p.scenario.at, what, len(p.before), len(after))
		return
	}
	for i, f := range p.before {
		if now := after[i]; now.ID != f.ID || forbidden(f, now.Status) {
			p.t.Errorf("%s, %s: %s %s became %s: %s", p.scenario.at, what, p.scenario.key(f.Node, f.ID), f.Status, now.Status, now.Reason)
		}
	}
}

// lostEvidence takes away one section after the other of the nodes that the
// scenario is about: a verdict stays or becomes unknown.
func (p properties) lostEvidence() {
	for _, subject := range p.cluster.Nodes {
		if subject.Facts.Problem != nil || len(p.cluster.Nodes) > 1 && !p.scenario.changed[subject.Facts.Name] {
			continue
		}
		for i, path := range sections(reflect.TypeFor[facts.Node]()) {
			section := reflect.ValueOf(*subject.Facts).FieldByIndex(path)
			if how, head := p.loss(section, i); how != "" {
				after := p.with(func(s *checks.Subject) {
					if s.Facts.Name == subject.Facts.Name {
						lose(reflect.ValueOf(s.Facts).Elem().FieldByIndex(path), head)
					}
				})
				p.forbid(after, subject.Facts.Name+" without "+section.Type().Name()+" ("+how+")", func(f checks.Finding, now checks.Status) bool {
					return now != f.Status && now != checks.Unknown && !mayReturn(f, section.Type())
				})
			}
		}
	}
}

// lostObservations takes away one answer after the other to what a site requires: a
// verdict stays or becomes unknown, without any exception.
func (p properties) lostObservations() {
	for _, subject := range p.cluster.Nodes {
		for i, o := range subject.Facts.Site {
			how := []string{"failed", "emptied", "not asked"}[(p.turn+i)%3]
			after := p.with(func(s *checks.Subject) {
				if s.Facts.Name == subject.Facts.Name {
					s.Facts.Site = withoutAnswer(s.Facts.Site, i, how)
				}
			})
			p.forbid(after, subject.Facts.Name+" without "+o.Target+" ("+how+")", func(f checks.Finding, now checks.Status) bool {
				return now != f.Status && now != checks.Unknown
			})
		}
	}
}

func withoutAnswer(all []facts.Observed, i int, how string) []facts.Observed {
	all = slices.Clone(all)
	left := facts.Observed{Target: all[i].Target, Section: facts.Section{State: facts.Collected, Source: all[i].Source, At: all[i].At}}
	switch how {
	case "not asked":
		return slices.Delete(all, i, i+1)
	case "failed":
		left.State, left.Problem = facts.Failed, &facts.Problem{Kind: "access-denied", Message: "synthetic: denied"}
	}
	all[i] = left
	return all
}

// mayReturn reports whether the loss of a section may bring a verdict back.
func mayReturn(f checks.Finding, lost reflect.Type) bool {
	return mistakenlyListed(f, lost) || contradicted(f, lost) || sharedMachine(f, lost) || contradictedByStore(f, lost)
}

// mistakenlyListed lets the nodes be compared again once the one that belongs to
// another cluster no longer says so, or not which machine it is: what is listed
// together is taken for one cluster until a node contradicts.
func mistakenlyListed(f checks.Finding, lost reflect.Type) bool {
	return strings.Contains(f.Reason, "different clusters") && slices.Contains([]reflect.Type{reflect.TypeFor[facts.Cluster](), reflect.TypeFor[facts.OS]()}, lost)
}

// contradicted lets what one node says of the cluster stand again once
// the other, which contradicted it, says nothing, or not which machine it is: either
// alone is believed, so that a node whose cluster service has stopped costs no verdict
// on the others.
func contradicted(f checks.Finding, lost reflect.Type) bool {
	told := func(missing facts.Gap) bool {
		return strings.Contains(missing.Text, "two nodes give different accounts")
	}
	accounts := []reflect.Type{
		reflect.TypeFor[facts.ClusterNetworks](), reflect.TypeFor[facts.ClusterInterfaces](), reflect.TypeFor[facts.ClusterNodes](), reflect.TypeFor[facts.Cluster](),
		reflect.TypeFor[facts.QuorumConfig](), reflect.TypeFor[facts.QuorumResource](), reflect.TypeFor[facts.OS](),
	}
	return slices.ContainsFunc(f.Missing, told) && slices.Contains(accounts, lost)
}

// sharedMachine takes two entries for two machines again once one of the machines no
// longer says its name.
func sharedMachine(f checks.Finding, lost reflect.Type) bool {
	return f.ID == checks.IdentityID && strings.Contains(f.Reason, "lead to one machine") && lost == reflect.TypeFor[facts.OS]()
}

// sections finds every part of a node that has a section at its head.
func sections(in reflect.Type) [][]int {
	var paths [][]int
	for i := range in.NumField() {
		switch field := in.Field(i); {
		case field.Type.Kind() != reflect.Struct:
		case hasSection(field.Type):
			paths = append(paths, field.Index)
		default:
			for _, below := range sections(field.Type) {
				paths = append(paths, slices.Concat(field.Index, below))
			}
		}
	}
	return paths
}

func hasSection(in reflect.Type) bool {
	head, ok := in.FieldByName("Section")
	return ok && head.Anonymous && head.Type == reflect.TypeFor[facts.Section]()
}

// loss is the head that a section is left with. Of a section that was not asked
// for there is nothing to lose.
func (p properties) loss(section reflect.Value, i int) (how string, left facts.Section) {
	head := section.FieldByName("Section").Interface().(facts.Section)
	switch {
	case head.State == "":
		return "", left
	case (p.turn+i)%2 == 0 && !emptyAnswerTells(section.Type()):
		return "emptied", facts.Section{State: facts.Collected, Source: head.Source, At: head.At}
	}
	return "failed", facts.Section{State: facts.Failed, Source: head.Source, At: head.At,
		Problem: &facts.Problem{Kind: "access-denied", Message: "synthetic: denied"}}
}

// emptyAnswerTells tells of a section whether an empty answer is an observation
// like any other: no value is set, nothing is excluded.
func emptyAnswerTells(section reflect.Type) bool {
	return section == reflect.TypeFor[facts.IPv6]() || section == reflect.TypeFor[facts.Exclusions]()
}

func lose(section reflect.Value, head facts.Section) {
	section.SetZero()
	section.FieldByName("Section").Set(reflect.ValueOf(head))
}

// anyOrder brings the nodes and all lists below them into another order, which
// changes nothing at all.
func (p properties) anyOrder() {
	random := rand.New(rand.NewPCG(1, uint64(p.turn)))
	c := checks.Cluster{Name: p.cluster.Name}
	for _, s := range p.cluster.Nodes {
		s.Facts = copied(p.t, s.Facts)
		shuffle(random, reflect.ValueOf(s.Facts).Elem())
		c.Nodes = append(c.Nodes, s)
	}
	random.Shuffle(len(c.Nodes), reflect.Swapper(c.Nodes))
	if after := checks.Evaluate(c); !reflect.DeepEqual(p.before, after) {
		p.t.Errorf("%s: another order, other findings (-want +got):\n%s", p.scenario.at, cmp.Diff(p.before, after))
	}
}

func copied(t *testing.T, n *facts.Node) *facts.Node {
	t.Helper()
	var b bytes.Buffer
	if err := n.Write(&b); err != nil {
		t.Fatal(err)
	}
	c, err := facts.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// shuffle reorders every list below v.
func shuffle(random *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				shuffle(random, v.Field(i))
			}
		}
	case reflect.Slice:
		random.Shuffle(v.Len(), reflect.Swapper(v.Interface()))
		for i := range v.Len() {
			shuffle(random, v.Index(i))
		}
	}
}

// blockRules blocks the heartbeat on every node: nothing passes that did not
// before, save that the nodes may now be alike.
func (p properties) blockRules() {
	block := facts.FirewallRule{ID: "00", Action: "block", Active: true, Direction: "in", Protocol: 17, LocalPorts: []string{"3343"}}
	later, narrow := block, block
	later.ID = "zz"
	narrow.RemoteAddresses = []string{"10.20.0.0/24"}
	noNewPass := func(f checks.Finding, now checks.Status) bool {
		return now == checks.Pass && f.Status != checks.Pass && f.Family != "consistency"
	}
	for i, store := range []func(*facts.Node) *facts.FirewallStore{
		func(n *facts.Node) *facts.FirewallStore { return &n.Firewall.Local },
		func(n *facts.Node) *facts.FirewallStore { return &n.Firewall.Policy },
		func(n *facts.Node) *facts.FirewallStore { return &n.Firewall.MDM },
	} {
		rule := []facts.FirewallRule{block, later, narrow}[(p.turn+i)%3]
		after := p.with(func(s *checks.Subject) {
			if rules := store(s.Facts); rules.State == facts.Collected {
				rules.Rules = append(slices.Clone(rules.Rules), rule)
			}
		})
		p.forbid(after, "with a block rule "+rule.ID, noNewPass)
	}
}
