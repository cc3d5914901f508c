package flags

import (
	"iter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

const keepFactsFlag = "keep-facts"

// RegisterKeepFacts registers the flag that keeps facts next to a result.
func (r *Report) RegisterKeepFacts(f *pflag.FlagSet) {
	f.BoolVar(&r.recording.keep, keepFactsFlag, false, "with --record: also keep the facts of the nodes, so that clusterdrift check --run can judge them again")
}

// spareKeeping refuses to keep the facts of a result that is not recorded. A configuration
// may ask for it once for all runs.
func (r *recording) spareKeeping(c *cobra.Command) error {
	if f := c.Flags().Lookup(keepFactsFlag); f != nil && r.keep && config.Typed(f) {
		return cli.Usage("--keep-facts is given without --record", "add --record, or leave it out")
	}
	return nil
}

// KeepFacts has Write keep the facts that a result was judged by, if that is wanted.
func (r *Report) KeepFacts(read Reading) {
	if !r.recording.keep || !r.recording.records() {
		return
	}
	clusters := map[string][]*facts.Node{}
	for _, n := range read.Nodes {
		key := clusterKey(ClusterName(n))
		clusters[key] = append(clusters[key], n)
	}
	r.recording.facts = func(cluster string) iter.Seq2[*facts.Node, error] {
		return func(yield func(*facts.Node, error) bool) {
			for _, n := range clusters[clusterKey(cluster)] {
				if !yield(read.factsOf(n)) {
					return
				}
			}
		}
	}
}

// factsOf are all facts of one of the nodes.
func (r Reading) factsOf(n *facts.Node) (*facts.Node, error) {
	if r.Facts == nil {
		return n, nil
	}
	return r.Facts(n)
}

// clusterKey is the name of a cluster without regard to case, as nodes are grouped by it.
func clusterKey(name string) string { return string(strict.Fold(name)) }
