package flags

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// recording is what the flags say about a history, and where it is, once that is known.
type recording struct {
	History
	record bool
	scope  string         // the name that the user gave it; empty: the default
	file   string         // of the inventory; empty: there is none
	place  *history.Place // nil: no history is used
	keep   bool           // the facts, too
	facts  history.Facts  // of the result; nil: they are not kept
	audit  *Audit         // nil: it is not an audit
}

// Audit is what a command does around a recording that it always makes.
type Audit struct {
	// Begin is called before anything is scanned, with where the result will be recorded. Its
	// error ends the command.
	Begin func(ctx context.Context, at history.Place) error
	// Compose makes the notices of a result, which are recorded with it.
	Compose func(r *report.Result, o history.Origin) history.Composer
	// Recorded is called when the result is recorded, or could not be.
	Recorded func()
}

// Audits makes the command one that records always. It is called before Register.
func (r *Report) Audits(a Audit) { r.recording.audit = &a }

// RegisterRecord registers the flags that record a result in a history.
func (r *Report) RegisterRecord(f *pflag.FlagSet) {
	if r.recording.audit == nil {
		f.BoolVar(&r.recording.record, "record", false, "record the result in a history, see clusterdrift history --help")
	}
	r.recording.Register(f)
	RegisterScope(f, &r.recording.scope, "record the result among the runs of the scope `NAME`, which are compared with each other (default: the path of the inventory, or else the clusters)")
}

// RegisterScope registers --scope.
func RegisterScope(f *pflag.FlagSet, scope *string, usage string) {
	f.StringVar(scope, "scope", "", usage)
}

// FindHistory finds out where Write is to record the result, or to look for earlier ones,
// before anything is scanned. A place that cannot have a history is a *cli.UsageError.
func (r *Report) FindHistory(c *cobra.Command, t term.Terminal) error {
	if !r.recording.wanted() {
		if err := r.recording.spareKeeping(c); err != nil || !r.recording.isNamed() && !namesRun(r.newSince) {
			return err
		}
	}
	place, err := r.recording.Place(c, t)
	if err != nil {
		return err
	}
	r.recording.place = &place
	if r.recording.audit != nil {
		return r.recording.audit.Begin(c.Context(), place)
	}
	return nil
}

// wanted reports whether the result is to be recorded: an audit always records.
func (r *recording) wanted() bool { return r.record || r.audit != nil }

// records reports whether Write will record the result, once FindHistory has found where.
func (r *recording) records() bool { return r.wanted() && r.place != nil }

// save records a result, if that is wanted, and says so. The error is why it could not.
func (r *recording) save(ctx context.Context, t term.Terminal, result *report.Result) error {
	if !r.records() {
		return nil
	}
	run, added, err := r.saveAt(ctx, t, result)
	if r.audit != nil {
		defer r.audit.Recorded()
	}
	var wrong *history.Error
	switch {
	case errors.As(err, &wrong):
		return errors.New("the run was not recorded: " + withHint(wrong))
	case err != nil:
		return errors.New("the run was not recorded: interrupted")
	case added:
		fmt.Fprintf(t.Err, "recorded as run %s\n", run.ID)
	default:
		fmt.Fprintf(t.Err, "run %s was recorded before\n", run.ID)
	}
	return nil
}

func (r *recording) saveAt(ctx context.Context, t term.Terminal, result *report.Result) (history.Run, bool, error) {
	s, err := history.Create(ctx, *r.place)
	if err != nil {
		return history.Run{}, false, err
	}
	defer s.Close()
	host, _ := os.Hostname() // a run without the name of the machine is one all the same
	origin := history.Origin{Scope: r.scopeOf(result).Name, Host: host, At: t.Now(), Facts: r.facts}
	if r.audit != nil {
		origin.Compose = r.audit.Compose(result, origin)
	}
	return s.Record(ctx, result, origin)
}
