package past_test

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/notify"
	"github.com/clusterdrift/clusterdrift/report/past"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// night is a result of a day; about half of what drifts passed in the first night. Which half
// follows from names: findings that were not sorted yet are in any order.
func night(day int, packed bool) *report.Result {
	in := fixture.Input(fixture.FieldReport(), fixture.Tokyo(), fixture.Quiet())
	in.Started, in.Finished = fixture.Start.AddDate(0, 0, day), fixture.Start.AddDate(0, 0, day).Add(time.Minute)
	for i := range in.Clusters {
		for j := range in.Clusters[i].Findings {
			if f := &in.Clusters[i].Findings[j]; day == 0 && len(f.ID+f.Node)%2 == 0 && f.Status == checks.Drift {
				f.Status, f.Got = checks.Pass, "as wanted"
			}
		}
	}
	r := report.New(in)
	if packed {
		r.Pack()
	}
	return r
}

func document(t *testing.T, r *report.Result) string {
	t.Helper()
	var b bytes.Buffer
	if err := record.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A history keeps of a result, and adds to it, the same whether its findings are packed or
// not, and so do notices.
func TestPackedSame(t *testing.T) {
	ctx := t.Context()
	place, err := history.ParsePlace(filepath.Join(t.TempDir(), "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.Create(ctx, place)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	record := func(r *report.Result) (history.Run, bool) {
		run, added, err := s.Record(ctx, r, history.Origin{Scope: "s", At: fixture.Start})
		if err != nil {
			t.Fatal(err)
		}
		return run, added
	}
	first, _ := record(night(0, true))
	if again, added := record(night(0, false)); added || again.ID != first.ID {
		t.Errorf("the same result is run %s and, when it is not packed, run %s", first.ID, again.ID)
	}
	plain, packed := night(1, false), night(1, true)
	for _, r := range []*report.Result{plain, packed} {
		if err := past.Add(ctx, s, r, past.Options{Scope: history.NamedScope("s")}); err != nil {
			t.Fatal(err)
		}
	}
	if plain.LastRun == nil || len(plain.LastRun.Changes) == 0 {
		t.Fatal("nothing changed since the first night")
	}
	if diff := cmp.Diff(document(t, plain), document(t, packed)); diff != "" {
		t.Errorf("(-unpacked +packed):\n%s", diff)
	}
	var notices [][]history.Notice
	for _, r := range []*report.Result{plain, packed} {
		_, n, err := notify.Compose([]notify.Sink{{Name: "a"}}, r, "s", fixture.Start, 0)("0123456789ab", nil)
		if err != nil || len(n) == 0 {
			t.Fatalf("%d notices, %v", len(n), err)
		}
		notices = append(notices, n)
	}
	if diff := cmp.Diff(notices[0], notices[1]); diff != "" {
		t.Errorf("(-unpacked +packed):\n%s", diff)
	}
	kept, added := record(packed)
	if again, twice := record(plain); !added || twice || again.ID != kept.ID {
		t.Errorf("the second result is run %s and, when it is not packed, run %s", kept.ID, again.ID)
	}
}
