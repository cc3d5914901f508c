package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/report"
)

// nodeFlags say which nodes to read, how to get in, and what it may cost.
type nodeFlags struct {
	inventory      string
	clusterName    string
	cluster        string
	discover       bool
	discoverAny    bool
	maxMembers     memberLimit
	allowEnv       []string
	access         accessFlags
	concurrency    int
	timeout        time.Duration
	connectTimeout time.Duration
	messageTimeout time.Duration
	maxRefusals    int
	fuses          *fleet.Fuses // of this run; nil until they are needed
	traces         traces
}

func (n *nodeFlags) register(f *pflag.FlagSet) {
	n.registerNodes(f)
	_ = f.SetAnnotation("inventory", argumentsInstead, []string{"true"}) // the flag is registered
	f.StringVar(&n.clusterName, "cluster-name", "", "`NAME` of the cluster that the nodes on the command line belong to (default: as each node says)")
	n.registerCluster(f)
	f.BoolVar(&n.discover, "discover", false, "with --inventory: also read the members of its clusters that it lacks")
	f.BoolVar(&n.discoverAny, "discover-any", false, "with --discover or --cluster: also read members outside the domain of the host that names them")
	n.maxMembers = usualMembers
	f.Var(&n.maxMembers, "max-members", "with --discover or --cluster: refuse the members of a cluster that names more than `N`")
	f.IntVar(&n.concurrency, "concurrency", 64, "nodes to read at a time")
}

func (n *nodeFlags) registerCluster(f *pflag.FlagSet) {
	f.StringVar(&n.cluster, "cluster", "", "read all members of the cluster `NAME`, its own name or that of a node of it; with --inventory: only that cluster of the inventory")
}

// registerNodes registers what even a command that reads node by node needs.
func (n *nodeFlags) registerNodes(f *pflag.FlagSet) {
	limits := remote.DefaultLimits()
	n.registerInventory(f)
	f.DurationVar(&n.timeout, "timeout", 5*time.Minute, "time for one node, all included")
	f.DurationVar(&n.connectTimeout, "connect-timeout", limits.Connect, "time for connecting to a node")
	f.DurationVar(&n.messageTimeout, "message-timeout", limits.Message, "time for one message to a node")
	f.IntVar(&n.maxRefusals, "max-refusals", 3, "stop using credentials that `N` nodes have refused, so that the account is not locked; 0: never")
	f.StringVar(&n.traces.dir, "trace", "", "write what is exchanged with each node, without secrets, to a file in `DIR`")
}

// registerInventory registers what tells the nodes and the way to them.
func (n *nodeFlags) registerInventory(f *pflag.FlagSet) {
	f.StringVarP(&n.inventory, "inventory", "i", "", "read the nodes from `FILE`: an inventory of clusterdrift, or of Ansible in INI or YAML")
	f.StringSliceVar(&n.allowEnv, "allow-env", nil, "let the inventory use the environment variable `NAME`, repeatable; those that begin with CLUSTERDRIFT_VAR_ need no permission, and those whose names speak of a secret get none")
	n.access.register(f)
}

// defaultNodeFlags are the flags as they are when nobody sets one.
func defaultNodeFlags() *nodeFlags {
	var n nodeFlags
	n.register(pflag.NewFlagSet("", pflag.ContinueOnError))
	return &n
}

// load gives the nodes to read, or the one to ask for its cluster. Flags win
// over what the inventory says.
func (n *nodeFlags) load(t terminal, args []string) (*inventory.Inventory, error) {
	if err := n.check(args); err != nil {
		return nil, err
	}
	if n.inventory != "" {
		return n.loadFile(t)
	}
	cluster := n.clusterName
	if n.cluster != "" {
		cluster, args = n.cluster, []string{n.cluster}
	}
	named, err := inventory.FromArguments(cluster, args, n.access.settings)
	if err != nil {
		return nil, &usage{problems(err), ""}
	}
	return named, nil
}

// check refuses flags and arguments that do not go together.
func (n *nodeFlags) check(args []string) error {
	switch {
	case n.inventory != "" && len(args) > 0:
		return usageError("nodes are given both as arguments and by --inventory", "use one of them")
	case n.inventory != "" && n.clusterName != "":
		return usageError("--cluster-name does not go with --inventory", "name the clusters in the inventory")
	case n.cluster != "" && len(args) > 0:
		return usageError("nodes are given both as arguments and by --cluster", "use one of them")
	case n.cluster != "" && n.clusterName != "":
		return usageError("--cluster-name does not go with --cluster", "the cluster says its own name")
	case n.discover && n.inventory == "":
		return usageError("--discover needs an inventory", "use --cluster NAME to find the nodes of a cluster without one")
	case n.discoverAny && !n.discovers():
		return usageError("--discover-any needs --discover or --cluster", "use --discover to find the members of the clusters in an inventory, or --cluster NAME without one")
	case n.inventory == "" && n.cluster == "" && len(args) == 0:
		return usageError("there are no nodes to read", "name them, or use --inventory FILE")
	}
	return nil
}

