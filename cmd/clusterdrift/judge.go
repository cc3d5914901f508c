package main

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/report"
)

// library is what the nodes are judged by.
type library struct {
	*baselines.Selection
	probes  probes // what the nodes are to measure besides
	waivers *waiver.Set
}

// newLibrary loads the baselines of the command line and those that nodes name.
func newLibrary(forced []string, ofNodes [][]string) (*library, error) {
	selection, err := baselines.NewSelection(forced, ofNodes)
	if err != nil {
		return nil, &usage{problems(err), "clusterdrift baseline lint FILE checks a baseline alone"}
	}
	return &library{Selection: selection, waivers: waiver.NewSet(nil, time.Time{})}, nil
}

// plan is what to ask of a node so that its baseline can be judged.
func (l *library) plan(ofNode []string) func(facts.OS) facts.Request {
	return func(os facts.OS) facts.Request {
		b, err := l.ForNode(ofNode, os)
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
		if b, err := l.ForNode(n.Baselines, n.OS); err != nil {
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

// result judges the nodes and makes the report's model of it; lost is what failed
// on this machine besides. The only error is that ctx ends before that is done.
func (l *library) result(ctx context.Context, nodes []*facts.Node, gate report.Gate, started, finished time.Time, lost ...string) (*report.Result, error) {
	interrupted := ctx.Err() != nil
	ctx, cancel := finishing(ctx)
	defer cancel()
	return await(ctx, func() (*report.Result, error) {
		judged := l.judge(nodes)
		return report.New(report.Input{
			Tool:    report.Tool{Name: "clusterdrift", Version: toolVersion()},
			Started: started, Finished: finished,
			Clusters: judged, UnusedWaivers: l.waivers.Unused(), Gate: gate, Interrupted: interrupted, Lost: lost,
		}), nil
	})
}
