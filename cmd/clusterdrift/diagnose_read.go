package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// readers is how many logs are read at once.
const readers = 4

// logInput is what logs to read, how, and by which names reports have them.
type logInput struct {
	paths []string
	how   logs.Options
	name  func(path string) string
	facts []string // files that were read as facts
}

// diagnoseLogs reads each log once and works out the incidents.
func diagnoseLogs(ctx context.Context, t term.Terminal, r *diagnose.Recogniser, in logInput, o diagnose.Options) (*diagnose.Result, error) {
	if len(in.paths) == 0 { // the facts alone
		var err error
		if o.Findings, err = findingsOf(ctx, o.Facts); err != nil {
			return nil, err
		}
		return cli.Await(ctx, func() (*diagnose.Result, error) { return r.Diagnose(factsLogs(r, o), o), nil })
	}
	set, err := logs.Open(ctx, in.paths, in.how)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		problem, hint, _ := strings.Cut(err.Error(), "\n")
		return nil, cli.Usage(problem, hint)
	}
	defer func() { _ = set.Close() }() // what it leaves is temporary
	if err := checkZones(t.Err, in.how.Zones, set.Sources); err != nil {
		return nil, err
	}
	read, err := readLogs(ctx, r, set, o.At)
	if err != nil {
		return nil, err
	}
	for _, l := range read {
		l.Path = in.name(l.Path)
	}
	o.Facts = ofTheLogs(t.Err, o.Facts, set.Sources)
	if o.Findings, err = findingsOf(ctx, o.Facts); err != nil {
		return nil, err
	}
	if len(read) > 0 {
		read = append(read, factsLogs(r, o)...)
	}
	result, err := cli.Await(ctx, func() (*diagnose.Result, error) { return r.Diagnose(read, o), nil })
	if err != nil {
		return nil, err
	}
	result.LeftOut = append(result.LeftOut, leftOut(set, in.facts)...)
	return result, nil
}

// factsLogs are the events that the facts have.
func factsLogs(r *diagnose.Recogniser, o diagnose.Options) []*diagnose.Log {
	var all []*diagnose.Log
	for _, n := range o.Facts {
		if l := r.FactsLog(n); l != nil {
			all = append(all, l)
		}
	}
	return all
}

// readLogs reads the sources of a set, several at once. Times without a date are on a
// day.
func readLogs(ctx context.Context, r *diagnose.Recogniser, set *logs.Set, day time.Time) ([]*diagnose.Log, error) {
	perSource := make([][]*diagnose.Log, len(set.Sources))
	errs := make([]error, len(set.Sources))
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(readers, len(set.Sources)) {
		wait.Go(func() {
			for i := range next {
				perSource[i], errs[i] = readSource(ctx, r, set, set.Sources[i], day)
			}
		})
	}
	for i := range set.Sources {
		next <- i
	}
	close(next)
	wait.Wait()
	return slices.Concat(perSource...), errors.Join(errs...)
}

// readSource reads one source: a log for each computer whose records it has.
func readSource(ctx context.Context, r *diagnose.Recogniser, set *logs.Set, source *logs.Source, day time.Time) ([]*diagnose.Log, error) {
	var all []*diagnose.Log
	logOf := map[*logs.Source]*diagnose.Log{}
	begin := func(s *logs.Source) *diagnose.Log {
		l := r.Log(s)
		l.Day = day
		all, logOf[s] = append(all, l), l
		return l
	}
	last := begin(source)
	err := set.Read(ctx, source, func(record logs.Record) error {
		if record.Source != last.Source {
			if last = logOf[record.Source]; last == nil {
				last = begin(record.Source)
			}
		}
		last.Add(record)
		return nil
	})
	if source.Records == 0 && len(all) > 1 {
		all = all[1:] // all of it is of other computers
	}
	return all, err
}