// discovers reports whether nodes are asked for the members of their clusters.
func (n *nodeFlags) discovers() bool { return n.discover || n.cluster != "" && n.inventory == "" }

// loadFile reads the inventory and says what of it is not followed.
func (n *nodeFlags) loadFile(t terminal) (*inventory.Inventory, error) {
	all, err := inventory.Load(n.inventory, inventory.Options{
		Override: n.access.settings, Env: t.env, AllowEnv: n.allowEnv, Unverified: n.access.insecureSkipVerify,
	})
	if err != nil {
		return nil, &usage{problems(err), ""}
	}
	for _, notice := range all.Notices {
		fmt.Fprintln(t.err, report.Clean(notice.Error()))
	}
	if n.cluster == "" {
		return all, nil
	}
	some := all.Select(func(node inventory.Node) bool { return strings.EqualFold(node.Cluster, n.cluster) })
	if len(some.Nodes) > 0 {
		return some, nil
	}
	var names []string
	for _, node := range all.Nodes {
		names = append(names, node.Cluster)
	}
	slices.Sort(names)
	return nil, usageError(fmt.Sprintf("%s has no cluster %s", n.inventory, n.cluster), strict.Suggest(n.cluster, slices.Compact(names)))
}

// pick is load for commands that look at single nodes: with an inventory, the
// arguments choose among its nodes.
func (n *nodeFlags) pick(t terminal, args []string) (*inventory.Inventory, error) {
	if n.inventory == "" || len(args) == 0 {
		return n.load(t, args)
	}
	all, err := n.load(t, nil)
	if err != nil {
		return nil, err
	}
	picked := &inventory.Inventory{}
	for _, name := range args {
		some := all.Select(func(node inventory.Node) bool { return strings.EqualFold(node.Name, name) })
		if len(some.Nodes) == 0 {
			return nil, usageError(fmt.Sprintf("%s names no node %s", n.inventory, name), "name it as the inventory does")
		}
		picked.Nodes = append(picked.Nodes, some.Nodes...)
		picked.Sources = append(picked.Sources, some.Sources...)
	}
	return picked, nil
}

// jobsFor makes the nodes ready to be read; what to ask of them is left open.
func jobsFor(ctx context.Context, nodes []inventory.Node, access *access) ([]fleet.Job, error) {
	var jobs []fleet.Job
	for _, node := range nodes {
		target, credentials, err := access.to(ctx, node)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, fleet.Job{
			Name: node.Name, Host: node.Host, Cluster: node.Cluster, Baselines: node.Baselines,
			Target: target, Credentials: credentials,
		})
	}
	return jobs, nil
}

// prepare finds out, before any node is read, what on this machine would keep it
// from being read.
func (n *nodeFlags) prepare(t terminal) error {
	if err := n.traces.prepare(); err != nil {
		return err
	}
	return n.fitDescriptors(t)
}

// read reads the nodes and shows progress.
func (n *nodeFlags) read(ctx context.Context, t terminal, jobs []fleet.Job) []*facts.Node {
	p := newProgress(t, len(jobs))
	options := n.fleetOptions(t)
	options.Done, options.Step = p.done, p.step
	nodes := fleet.Scan(ctx, jobs, options)
	p.end()
	return nodes
}

func (n *nodeFlags) fleetOptions(t terminal) fleet.Options {
	return fleet.Options{
		Concurrency: n.concurrency, NodeTimeout: n.timeout, Limits: n.limits(), Now: t.now,
		Fuses: n.refusals(), Trace: n.traces.opener(),
	}
}

// refusals are counted over all that the command does with the nodes.
func (n *nodeFlags) refusals() *fleet.Fuses {
	if n.fuses == nil {
		n.fuses = fleet.NewFuses(n.maxRefusals)
	}
	return n.fuses
}

func (n *nodeFlags) limits() remote.Limits {
	limits := remote.DefaultLimits()
	limits.Connect, limits.Message = n.connectTimeout, n.messageTimeout
	return limits
}
