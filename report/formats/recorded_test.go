package formats

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// TestRecorded renders in every format what was read from the JSON form: it is, to the
// byte, what the result itself is rendered as.
func TestRecorded(t *testing.T) {
	for name, r := range map[string]*report.Result{
		"drift": fixture.Result(fixture.FieldReport(), fixture.Tokyo()), "pass": fixture.Result(fixture.Quiet()), "empty": fixture.Result(),
		"dark": fixture.Result(fixture.Dark(), fixture.Weak()), "starved": fixture.Result(fixture.Starved()), "flips": fixture.Result(fixture.Flipping()),
		"aged": fixture.Aged(),
	} {
		again := recorded(t, render(t, "json", r, report.Options{}))
		for _, format := range Names() {
			for _, o := range []report.Options{{}, {Details: true}, {Verbose: true, Width: 80}, {Quiet: true}} {
				if diff := cmp.Diff(string(render(t, format, r, o)), string(render(t, format, again, o))); diff != "" {
					t.Errorf("%s as %s, %+v (-live +recorded):\n%s", name, format, o, diff)
				}
				if format != "text" {
					break
				}
			}
		}
		for _, format := range DirectoryNames() {
			want, got := files(t, format, r), files(t, format, again)
			if !reflect.DeepEqual(want, got) { // which cmp takes a thousand times as long for: it compares byte by byte
				t.Errorf("%s as %s (-live +recorded):\n%s", name, format, cmp.Diff(want, got))
			}
		}
	}
}

func recorded(t *testing.T, document []byte) *report.Result {
	t.Helper()
	r, err := record.Read(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	r.Conclude(report.Gate{})
	return r
}

func files(t *testing.T, format string, r *report.Result) []report.File {
	t.Helper()
	made, ok := LookupDirectory(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	all, err := made(r)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// FuzzRecorded: no document makes reading it, or rendering what was read, panic.
func FuzzRecorded(f *testing.F) {
	for _, r := range []*report.Result{fixture.Result(fixture.Quiet()), fixture.Result(fixture.Tokyo()), fixture.Result(fixture.Flipping()), fixture.Result()} {
		var b bytes.Buffer
		if err := record.Write(&b, r); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	for _, name := range []string{"pass", "empty"} {
		data, err := os.ReadFile("../record/testdata/format1-" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		r, err := record.Read(bytes.NewReader(document))
		if err != nil {
			return
		}
		r.Conclude(report.Gate{})
		for _, format := range formats() {
			switch {
			case format.folder != nil:
				_, err = format.folder(r)
			default:
				err = format.file(io.Discard, r, report.Options{Verbose: true})
			}
			_ = fmt.Sprint(err) // a format may refuse a result
		}
	})
}
