package windows

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

func TestSplitEvents(t *testing.T) {
	const (
		first  = `<Event xmlns='x'><System><EventID>1135</EventID><TimeCreated SystemTime='2026-03-01T02:00:00.5Z'/><EventRecordID>7</EventRecordID></System></Event>`
		second = `<Event><System><EventID>0</EventID></System><UserData><x>a &lt;/Event&gt; b</x><!-- </Event> --></UserData></Event>`
	)
	got, err := SplitEvents([]byte("\uFEFF" + first + "\r\n" + second + first))
	at := time.Date(2026, 3, 1, 2, 0, 0, 5e8, time.UTC)
	want := []RawEvent{{first, 7, at}, {Text: second}, {first, 7, at}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	got, err = SplitEvents([]byte("<Event><EventData>a&#x1;b&#31;\x02</EventData></Event>"))
	if err != nil || len(got) != 1 || !strings.Contains(got[0].Text, "a\uFFFDb\uFFFD\uFFFD<") {
		t.Errorf("control characters: %v %+v", err, got)
	}
	if got, err := SplitEvents(nil); err != nil || len(got) != 0 {
		t.Errorf("nothing: %v %v", got, err)
	}
	for _, bad := range []string{"<Event>", "x" + first, "<a/>", "<!DOCTYPE a>" + first, first + "The node failed", strings.Repeat("<Event>", 40)} {
		if got, err := SplitEvents([]byte(bad)); err == nil {
			t.Errorf("%.60s: %v", bad, got)
		}
	}
}

func FuzzSplitEvents(f *testing.F) {
	f.Add([]byte("<Event><System><EventRecordID>7</EventRecordID></System></Event>\r\n<Event/>"))
	f.Fuzz(func(t *testing.T, out []byte) {
		events, err := SplitEvents(out)
		if err != nil {
			return
		}
		var all strings.Builder
		for _, e := range events {
			all.WriteString(e.Text)
		}
		if again, err := SplitEvents([]byte(all.String())); err != nil || len(again) != len(events) {
			t.Errorf("%d events become %d: %v", len(events), len(again), err)
		}
	})
}

// A recorded event is taken as it is.
func TestSplitRecordedEvent(t *testing.T) {
	recorded := string(corpus.File(t, "events/networkprofile_10000_win11_live.xml"))
	got, err := SplitEvents([]byte(recorded + "\r\n" + recorded))
	if err != nil || len(got) != 2 || got[0].Text != strings.TrimSpace(recorded) || got[1].Record == 0 || got[1].At.IsZero() {
		t.Errorf("%v %+v", err, got)
	}
}
