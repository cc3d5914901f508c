package flags

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// History holds the flags that say which history is meant.
type History struct {
	place   historyPlace
	urlFile string
}

const (
	historyFlag = "history"
	urlFileFlag = "history-url-file"
)

// Register registers the flags.
func (h *History) Register(f *pflag.FlagSet) {
	f.Var(&h.place, historyFlag, "the history, as `PATH|URL`: a file, or a database as postgres://USER@HOST/DATABASE (default: history.db in the folder clusterdrift of your state folder)")
	f.StringVar(&h.urlFile, urlFileFlag, "", "take the URL of the history, which may have a password in it, from the first line of `FILE`")
}

// historyPlace is the value of --history. It shows no password.
type historyPlace struct{ text string }

func (p *historyPlace) String() string {
	place, err := history.ParsePlace(p.text)
	switch {
	case p.text == "":
		return ""
	case err != nil:
		return "(not readable)" // it may be a URL with a password
	}
	return place.String()
}

// Set takes whatever is given: what is wrong with it is said by Place, without the value.
func (p *historyPlace) Set(text string) error {
	p.text = text
	return nil
}

// Type is what the flag is to the configuration's schema.
func (*historyPlace) Type() string { return "string" }

// Place is the history that the flags of c name, or else the user's own. It opens none.
func (h *History) Place(c *cobra.Command, t term.Terminal) (history.Place, error) {
	named, inFile := c.Flags().Lookup(historyFlag), c.Flags().Lookup(urlFileFlag)
	text, fromFile := h.place.text, false
	switch {
	case h.place.text != "" && h.urlFile != "" && config.Typed(named) == config.Typed(inFile):
		return history.Place{}, cli.Usage("--history and --history-url-file both name a history", "use one of them")
	case h.urlFile != "" && !(h.place.text != "" && config.Typed(named)):
		line, err := secrets.PrivateLine(h.urlFile, "the file of --history-url-file")
		if err != nil {
			return history.Place{}, err
		}
		text, fromFile = line.Reveal(), true
	case text == "" && t.StateDir == "":
		return history.Place{}, cli.Usage("no folder for the history is known: the environment names no home folder", "name a file with --history FILE")
	case text == "":
		text = filepath.Join(t.StateDir, "clusterdrift", "history.db")
	}
	place, err := history.ParsePlace(text)
	if err != nil {
		return history.Place{}, HistoryError(err)
	}
	if place.HasPassword() && !fromFile && !strings.HasPrefix(config.Origin(named), config.VariablePrefix) {
		return history.Place{}, cli.Usage("the URL of --history has a password in it, which other users can see",
			"leave it out, and change it; put it in the file that PGPASSFILE names, or the URL in a file for --history-url-file or in CLUSTERDRIFT_HISTORY")
	}
	return place, HistoryError(place.Check())
}

// Open opens the history that the flags name, which must be there.
func (h *History) Open(ctx context.Context, c *cobra.Command, t term.Terminal) (*history.Store, error) {
	return h.open(ctx, c, t, history.Open)
}

// Create opens the history that the flags name, and makes one when there is none.
func (h *History) Create(ctx context.Context, c *cobra.Command, t term.Terminal) (*history.Store, error) {
	return h.open(ctx, c, t, history.Create)
}

func (h *History) open(ctx context.Context, c *cobra.Command, t term.Terminal, open func(context.Context, history.Place) (*history.Store, error)) (*history.Store, error) {
	place, err := h.Place(c, t)
	if err != nil {
		return nil, err
	}
	s, err := open(ctx, place)
	if err != nil {
		return nil, HistoryError(err)
	}
	return s, nil
}

// HistoryError is an error of a history as the program ends with it: invalid input when the
// user named what is not there, and else a failure of this machine.
func HistoryError(err error) error {
	var wrong *history.Error
	switch {
	case err == nil || !errors.As(err, &wrong):
		return err
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid):
		return cli.Usage(wrong.Message, wrong.Hint)
	}
	return &cli.ExitError{Code: report.ExitLocal, Reason: report.LocalFailure + withHint(wrong)}
}

// withHint is an error of a history in one line.
func withHint(e *history.Error) string {
	if e.Hint == "" {
		return e.Message
	}
	return fmt.Sprintf("%s (%s)", e.Message, e.Hint)
}
