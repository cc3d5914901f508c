package flags

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/report"
)

// shardFlag is --shard.
type shardFlag struct {
	text string
	part *report.Shard // once it was found which one is meant; the digest is set with the inventory
}

const (
	shardName = "shard"
	autoShard = "auto"
	// maxShards is more than anyone has machines for: a mistake in the number.
	maxShards = 100_000
	shardHint = "write it like --shard 0/4, the first of four parts, or --shard auto in a job that counts its parts"
)

func (s *shardFlag) register(f *pflag.FlagSet) {
	f.StringVar(&s.text, shardName, "", "with --inventory: read only the `I/N`th of N parts of it, by whole clusters, I from 0 to N-1; auto, or auto/N, takes them from the job ("+shardVariables()+")")
}

// jobIndex is how a system that starts the same job several times numbers the jobs, in
// environment variables.
type jobIndex struct {
	index, count string // the variables; count may be empty: there is none
	first        int    // the index of the first job
}

// jobIndices are those that --shard auto knows, with their sources.
func jobIndices() []jobIndex {
	return []jobIndex{
		// An Indexed Job counts from 0 and does not say how many there are:
		// kubernetes.io/docs/concepts/workloads/controllers/job, "Completion mode".
		{index: "JOB_COMPLETION_INDEX"},
		// GitLab counts the jobs of "parallel" from 1: docs.gitlab.com/ci/variables/predefined_variables.
		{index: "CI_NODE_INDEX", count: "CI_NODE_TOTAL", first: 1},
	}
}

// shardVariables names the variables, "JOB_COMPLETION_INDEX, or CI_NODE_INDEX with CI_NODE_TOTAL".
func shardVariables() string {
	var all []string
	for _, j := range jobIndices() {
		all = append(all, j.names())
	}
	return strings.Join(all, ", or ")
}

func (j jobIndex) names() string {
	if j.count == "" {
		return j.index
	}
	return j.index + " with " + j.count
}

// find works out which part is meant, and says where that comes from; nil: the whole.
func (s *shardFlag) find(t term.Terminal) (part *report.Shard, from string, err error) {
	if s.text == "" {
		return nil, "", nil
	}
	index, count, ok := strings.Cut(s.text, "/")
	if index == autoShard {
		return s.fromJob(t, count, ok)
	}
	i, errIndex := strconv.Atoi(index)
	n, errCount := strconv.Atoi(count)
	switch {
	case !ok || errIndex != nil || errCount != nil:
		return nil, "", cli.Usage(fmt.Sprintf("--shard %s: not two numbers with / between them", s.text), shardHint)
	case n < 1 || n > maxShards:
		return nil, "", cli.Usage(fmt.Sprintf("--shard %s: the number of parts is from 1 to %d", s.text, maxShards), shardHint)
	case i < 0 || i >= n:
		return nil, "", cli.Usage(fmt.Sprintf("--shard %s: of %s the first is 0 and the last %d", s.text, wording.Counted(n, "part"), n-1), shardHint)
	}
	return &report.Shard{Index: i + 1, Count: n}, "", nil
}

// fromJob takes the part from the environment variables of the job; count is what the flag
// says of their number.
func (s *shardFlag) fromJob(t term.Terminal, count string, given bool) (part *report.Shard, from string, err error) {
	wrong := func(format string, args ...any) (*report.Shard, string, error) {
		return nil, "", cli.Usage("--shard "+s.text+": "+fmt.Sprintf(format, args...), shardHint)
	}
	of, err := strconv.Atoi(count)
	if given && (err != nil || of < 1 || of > maxShards) {
		return wrong("the number of parts is from 1 to %d", maxShards)
	}
	found := slices.DeleteFunc(jobIndices(), func(j jobIndex) bool { return variable(t, j.index) == "" })
	switch {
	case len(found) == 0:
		return wrong("no variable says which part this is: %s", shardVariables())
	case len(found) > 1:
		return wrong("both %s and %s are set", found[0].index, found[1].index)
	}
	job := found[0]
	index, err := strconv.Atoi(variable(t, job.index))
	if err != nil {
		return wrong("%s is not a number", job.index)
	}
	from = job.index
	switch total := job.total(t); {
	case total == "" && !given:
		return wrong("%s says which part this is, and nothing how many there are: write --shard auto/N", job.names())
	case total == "":
	default:
		n, err := strconv.Atoi(total)
		switch {
		case err != nil || n < 1 || n > maxShards:
			return wrong("%s is not a number from 1 to %d", job.count, maxShards)
		case given && n != of:
			return wrong("%s is %d", job.count, n)
		}
		of, from = n, job.index+" and "+job.count
	}
	if place := index - job.first; place < 0 || place >= of {
		return wrong("%s is %d, and of %s the first is %d and the last %d", job.index, index, wording.Counted(of, "part"), job.first, job.first+of-1)
	}
	return &report.Shard{Index: index - job.first + 1, Count: of}, from, nil
}

// total is what the system says of the number of jobs; empty: nothing.
func (j jobIndex) total(t term.Terminal) string {
	if j.count == "" {
		return ""
	}
	return variable(t, j.count)
}

// variable is an environment variable; empty where it is not set.
func variable(t term.Terminal, name string) string {
	if t.Env == nil {
		return ""
	}
	value, _ := t.Env(name)
	return value
}

// sharded is the part of the inventory that --shard means, and says which one it is. The
// shard is nil without the flag.
func (n *Nodes) sharded(t term.Terminal, all *inventory.Inventory) (*inventory.Inventory, *report.Shard, error) {
	part, from, err := n.shard.find(t)
	if part == nil || err != nil {
		return all, nil, err
	}
	part.Inventory = all.Digest()
	n.shard.part = part
	some := all.Shards(part.Count)[part.Index-1]
	if from != "" {
		from = " (from " + from + ")"
	}
	fmt.Fprintf(t.Err, "%s%s: %d of %s, %d of %s\n", part, from, some.Clusters(), wording.Counted(all.Clusters(), "cluster"), len(some.Nodes), wording.Counted(len(all.Nodes), "node"))
	return some, part, nil
}

// Shard is the part of the inventory that was read, once it was; nil: all of it.
func (n *Nodes) Shard() *report.Shard { return n.shard.part }

// checkShard refuses a part of what is not an inventory, or of what was chosen from one.
func (n *Nodes) checkShard(names []string) error {
	switch {
	case n.shard.text == "":
	case n.Inventory == "":
		return cli.Usage("--shard needs an inventory", "use --inventory FILE: a shard is a part of its clusters")
	case len(names) > 0 || n.Cluster != "":
		which := "nodes or clusters that are named"
		return cli.Usage("--shard does not go with "+which, "leave out "+cmp.Or(strings.Join(names, ", "), "--cluster "+n.Cluster)+", or --shard")
	}
	return nil
}
