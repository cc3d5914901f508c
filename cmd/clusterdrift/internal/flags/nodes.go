package flags

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flagname"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/report"
)

// Nodes holds the flags that say which nodes to read, how to connect, and what it may
// cost.
type Nodes struct {
	Inventory      string // the file of --inventory
	clusterName    string
	Cluster        string // the name of --cluster
	partial        bool
	shard          shardFlag
	discover       bool
	discoverAny    bool
	maxMembers     memberLimit
	allowEnv       []string
	access         accessFlags
	concurrency    concurrency
	lanes          fleet.Lanes
	answerMemory   int           // in MiB
	Timeout        time.Duration // for one node
	connectTimeout time.Duration
	messageTimeout time.Duration
	maxRefusals    int
	more           *More        // nil: nothing
	fuses          *fleet.Fuses // of this run; nil until they are needed
	traces         traces
}

func (n *Nodes) register(f *pflag.FlagSet) {
	n.RegisterNodes(f)
	config.MarkArgumentsInstead(f, "inventory")
	f.StringVar(&n.clusterName, "cluster-name", "", "`NAME` of the cluster that the nodes on the command line belong to (default: as each node says)")
	n.registerCluster(f)
	RegisterPartial(f, &n.partial)
	n.shard.register(f)
	f.BoolVar(&n.discover, "discover", false, "with --inventory: also read the members of its clusters that it lacks")
	f.BoolVar(&n.discoverAny, "discover-any", false, "with --discover or --cluster: also read members outside the domain of the host that names them")
	n.maxMembers = usualMembers
	f.Var(&n.maxMembers, "max-members", "with --discover or --cluster: refuse the members of a cluster that names more than `N`")
	n.concurrency = concurrency{nodes: usualConcurrency}
	f.Var(&n.concurrency, "concurrency", fmt.Sprintf("read `N` nodes at a time, or auto: %d, and more while the processors have time to spare, up to %d", usualConcurrency, mostConcurrency))
	n.lanes = fleet.OneLane
	f.Var(lanesFlag{&n.lanes}, "lanes", "read each node over `N` connections at a time: 1, 2, or auto, which takes two where a round trip takes 30 ms or longer; the second logs on once more")
	limitVar(f, &n.answerMemory, "answer-memory", remote.DefaultHeld>>20, limit{least: 16, most: maxAnswerMemory}, "memory in MiB that the answers of all nodes may take at a time; fewer nodes are read at a time where it has less than 4 for each")
}

func (n *Nodes) registerCluster(f *pflag.FlagSet) {
	f.StringVar(&n.Cluster, "cluster", "", "read all members of the cluster `NAME`, its own name or that of a node of it; with --inventory: only that cluster of the inventory")
}

// RegisterNodes registers the flags of a command that reads single nodes.
func (n *Nodes) RegisterNodes(f *pflag.FlagSet) {
	limits := remote.DefaultLimits()
	n.RegisterInventory(f)
	patienceVar(f, &n.Timeout, "timeout", 5*time.Minute, "time for one node, all included")
	patienceVar(f, &n.connectTimeout, "connect-timeout", limits.Connect, "time for connecting to a node")
	patienceVar(f, &n.messageTimeout, "message-timeout", limits.Message, "time for one message to a node")
	limitVar(f, &n.maxRefusals, "max-refusals", 3, limit{}, "stop using credentials that `N` nodes have refused, so that the account is not locked; 0: never")
	f.StringVar(&n.traces.dir, "trace", "", "write what is exchanged with each node, without secrets, to a file in `DIR`")
}

// RegisterInventory registers the flags that say which nodes there are and how to
// connect to them.
func (n *Nodes) RegisterInventory(f *pflag.FlagSet) {
	f.StringVarP(&n.Inventory, "inventory", "i", "", "read the nodes from `FILE`: an inventory of clusterdrift, or of Ansible in INI or YAML")
	n.RegisterAllowEnv(f)
	n.access.register(f)
}

// RegisterAllowEnv registers the flag that lets an inventory use the environment.
func (n *Nodes) RegisterAllowEnv(f *pflag.FlagSet) {
	WordsVar(f, &n.allowEnv, "allow-env", "", nil, "let the inventory use the environment variable `NAME`, repeatable; those that begin with CLUSTERDRIFT_VAR_ need no permission, and those whose names speak of a secret get none")
}

// DefaultNodes returns the flags with their defaults.
func DefaultNodes() *Nodes {
	var n Nodes
	n.register(pflag.NewFlagSet("", pflag.ContinueOnError))
	return &n
}

// load gives the nodes of the inventory, or else those of the arguments, or the one
// to ask for its cluster. Flags win over what the inventory says.
func (n *Nodes) load(t term.Terminal, args []string) (*inventory.Inventory, error) {
	if err := n.check(args); err != nil {
		return nil, err
	}
	if n.Inventory != "" {
		return n.loadFile(t)
	}
	for _, arg := range args {
		if isInventoryFile(arg) {
			return nil, cli.Usage(arg+" is a file and not a node", "use --inventory "+arg)
		}
	}
	cluster := n.clusterName
	if n.Cluster != "" {
		cluster, args = n.Cluster, []string{n.Cluster}
	}
	named, err := inventory.FromArguments(cluster, args, n.access.settings)
	if err != nil {
		return nil, cli.UsageFrom(err, "")
	}
	return named, nil
}

// isInventoryFile reports whether an argument is the name of a file that is there and
// that no host is called like: the flag was forgotten.
func isInventoryFile(arg string) bool {
	info, err := os.Stat(arg)
	endings := []string{".yaml", ".yml", ".ini", ".cfg", ".json", ".txt"}
	return err == nil && info.Mode().IsRegular() && slices.Contains(endings, strings.ToLower(filepath.Ext(arg)))
}

