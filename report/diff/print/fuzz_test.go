package print_test

import (
	"bytes"
	"io"
	"os"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/diff/print"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// FuzzCompare: no two documents make comparing them, or printing what changed, panic.
// Whatever they say, the numbers add up, and what is fixed one way round drifts anew the
// other.
func FuzzCompare(f *testing.F) {
	var documents [][]byte
	for _, r := range []*report.Result{fixture.Result(fixture.FieldReport()), fixture.Result(fixture.Quiet()), fixture.Result(fixture.Dark()), fixture.Result()} {
		var b bytes.Buffer
		if err := record.Write(&b, r); err != nil {
			f.Fatal(err)
		}
		documents = append(documents, b.Bytes())
	}
	first, err := os.ReadFile("../../record/testdata/format1-drift.json")
	if err != nil {
		f.Fatal(err)
	}
	documents = append(documents, first)
	for _, a := range documents {
		for _, b := range documents {
			f.Add(a, b)
		}
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		before, err := record.Read(bytes.NewReader(a))
		if err != nil {
			return
		}
		after, err := record.Read(bytes.NewReader(b))
		if err != nil {
			return
		}
		d := diff.Compare(before, after, diff.Options{})
		for _, format := range print.Names() {
			write, _ := print.Lookup(format)
			if err := write(io.Discard, d, report.Options{}); err != nil {
				t.Errorf("%s: %v", format, err)
			}
		}
		changed := 0
		for _, class := range diff.FindingClasses() {
			changed += d.Counts.Changes[class]
		}
		if c := d.Counts; c.Unchanged < 0 || c.Unchanged > c.Compared || changed < c.Compared-c.Unchanged {
			t.Errorf("%+v, %d changed", c, changed)
		}
		if back := diff.Compare(after, before, diff.Options{}); d.Counts.Changes[diff.Fixed] > 0 && back.Counts.Changes[diff.New]+back.Counts.Changes[diff.WaiverEnded]+back.Counts.Changes[diff.Waived] == 0 {
			t.Errorf("%d fixed, and nothing new the other way round", d.Counts.Changes[diff.Fixed])
		}
	})
}
