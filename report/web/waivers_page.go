package web

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// Sizes of the page of waivers.
const (
	waiverRows  = 100
	waiverDays  = 30  // in which a waiver ends soon
	mostDays    = 365 // that may be asked for
	waiverNames = 10  // of findings and of clusters in a row
)

// waiverRow is a waiver, with what it is for.
type waiverRow struct {
	checks.Waiver
	Past                  bool // its last day is over
	IDs, Clusters         []string
	MoreIDs, MoreClusters string
}

// waiversPage lists the waivers that end soon, the first to end first.
func (s *Server) waiversPage(r *request) (*answer, error) {
	days, err := r.number("days", waiverDays, 0, mostDays)
	if err != nil {
		return nil, err
	}
	v, err := s.fleet.at(r.ctx, r.version)
	if err != nil {
		return nil, err
	}
	rows := waiverList(v.clusters, checks.DateOf(r.now), checks.DateOf(r.now.AddDate(0, 0, days)))
	view := struct {
		layout
		Days, Other int
		Waivers     []waiverRow
		Paging      paging
	}{layout: s.layout("Waivers that end soon"), Days: days, Other: 90}
	if days == view.Other {
		view.Other = waiverDays
	}
	view.Active = "waivers"
	if view.Paging, err = r.part(len(rows), waiverRows, "waivers", "days"); err != nil {
		return nil, err
	}
	view.Waivers = rows[view.Paging.first:view.Paging.last]
	return s.show("waivers", view)
}

// waiverList are the waivers with a last day until then.
func waiverList(clusters []*state, today, until checks.Date) []waiverRow {
	type uses struct{ ids, clusters map[string]bool }
	known := map[checks.Waiver]uses{}
	for _, c := range clusters {
		for _, f := range c.Reported {
			if f.Waiver == nil || f.Waiver.Expires.IsZero() || f.Waiver.Expires.Compare(until) > 0 {
				continue
			}
			w := *f.Waiver
			w.Expired = false // the same waiver before and after its last day
			if known[w].ids == nil {
				known[w] = uses{map[string]bool{}, map[string]bool{}}
			}
			known[w].ids[f.ID], known[w].clusters[c.Name()] = true, true
		}
	}
	var rows []waiverRow
	for w, u := range known {
		ids, names := slices.Sorted(maps.Keys(u.ids)), slices.Sorted(maps.Keys(u.clusters))
		rows = append(rows, waiverRow{
			Waiver: report.Cleaned(w), Past: w.Expires.Compare(today) < 0,
			IDs: ids[:min(len(ids), waiverNames)], MoreIDs: more(len(ids), waiverNames),
			Clusters: names[:min(len(names), waiverNames)], MoreClusters: more(len(names), waiverNames),
		})
	}
	slices.SortFunc(rows, func(a, b waiverRow) int {
		return cmp.Or(a.Expires.Compare(b.Expires), strings.Compare(a.Owner, b.Owner), strings.Compare(a.Reason, b.Reason), strings.Compare(a.Origin.File, b.Origin.File), cmp.Compare(a.Origin.Line, b.Origin.Line))
	})
	return rows
}