// check refuses flags and arguments that do not go together.
func (n *Nodes) check(args []string) error {
	if err := n.checkShard(args); err != nil {
		return err
	}
	switch {
	case n.Inventory != "" && n.clusterName != "":
		return cli.Usage("--cluster-name does not go with --inventory", "name the clusters in the inventory")
	case n.Cluster != "" && len(args) > 0:
		return cli.Usage("nodes are given both as arguments and by --cluster", "use one of them")
	case n.Cluster != "" && n.clusterName != "":
		return cli.Usage("--cluster-name does not go with --cluster", "the cluster says its own name")
	case n.discover && n.Inventory == "":
		return cli.Usage("--discover needs an inventory", "use --cluster NAME to find the nodes of a cluster without one")
	case n.partial && n.discovers():
		return cli.Usage("--partial does not go with --discover, nor with --cluster without an inventory", "these read all members of the cluster; leave --partial out")
	case n.discoverAny && !n.discovers():
		return cli.Usage("--discover-any needs --discover or --cluster", "use --discover to find the members of the clusters in an inventory, or --cluster NAME without one")
	case n.Inventory == "" && n.Cluster == "" && len(args) == 0:
		return cli.Usage("no nodes given", "name nodes, or use --inventory FILE")
	}
	return nil
}

// discovers reports whether nodes are asked for the members of their clusters.
func (n *Nodes) discovers() bool { return n.discover || n.Cluster != "" && n.Inventory == "" }

// From is where the names of the nodes come from: "the inventory nodes.yaml", "the cluster
// HVCLUSTER" or "the command line".
func (n *Nodes) From() string {
	switch {
	case n.Inventory != "":
		return "the inventory " + n.Inventory
	case n.Cluster != "":
		return "the cluster " + n.Cluster
	}
	return "the command line"
}

// loadFile reads the inventory and says what of it is not followed.
func (n *Nodes) loadFile(t term.Terminal) (*inventory.Inventory, error) {
	all, err := inventory.Load(n.Inventory, inventory.Options{
		Override: n.access.settings, Env: t.Env, AllowEnv: n.allowEnv, Unverified: n.access.insecureSkipVerify,
	})
	if err != nil {
		return nil, cli.UsageFrom(err, "")
	}
	for _, notice := range all.Notices {
		fmt.Fprintln(t.Err, report.Clean(flagname.In(notice.Error())))
	}
	if n.Cluster == "" {
		return all, nil
	}
	some := all.Select(func(node inventory.Node) bool { return strings.EqualFold(node.Cluster, n.Cluster) })
	if len(some.Nodes) > 0 {
		return some, nil
	}
	var names []string
	for _, node := range all.Nodes {
		names = append(names, node.Cluster)
	}
	slices.Sort(names)
	return nil, cli.Usage(fmt.Sprintf("%s has no cluster %s", n.Inventory, n.Cluster), strict.Suggest(n.Cluster, slices.Compact(names)))
}

// Select returns the nodes to read: those of the arguments, which choose among the
// nodes and clusters of an inventory if there is one.
func (n *Nodes) Select(t term.Terminal, args []string) (*inventory.Inventory, error) {
	chosen, err := n.choose(t, args)
	return chosen.Inventory, err
}

// Prepare finds out, before any node is read, what on this machine would keep it
// from being read.
func (n *Nodes) Prepare(t term.Terminal) error {
	if err := n.traces.prepare(); err != nil {
		return err
	}
	return n.fitDescriptors(t)
}

// Read reads the nodes and shows progress. The facts are in the order of the jobs.
func (n *Nodes) Read(ctx context.Context, t term.Terminal, jobs []fleet.Job) []*facts.Node {
	return n.read(ctx, t, jobs, nil)
}

// read is Read; with take it gives the facts away as fleet.Options.Take says.
func (n *Nodes) read(ctx context.Context, t term.Terminal, jobs []fleet.Job, take func(place int, n *facts.Node) bool) []*facts.Node {
	p := term.NewProgress(t, len(jobs))
	options := n.fleetOptions(t)
	options.Done, options.Step, options.Take = p.Done, p.Step, take
	n.more.addTo(&options, n.answerMemory)
	nodes := fleet.Scan(ctx, jobs, options)
	p.End()
	return nodes
}

// maxAnswerMemory is more than any machine has, in MiB: a mistake in the number, which
// must not leave nothing when it is counted in bytes.
const maxAnswerMemory = 1 << 20

func (n *Nodes) fleetOptions(t term.Terminal) fleet.Options {
	o := fleet.Options{
		Lanes: n.lanes, NodeTimeout: n.Timeout, Limits: n.Limits(), Now: t.Now,
		Fuses: n.Refusals(), Trace: n.traces.opener(),
	}
	n.concurrency.addTo(&o, int64(n.answerMemory)<<20) // 0 where the command does not have the flag
	return o
}

// Refusals counts the refusals of credentials over all that the command does with the
// nodes.
func (n *Nodes) Refusals() *fleet.Fuses {
	if n.fuses == nil {
		n.fuses = fleet.NewFuses(n.maxRefusals)
	}
	return n.fuses
}

// Limits returns the limits on connecting to a node and talking to it.
func (n *Nodes) Limits() remote.Limits {
	limits := remote.DefaultLimits()
	limits.Connect, limits.Message = n.connectTimeout, n.messageTimeout
	return limits
}

// Lost returns what was lost of the traces on this machine, as cli.Losses.Lost does.
func (n *Nodes) Lost(w io.Writer) []string { return n.traces.failed.Lost(w) }
