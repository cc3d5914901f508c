package formats

import (
	"io"
	"reflect"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// TestUntouched: a format leaves the result as it is for those that are written after it,
// with which it shares lists.
func TestUntouched(t *testing.T) {
	result := func() *report.Result {
		return fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Chain(), fixture.Weak(), fixture.Flipping(), fixture.Starved(), fixture.OneNode(fixture.Injection()))
	}
	want := result()
	for _, f := range formats() {
		r := result()
		for _, o := range []report.Options{{}, {Details: true}, {Verbose: true}, {Quiet: true}} {
			if f.file != nil {
				if err := f.file(io.Discard, r, o); err != nil {
					t.Fatal(err)
				}
			}
		}
		if f.folder != nil {
			if _, err := f.folder(r); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(r, want) {
			t.Errorf("%s has changed the result", f.name)
		}
	}
}
