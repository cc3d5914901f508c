package flags

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/past"
)

// lookTime bounds how long a report waits for what a history knows.
const lookTime = 30 * time.Second

// isNamed reports whether the user named a history.
func (h *History) isNamed() bool { return h.place.text != "" || h.urlFile != "" }

// look adds to a result what the history knows of it. The error is why it could not: the
// result is as it was then.
func (r *recording) look(ctx context.Context, result *report.Result) error {
	if r.place == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	err := r.lookAt(ctx, result)
	if err == nil {
		return nil
	}
	return errors.New("the history was not read, so the report says nothing of earlier runs: " + historyReason(err))
}

func (r *recording) lookAt(ctx context.Context, result *report.Result) error {
	s, err := history.Open(ctx, *r.place)
	if errors.Is(err, fs.ErrNotExist) {
		result.LastRun = &report.LastRun{}
		return nil
	}
	if err != nil {
		return err
	}
	defer s.Close()
	run, _, err := s.Recorded(ctx, result)
	if err != nil {
		return err
	}
	return past.Add(ctx, s, result, past.Options{Scope: r.scopeOf(result), Run: run.ID})
}
