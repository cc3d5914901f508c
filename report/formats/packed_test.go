package formats

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// TestPackedSame writes the same results in every format, with their findings packed and
// not: whoever reads Findings of a cluster that is not open finds none.
func TestPackedSame(t *testing.T) {
	for name, result := range map[string]func() *report.Result{
		"one cluster": func() *report.Result { return fixture.Result(fixture.FieldReport()) },
		"several": func() *report.Result {
			return fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Weak(), fixture.Dark(), fixture.Flipping(), fixture.Chain(), fixture.Quiet())
		},
		"many": func() *report.Result { return fixture.Result(fixture.Fleet(30, 2)...) },
		"aged": fixture.Aged,
		"past": func() *report.Result { return fixture.WithPast(4, fixture.FieldReport(), fixture.Tokyo()) },
		"since an earlier result": func() *report.Result {
			r := fixture.Result(fixture.FieldReport(), fixture.Tokyo())
			r.MarkSince(report.Gate{}, func(_ string, i int) report.Novelty { return report.Novelty(1 + i%3) })
			return r
		},
		"nobody": func() *report.Result { return fixture.Result() },
	} {
		t.Run(name, func(t *testing.T) {
			plain, packed := result(), result()
			packed.Pack()
			for _, f := range formats() {
				for i, o := range []report.Options{{}, {Details: true}, {Verbose: true}, {Quiet: true}} {
					if f.name != "text" && i > 0 {
						continue
					}
					if a, b := written(t, f, plain, o), written(t, f, packed, o); a != b {
						t.Errorf("%s %+v (-unpacked +packed):\n%s", f.name, o, cmp.Diff(a, b))
					}
				}
			}
			if slices.ContainsFunc(packed.Clusters, func(c report.Cluster) bool { return c.Packed == nil || c.Findings != nil }) {
				t.Error("the result is not packed any more")
			}
		})
	}
}

// written is a report, or all files of one.
func written(t *testing.T, f format, r *report.Result, o report.Options) string {
	t.Helper()
	var b bytes.Buffer
	if f.folder == nil {
		if err := f.file(&b, r, o); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	files, err := f.folder(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b.WriteString(file.Name + "\n")
		b.Write(file.Data)
	}
	return b.String()
}
