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
	forced []string // of the command line; they win over those of the inventory
	loaded map[string]*baselines.Baseline
	probes probes // what the nodes are to measure besides

	mu   sync.Mutex // guards auto: plans are made while nodes are read
	auto map[[2]int]*baselines.Baseline

	waivers *waiver.Set
}

// forOS remembers what auto picks for a build and product type; nil: nothing.
func (l *library) forOS(os facts.OS) *baselines.Baseline {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := [2]int{os.Build, os.ProductType}
	b, ok := l.auto[key]
	if !ok {
		// The only error is that no embedded baseline is made for this OS.
		b, _ = baselines.ForOS(os.Build, os.ProductType)
		l.auto[key] = b
	}
	return b
}

// newLibrary loads the baselines of the command line and those that nodes name.
// Every problem of every file is reported.
func newLibrary(forced []string, ofNodes [][]string) (*library, error) {
	l := &library{
		forced: forced, loaded: map[string]*baselines.Baseline{}, auto: map[[2]int]*baselines.Baseline{},
		waivers: waiver.NewSet(nil, time.Time{})}
	var problems []string
	for _, refs := range append([][]string{forced}, ofNodes...) {
		for _, ref := range refs {
			if _, ok := l.loaded[ref]; ok || ref == autoBaseline {
				continue
			}
			b, err := baselines.Load(ref)
			if err != nil {
				problems = append(problems, strings.Split(err.Error(), "\n")...)
			}
			l.loaded[ref] = b
		}
	}
	if len(problems) > 0 {
		return nil, &usage{problems, "clusterdrift baseline lint FILE checks a baseline alone"}
	}
	return l, nil
}

// pick returns the first of the node's baselines that is made for its OS.
func (l *library) pick(ofNode []string, os facts.OS) (*baselines.Baseline, error) {
	refs := ofNode
	if len(l.forced) > 0 {
		refs = l.forced
	}
	if len(refs) == 0 {
		refs = []string{autoBaseline}
	}
	if os.State != facts.Collected {
		return nil, errors.New("the operating system of the node is not known")
	}
	for _, ref := range refs {
		if ref == autoBaseline {
			if b := l.forOS(os); b != nil {
				return b, nil
			}
			continue
		}
		if b := l.loaded[ref]; b.AppliesTo.Matches(os.Build, os.ProductType) {
			return b, nil
		}
	}
	return nil, fmt.Errorf("none of the baselines asked for (%s) is made for build %d", strings.Join(refs, ", "), os.Build)
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
