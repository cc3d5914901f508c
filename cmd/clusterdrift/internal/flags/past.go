package flags

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
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

// isMetrics reports whether the report has numbers that a history knows only once the
// result is recorded.
func (s Sink) isMetrics() bool {
	format, _, _ := strings.Cut(s.output, "=")
	return format == "prometheus"
}

// inOrder separates the reports to write before the result is recorded from those to write
// after it.
func (r *recording) inOrder(sinks []Sink) (before, after []Sink) {
	if r.place == nil {
		return sinks, nil
	}
	before = slices.DeleteFunc(slices.Clone(sinks), Sink.isMetrics)
	return before, slices.DeleteFunc(slices.Clone(sinks), func(s Sink) bool { return !s.isMetrics() })
}

// count finds out how many notices of the scope are not delivered, where that is to be
// written. The error is why it could not.
func (r *Report) count(ctx context.Context, result *report.Result, metrics []Sink) error {
	if len(metrics) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	s, err := history.Open(ctx, *r.recording.place)
	if err == nil {
		defer s.Close()
		r.pending, err = s.Undelivered(ctx, r.recording.scopeOf(result).Name)
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.New("the history was not read, so the metrics do not have the pending notices: " + historyReason(err))
}

// CountPending has metrics say how many notices of a scope are not delivered.
func (r *Report) CountPending(ctx context.Context, s *history.Store, scope string) (err error) {
	r.pending, err = s.Undelivered(ctx, scope)
	return err
}
