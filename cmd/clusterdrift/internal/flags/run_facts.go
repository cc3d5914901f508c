package flags

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/facts/packed"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// RunFacts are the facts that a history has kept of a run, packed.
type RunFacts struct {
	Title string        // "run 0123456789ab"
	Nodes []*facts.Node // their heads, in the order of clusters
	// Between is when the earliest and the latest of the facts of each node were read, as
	// of facts.Node.ReadBetween.
	Between   map[*facts.Node][2]time.Time
	store     *packed.Store
	documents map[*facts.Node]packed.Document // by head
}

// Facts returns the facts of one of the Nodes, a new copy each time.
func (r *RunFacts) Facts(head *facts.Node) (*facts.Node, error) {
	return r.store.Node(r.documents[head]), nil
}

// RunFacts reads the facts of the run that a word names. What is named wrong, and a run
// without facts, is a *cli.UsageError.
func (r *Report) RunFacts(c *cobra.Command, t term.Terminal, word string) (*RunFacts, error) {
	s, err := r.recording.Open(c.Context(), c, t)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return cli.Await(c.Context(), func() (*RunFacts, error) {
		run, err := s.Resolve(c.Context(), word, history.Filter{Scope: r.recording.scope})
		if err != nil {
			return nil, HistoryError(err)
		}
		return readRunFacts(c.Context(), s, run)
	})
}

func readRunFacts(ctx context.Context, s *history.Store, run history.Run) (*RunFacts, error) {
	if run.Facts == 0 {
		return nil, cli.Usage(runTitle(run)+" has no facts that could be judged again: they were not kept", "record runs with --record --keep-facts")
	}
	r := &RunFacts{
		Title: runTitle(run), Between: map[*facts.Node][2]time.Time{},
		store: packed.NewStore(), documents: map[*facts.Node]packed.Document{},
	}
	err := s.EachFacts(ctx, run.ID, func(_ string, n *facts.Node) error {
		head := n.Head()
		first, last := n.ReadBetween()
		r.Nodes, r.documents[head], r.Between[head] = append(r.Nodes, head), r.store.Pack(n), [2]time.Time{first, last}
		return ctx.Err()
	})
	return r, HistoryError(err)
}
