package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// nodeFlags say which nodes to read, how to get in, and what it may cost.
type nodeFlags struct {
	inventory      string
	cluster        string
	access         accessFlags
	concurrency    int
	timeout        time.Duration
	connectTimeout time.Duration
	messageTimeout time.Duration
	maxRefusals    int
	traces         traces
}

func (n *nodeFlags) register(f *pflag.FlagSet) {
	n.registerNodes(f)
	_ = f.SetAnnotation("inventory", argumentsInstead, []string{"true"}) // the flag is registered
	f.StringVar(&n.cluster, "cluster-name", "", "`NAME` of the cluster that the nodes on the command line belong to (default: as each node says)")
	f.IntVar(&n.concurrency, "concurrency", 64, "nodes to read at a time")
}

// registerNodes registers what even a command that reads node by node needs.
func (n *nodeFlags) registerNodes(f *pflag.FlagSet) {
	limits := remote.DefaultLimits()
	f.StringVarP(&n.inventory, "inventory", "i", "", "read the nodes from `FILE`")
	n.access.register(f)
	f.DurationVar(&n.timeout, "timeout", 5*time.Minute, "time for one node, all included")
	f.DurationVar(&n.connectTimeout, "connect-timeout", limits.Connect, "time for connecting to a node")
	f.DurationVar(&n.messageTimeout, "message-timeout", limits.Message, "time for one message to a node")
	f.IntVar(&n.maxRefusals, "max-refusals", 3, "stop using credentials that `N` nodes have refused, so that the account is not locked; 0: never")
	f.StringVar(&n.traces.dir, "trace", "", "write what is exchanged with each node, without secrets, to a file in `DIR`")
}

// defaultNodeFlags are the flags as they are when nobody sets one.
func defaultNodeFlags() *nodeFlags {
	var n nodeFlags
	n.register(pflag.NewFlagSet("", pflag.ContinueOnError))
	return &n
}

// load gives the nodes to read. Flags win over what the inventory says.
func (n *nodeFlags) load(args []string) ([]inventory.Node, error) {
	switch {
	case n.inventory != "" && len(args) > 0:
		return nil, usageError("nodes are given both as arguments and by --inventory", "use one of them")
	case n.inventory != "" && n.cluster != "":
		return nil, usageError("--cluster-name does not go with --inventory", "name the clusters in the inventory")
	case n.inventory != "":
		nodes, err := inventory.Load(n.inventory, n.access.settings)
		if err != nil {
			return nil, &usage{problems(err), ""}
		}
		return nodes, nil
	case len(args) == 0:
		return nil, usageError("there are no nodes to read", "name them, or use --inventory FILE")
	}
	nodes, err := inventory.FromNames(n.cluster, args, n.access.settings)
	if err != nil {
		return nil, &usage{problems(err), ""}
	}
	return nodes, nil
}

// pick is load for commands that look at single nodes: with an inventory, the
// arguments choose among its nodes.
func (n *nodeFlags) pick(args []string) ([]inventory.Node, error) {
	if n.inventory == "" || len(args) == 0 {
		return n.load(args)
	}
	all, err := n.load(nil)
	if err != nil {
		return nil, err
	}
	var picked []inventory.Node
	for _, name := range args {
		before := len(picked)
		for _, node := range all {
			if strings.EqualFold(node.Name, name) {
				picked = append(picked, node)
			}
		}
		if len(picked) == before {
			return nil, usageError(fmt.Sprintf("%s names no node %s", n.inventory, name), "name it as the inventory does")
		}
	}
	return picked, nil
}

// jobsFor makes the nodes ready to be read; what to ask of them is left open.
func jobsFor(nodes []inventory.Node, access *access) ([]fleet.Job, error) {
	var jobs []fleet.Job
	for _, node := range nodes {
		target, credentials, err := access.to(node)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, fleet.Job{
			Name: node.Name, Cluster: node.Cluster, Baselines: node.Baselines,
			Target: target, Credentials: credentials,
		})
	}
	return jobs, nil
}

// read reads the nodes and shows progress.
func (n *nodeFlags) read(ctx context.Context, t terminal, jobs []fleet.Job) []*facts.Node {
	p := newProgress(t, len(jobs))
	nodes := fleet.Scan(ctx, jobs, fleet.Options{
		Concurrency: n.concurrency, NodeTimeout: n.timeout, Limits: n.limits(), Now: t.now, Done: p.done, Step: p.step,
		MaxRefusals: n.maxRefusals, Trace: n.traces.opener(),
	})
	p.end()
	for i, node := range nodes {
		node.Weaknesses = weaknesses(jobs[i].Target)
	}
	n.traces.complain(t)
	return nodes
}

func (n *nodeFlags) limits() remote.Limits {
	limits := remote.DefaultLimits()
	limits.Connect, limits.Message = n.connectTimeout, n.messageTimeout
	return limits
}

// weaknesses are those of the way to a node.
func weaknesses(t remote.Target) []string {
	if !t.HTTPS {
		return nil
	}
	return t.TLS.Weaknesses()
}
