// Package logs reads the logs of cluster nodes: cluster.log of 2008 R2 to 2025 and
// event logs as evtx, XML, CSV or text.
//
// In go files, folders and zip archives; out come sources, each with its node and
// time zone, and their records as a stream. The package follows no symbolic link in
// a folder, keeps no file in memory, writes nothing but a temporary file for an
// archive within an archive, and judges nothing: what a record means is for others
// to say.
package logs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/logs/plain"
)

// Options are how logs are read.
type Options struct {
	// Zones are offsets from UTC by node name, regardless of case and domain. They
	// hold for cluster logs and texts without a zone of their own; "" is for all nodes.
	Zones map[string]time.Duration
	// DateOrder is for texts whose dates do not show it.
	DateOrder DateOrder
	// From and To bound the records, in UTC; zero for no bound.
	From, To time.Time
	Limits
}

// DateOrder is the order of day, month and year in a date.
type DateOrder string

// The orders of a date. The zero value is for the order that the file shows.
const (
	DMY DateOrder = "dmy"
	MDY DateOrder = "mdy"
	YMD DateOrder = "ymd"
)

// Limits bound what is read of input from a third party. Zero is for the
// default of each.
type Limits struct {
	Line  int   // bytes kept of a record: 64 KiB
	Files int   // files and entries of archives: 20,000
	Bytes int64 // uncompressed bytes of all entries of an archive: 64 GiB
	Ratio int64 // uncompressed to compressed bytes of an entry of more than 1 MiB: 250
}

// Set is what was found.
type Set struct {
	Sources []*Source // by path
	LeftOut []LeftOut // by path; reading adds what it leaves out of a file

	options Options
	found   map[*Source]found
	closers []func() error
	member  func(node string) bool // whether a node is of the cluster; nil when all may be

	saying sync.Mutex
}

