package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/report"
)

// autoBaseline picks the embedded baseline that is made for the node's OS.
const autoBaseline = "auto"

// library loads each baseline once, before anything is scanned.
type library struct {
	forced  []string // of the command line
	overlay map[string]bool
	loaded  map[string]*baselines.Baseline // by the key of a choice of one baseline

	mu   sync.Mutex // guards auto: plans are made while nodes are read
	auto map[string]*baselines.Baseline

	probes  probes // what the nodes are to measure besides
	waivers *waiver.Set
}

// choice is what a node may be judged by: the first of the baselines that is
// made for its OS, with all overlays.
type choice struct{ baselines, overlays []string }

// key is that of one baseline with the overlays.
func (c choice) key(ref string) string {
	return strings.Join(append([]string{ref}, c.overlays...), "\x00")
}

// forOS remembers what auto picks for a build and product type; nil: nothing.
func (l *library) forOS(os facts.OS, c choice) *baselines.Baseline {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := c.key(fmt.Sprint(os.Build, os.ProductType))
	b, ok := l.auto[key]
	if !ok {
		// The only error is that no embedded baseline is made for this OS: that
		// the overlays fit them all was verified before.
		b, _ = baselines.ForOS(os.Build, os.ProductType, c.overlays...)
		l.auto[key] = b
	}
	return b
}

// newLibrary loads the baselines of the command line and those that nodes name.
// Every problem of every file is reported once.
func newLibrary(forced []string, ofNodes [][]string) (*library, error) {
	l := &library{
		forced: forced, overlay: map[string]bool{}, loaded: map[string]*baselines.Baseline{}, auto: map[string]*baselines.Baseline{},
		waivers: waiver.NewSet(nil, time.Time{}),
	}
	var problems []string
	for _, refs := range append([][]string{nil}, ofNodes...) {
		for _, c := range []choice{l.split(refs), l.choose(refs)} {
			for _, p := range l.load(c) {
				if !slices.Contains(problems, p) {
					problems = append(problems, p)
				}
			}
		}
	}
	if len(problems) > 0 {
		return nil, &usage{problems, "clusterdrift baseline lint FILE checks a baseline alone"}
	}
	return l, nil
}

// split tells overlays from baselines. Where there are overlays alone, they are
// for what auto picks.
func (l *library) split(refs []string) choice {
	var c choice
	for _, ref := range refs {
		if l.isOverlay(ref) {
			c.overlays = append(c.overlays, ref)
		} else {
			c.baselines = append(c.baselines, ref)
		}
	}
	if len(c.baselines) == 0 {
		c.baselines = []string{autoBaseline}
	}
	return c
}

// isOverlay looks into each file once. Once the library is made, it knows all
// references and only reads what it remembers.
func (l *library) isOverlay(ref string) bool {
	overlay, known := l.overlay[ref]
	if !known {
		overlay = ref != autoBaseline && baselines.IsOverlay(ref)
		l.overlay[ref] = overlay
	}
	return overlay
}

// choose is what a node is judged by. Baselines of the command line win over
// those of the inventory; overlays alone are added to them.
func (l *library) choose(ofNode []string) choice {
	isBaseline := func(ref string) bool { return !l.isOverlay(ref) }
	if slices.ContainsFunc(l.forced, isBaseline) {
		return l.split(l.forced)
	}
	return l.split(slices.Concat(ofNode, l.forced))
}

// load loads the baselines of a choice and returns what is wrong with them.
func (l *library) load(c choice) []string {
	var bad []string
	for _, ref := range c.baselines {
		key := c.key(ref)
		if _, ok := l.loaded[key]; ok {
			continue
		}
		var b *baselines.Baseline // auto is loaded for an OS
		var err error
		switch {
		case ref != autoBaseline:
			b, err = baselines.Load(ref, c.overlays...)
		case len(c.overlays) > 0:
			err = errors.Join(baselines.LintOverlays(c.overlays...)...)
		}
		if err != nil {
			bad = append(bad, problems(err)...)
		}
		l.loaded[key] = b
	}
	return bad
}

// pick returns the first of the node's baselines that is made for its OS.
func (l *library) pick(ofNode []string, os facts.OS) (*baselines.Baseline, error) {
	if os.State != facts.Collected {
		return nil, errors.New("the operating system of the node is not known")
	}
	c := l.choose(ofNode)
	for _, ref := range c.baselines {
		if ref == autoBaseline {
			if b := l.forOS(os, c); b != nil {
				return b, nil
			}
			continue
		}
		if b := l.loaded[c.key(ref)]; b.AppliesTo.Matches(os.Build, os.ProductType) {
			return b, nil
		}
	}
	return nil, fmt.Errorf("none of the baselines asked for (%s) is made for build %d", strings.Join(c.baselines, ", "), os.Build)
}

// plan is what to ask of a node so that its baseline can be judged.
func (l *library) plan(ofNode []string) func(facts.OS) facts.Request {
	return func(os facts.OS) facts.Request {
		b, err := l.pick(ofNode, os)
		if err != nil {
			return facts.Request{}
		}
		return l.probes.addTo(checks.Plan(b))
	}
}

// planAll says for each job what to ask once the node's OS is known.
func (l *library) planAll(jobs []fleet.Job) {
	for i := range jobs {
		jobs[i].Plan = l.plan(jobs[i].Baselines)
	}
}

// judge groups the nodes by cluster and evaluates each.
func (l *library) judge(nodes []*facts.Node) []report.Judged {
	var judged []report.Judged
	for _, n := range nodes {
		s := checks.Subject{Facts: n}
		if b, err := l.pick(n.Baselines, n.OS); err != nil {
			s.Problem = err.Error()
		} else {
			s.Baseline = b
		}
		name := clusterName(n)
		i := slices.IndexFunc(judged, func(j report.Judged) bool { return j.Cluster.Name == name })
		if i < 0 {
			i = len(judged)
			judged = append(judged, report.Judged{Cluster: checks.Cluster{Name: name}})
		}
		judged[i].Cluster.Nodes = append(judged[i].Cluster.Nodes, s)
	}
	for i := range judged {
		judged[i].Findings = l.waivers.Apply(checks.Evaluate(judged[i].Cluster))
	}
	return judged
}

// clusterName is what the user says of a node, else what the node itself does:
// nodes of different clusters are not compared with each other.
func clusterName(n *facts.Node) string {
	return cmp.Or(n.Cluster, n.ClusterOf.Name, "nodes")
}

// result judges the nodes and makes the report's model of it.
func (l *library) result(nodes []*facts.Node, gate report.Gate, started, finished time.Time, interrupted bool) *report.Result {
	judged := l.judge(nodes)
	return report.New(report.Input{
		Tool:    report.Tool{Name: "clusterdrift", Version: toolVersion()},
		Started: started, Finished: finished,
		Clusters: judged, UnusedWaivers: unusedWaivers(l.waivers), Gate: gate, Interrupted: interrupted,
	})
}
