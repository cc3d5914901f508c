package flags

import (
	"context"
	"errors"
	"io"
	"regexp"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// lastRun names the last run of a history.
const lastRun = "last"

// runName is how a run is named: last, last~1, a date or a time, or the first digits of
// an ID. A file with such a name is written ./last.
var runName = regexp.MustCompile(`^(?:last(?:~[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*)?|[0-9a-f]{4,12})$`)

// runID is the name of a run that needs no scope.
var runID = regexp.MustCompile(`^[0-9a-f]{4,12}$`)

// namesRun reports whether a word names a run and not a file.
func namesRun(word string) bool { return runName.MatchString(word) }

// Compared holds the flags that say which history has the runs to compare.
type Compared struct {
	history History
	filter  history.Filter
	again   judgedAgain
}

// Register registers the flags.
func (c *Compared) Register(f *pflag.FlagSet) {
	c.history.Register(f)
	RegisterScope(f, &c.filter.Scope, "last and times are among the runs of the scope `NAME`")
	f.StringVar(&c.filter.Cluster, "cluster", "", "last and times are among the runs that looked at the cluster `NAME`")
	c.again.register(f)
}

// Pair is two results to compare, and what is known of them.
type Pair struct {
	Before, After         *report.Result
	BeforeName, AfterName string
	// Since is when drift of the later result began; nil when that is not a recorded run.
	Since func(cluster, node, id string) (time.Time, bool)
	Notes []string // what a reader has to know of the pair
}

// Read reads two results: files, standard input, or runs of the history. Without the
// second word it is the last run, and without the first one the run before that. Whatever the user named wrong is a *cli.UsageError.
func (c *Compared) Read(command *cobra.Command, t term.Terminal, tool report.Tool, words []string) (*Pair, error) {
	ctx := command.Context()
	r := &pairReader{in: t.In, filter: c.filter}
	if c.again.on {
		c.again.tool = tool
		if err := c.again.prepare(ctx, t, words); err != nil {
			return nil, err
		}
		r.again = &c.again
	} else if err := c.again.spare(command); err != nil {
		return nil, err
	}
	if len(words) < 2 || namesRun(words[0]) || namesRun(words[1]) {
		s, err := c.history.Open(ctx, command, t)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		r.store = s
	}
	p, err := cli.Await(ctx, func() (*Pair, error) { return r.pair(ctx, words) })
	return p, HistoryError(err)
}

// pairReader reads results from wherever they are named.
type pairReader struct {
	in     io.Reader
	store  *history.Store // nil: no run is named
	filter history.Filter
	again  *judgedAgain // nil: the results are as they were recorded
}

// pair reads the later result first: a name such as last~1 is among the runs of its scope.
// A single ID is that of the earlier one, and gives the scope.
func (r *pairReader) pair(ctx context.Context, words []string) (*Pair, error) {
	before, after := "last~1", lastRun
	if len(words) > 0 {
		before = words[0]
	}
	if len(words) > 1 {
		after = words[1]
	}
	var first, second source
	var err error
	if len(words) == 1 && runID.MatchString(before) {
		if first, err = r.read(ctx, before, r.filter); err == nil {
			second, err = r.read(ctx, after, r.within(first))
		}
	} else if second, err = r.read(ctx, after, r.filter); err == nil {
		first, err = r.read(ctx, before, r.within(second))
	}
	if err != nil {
		return nil, err
	}
	if r.again != nil {
		return r.again.pair(ctx, r.store, first, second)
	}
	p := &Pair{Before: first.result, BeforeName: first.name, After: second.result, AfterName: second.name}
	return p, r.dates(ctx, p, second.run)
}

// within is the filter with the scope of a run, unless another one was asked for. Facts are
// kept only in runs whose scope has no former name, so the result is not needed to find it.
func (r *pairReader) within(s source) history.Filter {
	if r.filter.Scope != "" || s.run.ID == "" {
		return r.filter
	}
	scope := history.NamedScope(s.run.Scope)
	if s.result != nil {
		scope = history.ScopeOf(s.run, s.result)
	}
	f := scope.Filter()
	f.Cluster = r.filter.Cluster
	return f
}

// source is a result and what it is called; the run is the zero one for a file.
type source struct {
	result *report.Result
	name   string
	run    history.Run
}

func (r *pairReader) read(ctx context.Context, word string, f history.Filter) (source, error) {
	switch {
	case word == Stdin:
		result, err := readResult("standard input", r.in)
		return source{result: result, name: "standard input"}, err
	case !namesRun(word):
		result, err := ReadResult(word)
		if wrong, ok := errors.AsType[*cli.UsageError](err); ok && wrong.Hint == nameResult {
			wrong.Hint += ", or a run as clusterdrift history list shows it"
		}
		return source{result: result, name: word}, err
	}
	if r.again != nil {
		run, err := r.store.Resolve(ctx, word, f)
		return source{run: run, name: runTitle(run)}, err
	}
	run, result, err := readRun(ctx, r.store, word, f)
	return source{result, runTitle(run), run}, err
}

// readRun is a run of a history, with its result.
func readRun(ctx context.Context, s *history.Store, word string, f history.Filter) (history.Run, *report.Result, error) {
	run, err := s.Resolve(ctx, word, f)
	if err != nil {
		return run, nil, err
	}
	result, err := s.Result(ctx, run.ID)
	return run, result, err
}

func runTitle(r history.Run) string { return "run " + r.ID }

// dates reads since when the later result drifts, if it is a run.
func (r *pairReader) dates(ctx context.Context, p *Pair, run history.Run) error {
	if run.ID == "" {
		return nil
	}
	known := map[string]map[history.Subject]time.Time{}
	for _, c := range p.After.Clusters {
		since, err := r.store.Since(ctx, c.Name, run.ID)
		if err != nil {
			return err
		}
		known[c.Name] = since
	}
	p.Since = func(cluster, node, id string) (time.Time, bool) {
		at, ok := known[cluster][history.Subject{Node: node, ID: id}]
		return at, ok
	}
	return nil
}
