package flags

import (
	"errors"
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/report"
)

// A recorded result is narrowed as a scan is: members and identity stay, a word without
// findings is named, unless no node was judged, and a waiver of what is left out is not
// called unused.
func TestNarrowRecorded(t *testing.T) {
	recorded := func(used ...report.BaselineUsed) *report.Result {
		var all []report.Finding
		for _, id := range []string{"cluster/members", checks.IdentityID, "firewall/cluster-udp-3343-in", "offload/rss"} {
			all = append(all, report.Finding{ID: id, Family: checks.FamilyOf(id), Status: checks.Pass})
		}
		unused := []waiver.Waiver{{Finding: "firewall/*"}, {Finding: "offload/rss"}}
		return &report.Result{Baselines: used, UnusedWaivers: unused, Clusters: []report.Cluster{{Name: "C", Findings: all}}}
	}
	idsOf := func(r *report.Result) []string { return slices.Sorted(slices.Values(recordedIDs(r))) }

	r := recorded(report.BaselineUsed{Name: "b"})
	if err := (Narrow{only: []string{"Offload", "time"}}).Narrow(r); err != nil {
		t.Fatal(err)
	}
	if got, want := idsOf(r), []string{"cluster/members", checks.IdentityID, "offload/rss"}; !slices.Equal(got, want) {
		t.Errorf("the result has %q, want %q", got, want)
	}
	if s := r.Selection; s == nil || !slices.Equal(s.Only, []string{"offload", "time"}) || !slices.Equal(s.Unmatched, []string{"time"}) || len(r.Warnings) != 1 {
		t.Errorf("the selection is %+v, the warnings are %q", s, r.Warnings)
	}
	if len(r.UnusedWaivers) != 1 || r.UnusedWaivers[0].Finding != "offload/rss" {
		t.Errorf("unused are %+v", r.UnusedWaivers)
	}
	if err := (Narrow{skip: []string{"time"}}).Narrow(r); !isUsage(err) {
		t.Errorf("narrowed again: %v", err)
	}

	r = recorded()
	if err := (Narrow{only: []string{"time"}}).Narrow(r); err != nil || len(r.Selection.Unmatched) > 0 {
		t.Errorf("without a node that was judged: %v, %+v", err, r.Selection)
	}
	for _, n := range []Narrow{{only: []string{"tim"}}, {skip: []string{"node"}}, {skip: []string{"cluster/members"}}} {
		if r = recorded(); !isUsage(n.Narrow(r)) || r.Selection != nil || len(recordedIDs(r)) != 4 {
			t.Errorf("%+v is taken, or has changed the result", n)
		}
	}
	if err := (Narrow{}).Narrow(r); err != nil || r.Selection != nil {
		t.Errorf("nothing chosen: %v, %+v", err, r.Selection)
	}
}

func isUsage(err error) bool {
	_, ok := errors.AsType[*cli.UsageError](err)
	return ok
}