// Open finds the logs in files, folders and archives, and recognises them by
// their content. Its error is that of the input as a whole, or a *DateOrderError; a
// single file that cannot be read is in LeftOut. The caller closes the set.
func Open(ctx context.Context, paths []string, o Options) (*Set, error) {
	o.Limits = o.withDefaults()
	f := &finder{limits: o.Limits}
	s := &Set{options: o, found: map[*Source]found{}}
	err := f.all(ctx, paths)
	s.closers, s.LeftOut = f.closers, f.leftOut
	if err == nil {
		err = s.recognise(ctx, f.places)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	slices.SortStableFunc(s.LeftOut, func(a, b LeftOut) int { return strings.Compare(a.Path, b.Path) })
	return s, nil
}

func (l Limits) withDefaults() Limits {
	return Limits{
		Line: cmp.Or(l.Line, 64<<10), Files: cmp.Or(l.Files, 20_000),
		Bytes: cmp.Or(l.Bytes, 64<<30), Ratio: cmp.Or(l.Ratio, 250),
	}
}

// all looks through each of the paths.
func (f *finder) all(ctx context.Context, paths []string) error {
	for _, path := range paths {
		err := f.find(ctx, path)
		if errors.Is(err, errTooMany) {
			f.leave(path, fmt.Sprintf("more than %d files: those behind were not looked at; name a folder with fewer", f.limits.Files))
			break
		}
		if err != nil {
			return err
		}
	}
	f.sorted()
	return nil
}

// recognise makes sources of the places that hold logs.
func (s *Set) recognise(ctx context.Context, places []place) error {
	var all []found
	for _, p := range places {
		if err := ctx.Err(); err != nil {
			return err
		}
		logs, why, err := recognise(ctx, p)
		if err != nil {
			return err
		}
		if len(logs) == 0 {
			s.LeftOut = append(s.LeftOut, LeftOut{p.path, why})
		}
		all = append(all, logs...)
	}
	setComputers(all)
	all = s.ofOneCluster(s.withoutCopies(all))
	s.setZones(all)
	if err := s.setDateOrders(all); err != nil {
		return err
	}
	for _, f := range all {
		s.Sources = append(s.Sources, f.source)
		s.found[f.source] = f
	}
	return nil
}

// setComputers finds the column of the computer in texts, by the nodes that other
// logs name, and names texts after the first computer in them.
func setComputers(all []found) {
	known := map[string]bool{}
	for _, f := range all {
		for _, name := range f.source.Nodes {
			known[shortName(name)] = true
		}
		if f.plan == nil && f.source.Node != "" {
			known[shortName(f.source.Node)] = true
		}
	}
	for i := range all {
		f := &all[i]
		if f.plan == nil {
			continue
		}
		f.plan.setComputer(known, f.nodeOf())
		if f.computers = f.plan.computers; len(f.computers) > 0 {
			f.source.Node = f.computers[0]
		}
	}
}

// setDateOrders gives texts that do not show the order of their dates the one that
// is stated, or that other texts of the node show.
func (s *Set) setDateOrders(all []found) error {
	shown := map[string]map[DateOrder]bool{}
	for _, f := range all {
		if node := shortName(f.source.Node); f.plan != nil && f.plan.order != "" && node != "" {
			if shown[node] == nil {
				shown[node] = map[DateOrder]bool{}
			}
			shown[node][f.plan.order] = true
		}
	}
	for _, f := range all {
		if f.undecided == "" {
			continue
		}
		f.plan.order = s.options.DateOrder
		if orders := shown[shortName(f.source.Node)]; f.plan.order == "" && len(orders) == 1 {
			for order := range orders {
				f.plan.order = order
			}
		}
		if f.plan.order == "" {
			return &DateOrderError{Path: f.path, Example: f.undecided}
		}
	}
	return nil
}

// setZones applies the offsets that the options state, and to texts without one
// that of the machine, which its cluster log states.
func (s *Set) setZones(all []found) {
	stated := map[string]time.Duration{}
	for node, offset := range s.options.Zones {
		stated[shortName(node)] = offset
	}
	machines := map[string]time.Duration{}
	for _, f := range all {
		if f.machine != nil && f.source.Node != "" {
			machines[shortName(f.source.Node)] = *f.machine
		}
	}
	for _, f := range all {
		z := &f.source.Zone
		node := shortName(f.source.Node)
		if offset, ok := stated[node]; ok && node != "" && z.By == ZoneHeader && offset != z.Offset {
			f.source.Ignored = &offset
		}
		if z.By != ZoneAssumed {
			continue
		}
		if offset, ok := stated[node]; ok {
			*z = Zone{Offset: offset, By: ZoneStated}
		} else if offset, ok := stated[""]; ok {
			*z = Zone{Offset: offset, By: ZoneStated}
		} else if offset, ok := machines[node]; ok && f.source.Kind == EventText {
			*z = Zone{Offset: offset, By: ZoneHeader}
		}
	}
}

// Read hands the records of a source to each, in the order of the file, until
// each returns an error, which it returns. It may be called again, and at once for
// different sources. Damage to the file is not an error: see Source.Damaged.
func (s *Set) Read(ctx context.Context, of *Source, each func(Record) error) error {
	f, ok := s.found[of]
	if !ok {
		return errors.New("read logs: the source is not of this set")
	}
	of.reset()
	out := &sink{source: of, limits: s.options.Limits, from: s.options.From, to: s.options.To, member: s.member, each: each}
	defer s.said(out)
	r, err := f.open()
	if err != nil {
		of.Damaged = readProblem(err)
		return nil
	}
	defer r.Close()
	if of.Kind == Evtx {
		return readEvtx(ctx, r, out)
	}
	text := plain.Text(r)
	switch of.Kind {
	case ClusterLog:
		return readClusterLog(ctx, text, f.start, out)
	case EventXML:
		return readEventXML(ctx, text, out)
	default:
		return readEventText(ctx, text, f.plan, out)
	}
}

// said finishes reading a source, and says once what was left out of it.
func (s *Set) said(out *sink) {
	out.finish()
	of := out.source
	if of.Foreign == 0 {
		return
	}
	s.saying.Lock()
	defer s.saying.Unlock()
	one := LeftOut{of.Path, "in part: events of computers that are not of the cluster"}
	if !slices.Contains(s.LeftOut, one) {
		s.LeftOut = append(s.LeftOut, one)
		slices.SortStableFunc(s.LeftOut, func(a, b LeftOut) int { return strings.Compare(a.Path, b.Path) })
	}
}

// reset clears what reading sets.
func (s *Source) reset() {
	s.First, s.Last, s.Damaged = time.Time{}, time.Time{}, ""
	s.Others, s.Foreign = nil, 0
	s.Records, s.Lines, s.NotUnderstood, s.Cut, s.Undated, s.Filtered = 0, 0, 0, 0, 0, 0
}

// Close releases the archives, and removes the temporary files of those within
// others.
func (s *Set) Close() error {
	var errs []error
	for _, c := range slices.Backward(s.closers) {
		errs = append(errs, c())
	}
	s.closers = nil
	return errors.Join(errs...)
}
