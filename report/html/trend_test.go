package html

import (
	"bytes"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// Bars are next to each other and within the picture, as high as their numbers.
func TestTrendBars(t *testing.T) {
	for _, tt := range []struct {
		name   string
		points []report.TrendPoint
	}{
		{"two runs", []report.TrendPoint{{Drift: 1}, {Drift: 4, Unknown: 4, Dark: 1}}},
		{"nothing at all", []report.TrendPoint{{}, {}}},
		{"one of many", []report.TrendPoint{{Drift: 1, Unknown: 1}, {Drift: 100000}}},
		{"30 runs", fixture.WithPast(30, fixture.FieldReport()).Clusters[0].Trend},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := &builder{anchors: newAnchors(), prefix: "c1"}
			tr := b.trend(report.Cluster{Name: "C", Trend: tt.points})
			if len(tr.Bars) != len(tt.points) || len(tr.Rows) != len(tt.points) {
				t.Fatalf("%d bars and %d rows", len(tr.Bars), len(tr.Rows))
			}
			right, highest := 0.0, 0
			for _, p := range tt.points {
				highest = max(highest, p.Drift+p.Unknown)
			}
			for i, p := range tt.points {
				bar, base := tr.Bars[i], float64(trendBase)
				for _, part := range []struct {
					n   int
					box *box
				}{{p.Drift, bar.Drift}, {p.Unknown, bar.Unknown}} {
					if (part.n > 0) != (part.box != nil) {
						t.Fatalf("bar %d: %d is drawn as %+v", i, part.n, part.box)
					}
					if part.box == nil {
						continue
					}
					k := part.box
					if k.X < right || k.X+k.Width > 100 || k.Y < 18 || k.Height < 2 || k.Y+k.Height > base+.01 || k.Y+k.Height < base-.01 {
						t.Errorf("bar %d is at %+v, on %v, right of %v", i, *k, base, right)
					}
					if exact := float64(trendBase-trendTop) * float64(part.n) / float64(highest); k.Height > 2 && (k.Height < exact-.01 || k.Height > exact+.01) {
						t.Errorf("bar %d: %d of %d is %v high", i, part.n, highest, k.Height)
					}
					base = k.Y
				}
				if bar.Drift != nil {
					right = bar.Drift.X + bar.Drift.Width
				}
				if (p.Dark > 0) != (bar.Dark != nil) {
					t.Errorf("bar %d: the mark of %d nodes that were not read is %+v", i, p.Dark, bar.Dark)
				}
			}
		})
	}
}

// The page of a cluster has its trend with a title, a description and a table; names of
// clusters never become markup.
func TestTrendIsAccessible(t *testing.T) {
	r := fixture.WithPast(5, fixture.FieldReport(), fixture.Tokyo())
	var b bytes.Buffer
	if err := Write(&b, r, report.Options{}); err != nil {
		t.Fatal(err)
	}
	fixture.CheckHTML(t, b.Bytes())
	page := b.String()
	for mark, want := range map[string]int{
		`<svg role="img" aria-labelledby="c1-trend-title c1-trend-desc"`: 1, `<svg role="img" aria-labelledby="c2-trend-title c2-trend-desc"`: 1,
		"The table below has all numbers.": 2, "The numbers of these 5 runs": 2, `class="mono">this run</td>`: 2, "Since the last run": 1,
	} {
		if n := strings.Count(page, mark); n != want {
			t.Errorf("%q is in the page %d times, want %d", mark, n, want)
		}
	}
	files, err := Pages(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if is := f.Name == report.IndexPage; is != strings.Contains(string(f.Data), "Since the last run") || is == strings.Contains(string(f.Data), "The numbers of these 5 runs") {
			t.Errorf("%s has the changes of all clusters, or lacks its trend", f.Name)
		}
	}
}
