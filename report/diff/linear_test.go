package diff_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// A result compared with itself has no change but the drift that stays, and the numbers
// add up, for every fixture.
func TestSame(t *testing.T) {
	for name, r := range map[string]*report.Result{
		"drift": fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Quiet()), "weak": fixture.Result(fixture.Weak()),
		"aged": fixture.Aged(), "fleet": fixture.Result(fixture.Fleet(3, 4)...),
	} {
		d := diff.Compare(r, r, diff.Options{})
		changes := d.Counts.Changes
		stayed := changes[diff.Still]
		for class, n := range changes {
			if n > 0 && class != diff.Still && class != diff.NodeStillDark {
				t.Errorf("%s: %d %s", name, n, class)
			}
		}
		if stayed != r.Counts.Drift || d.Exit.Code != 0 || d.Counts.Compared != d.Counts.Unchanged+stayed {
			t.Errorf("%s: %d of %d drift stayed, %+v, %+v", name, stayed, r.Counts.Drift, d.Counts, d.Exit)
		}
	}
}

// Whatever is new one way round is fixed, or gone, the other.
func TestReversed(t *testing.T) {
	before, after := newScan("N1", "N2", "N3"), newScan("N1", "N2", "N3")
	before.put("N1", subject, checks.Drift, "not installed")
	after.put("N2", subject, checks.Drift, "not installed")
	after.dark("N3")
	there, back := compare(before, after), compare(after, before)
	for one, other := range map[diff.Class]diff.Class{diff.New: diff.Fixed, diff.Fixed: diff.New, diff.NodeNotRead: diff.NodeReadAgain} {
		if a, b := there.Counts.Changes[one], back.Counts.Changes[other]; a != 1 || b != 1 {
			t.Errorf("%d %s there, %d %s back", a, one, b, other)
		}
	}
}

// The order of nodes, findings and clusters changes nothing, and inputs stay as they are.
func TestOrder(t *testing.T) {
	result := func(backwards bool) *report.Result {
		r := fixture.Result(fixture.FieldReport(), fixture.Quiet())
		if backwards {
			for i := range r.Clusters {
				c := &r.Clusters[i]
				for a, b := 0, len(c.Findings)-1; a < b; a, b = a+1, b-1 {
					c.Findings[a], c.Findings[b] = c.Findings[b], c.Findings[a]
				}
				for a, b := 0, len(c.Nodes)-1; a < b; a, b = a+1, b-1 {
					c.Nodes[a], c.Nodes[b] = c.Nodes[b], c.Nodes[a]
				}
			}
			r.Clusters[0], r.Clusters[1] = r.Clusters[1], r.Clusters[0]
		}
		return r
	}
	other := fixture.Result(fixture.Quiet())
	want := diff.Compare(other, result(false), diff.Options{})
	for range 5 {
		if diff := cmp.Diff(want, diff.Compare(other, result(true), diff.Options{})); diff != "" {
			t.Fatal(diff)
		}
	}
}

// A history decides what two results cannot: drift that was unknown in the earlier one.
func TestSince(t *testing.T) {
	before, after := newScan("N1"), newScan("N1")
	before.put("N1", subject, checks.Unknown, "")
	after.put("N1", subject, checks.Drift, "not installed")
	first, second := before.result(), after.result()
	for name, tt := range map[string]struct {
		since time.Time
		known bool
		want  diff.Class
	}{
		"it drifted before it was unknown": {first.Judged.AddDate(0, 0, -3), true, diff.KnownAgain},
		"it began after":                   {first.Judged.Add(time.Minute), true, diff.New},
		"the history does not know":        {time.Time{}, false, diff.KnownAgain},
	} {
		d := diff.Compare(first, second, diff.Options{Since: func(cluster, node, id string) (time.Time, bool) {
			if cluster != clusterName || node != "N1" || id != subject {
				t.Errorf("asked for %s %s %s", cluster, node, id)
			}
			return tt.since, tt.known
		}})
		f := d.Clusters[0].Findings[0]
		if f.Class != tt.want || !f.Since.Equal(tt.since) || (d.Unsure.Total() == 1) == tt.known || f.Counts != (tt.want == diff.New) {
			t.Errorf("%s: %+v, unsure %v", name, f, d.Unsure)
		}
	}
}

// Shards of one inventory lack what is in others, and clusters of one name in two
// results of one inventory do not.
func TestShards(t *testing.T) {
	part := func(index int, cluster string) *report.Result {
		s := newScan("N" + cluster)
		s.at().Cluster.Name = cluster
		s.put("N"+cluster, subject, checks.Drift, "not installed")
		r := s.result()
		r.Shard = &report.Shard{Index: index, Count: 2, Inventory: "sha256:1"}
		return r
	}
	d := diff.Compare(part(1, "A"), part(2, "B"), diff.Options{})
	var got []string
	for _, c := range d.Clusters {
		got = append(got, fmt.Sprintf("%s %s %d", c.Name, c.State, len(c.Findings)))
	}
	if diff := cmp.Diff([]string{"A left-out 0", "B left-out 0"}, got); diff != "" {
		t.Error(diff)
	}
	if d.NewDrift.Total() != 0 || d.Unsure.Total() != 1 || d.Exit.Code != report.ExitNothing {
		t.Errorf("new %v, unsure %v, %+v", d.NewDrift, d.Unsure, d.Exit)
	}
	if d := diff.Compare(part(1, "A"), part(1, "B"), diff.Options{}); d.Clusters[0].State != diff.Vanished || d.Clusters[1].State != diff.Appeared {
		t.Errorf("the same shard: %+v", d.Clusters)
	}
}

// The work grows with the findings, and not with their square: by what is allocated,
// which is the same on every machine.
func TestLinear(t *testing.T) {
	allocated := func(nodes int) float64 {
		r := fixture.Result(fixture.Fleet(1, nodes)...)
		return testing.AllocsPerRun(3, func() { diff.Compare(r, r, diff.Options{}) })
	}
	few, many := allocated(16), allocated(128)
	if many > 8*few*1.3 {
		t.Errorf("8 times the nodes take %.1f times the allocations", many/few)
	}
}
