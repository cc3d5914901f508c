package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// written are documents as Write writes them.
func written(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for name, r := range map[string]*report.Result{
		"drift": fixture.Result(fixture.FieldReport()), "pass": fixture.Result(fixture.Quiet()), "empty": fixture.Result(),
		"two": fixture.Result(fixture.Weak(), fixture.FieldReport()), "flips": fixture.Result(fixture.Flipping()), "hostile": fixture.Result(fixture.Tokyo()),
	} {
		var b bytes.Buffer
		if err := Write(&b, r); err != nil {
			t.Fatal(err)
		}
		all[name] = b.Bytes()
	}
	return all
}

// fast decodes a document in one pass, or not at all.
func fast(t testing.TB, r *Reader, data []byte) (*report.Result, bool) {
	t.Helper()
	d, ok := r.fast(data)
	if !ok {
		return nil, false
	}
	result, err := d.result()
	if err != nil {
		return nil, true
	}
	return result, true
}

// What Write writes is decoded in one pass, to what the long way makes of it, also by a
// reader that has read it before.
func TestFastTakesWhatIsWritten(t *testing.T) {
	var shared Reader
	for range 2 {
		for name, data := range written(t) {
			want, err := read(data)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range []*Reader{{}, &shared} {
				got, ok := fast(t, r, data)
				if diff := cmp.Diff(want, got); !ok || diff != "" {
					t.Errorf("%s, taken: %t (-the long way +in one pass):\n%s", name, ok, diff)
				}
			}
		}
	}
}

// A finding in which every key is written is taken, those included that are added later.
func TestFastTakesEveryKeyOfFindings(t *testing.T) {
	var full finding
	fill(t, reflect.ValueOf(&full).Elem())
	text, err := json.Marshal(full)
	if err != nil {
		t.Fatal(err)
	}
	var want, got finding
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	f := newFindings()
	f.Reset(text)
	if ok := f.finding(&got); !ok || f.At != len(text) {
		t.Fatalf("%s is not taken", text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-encoding/json +in one pass:\n%s", diff)
	}
}

// fill sets every field of a value to what the checks of items let pass.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch at := v.Addr().Interface().(type) {
	case *time.Time:
		*at = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
		return
	case interface{ UnmarshalText([]byte) error }:
		if err := at.UnmarshalText([]byte("2026-03-01")); err != nil {
			t.Fatal(err)
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("flip")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(t, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(t, v.Field(i))
			}
		}
	default:
		t.Fatalf("a finding has a %s", v.Type())
	}
}

// small is a document with one finding.
const small = `{"format":2,"exit":{"code":0},"baselines":[],"requirements":[{"id":"hotfix/KB1","family":"hotfix","severity":"high"}],"sources":["a"],
	"clusters":[{"name":"A","nodes":[{"name":"N","state":"scanned"}],"findings":[{"id":"hotfix/KB1","requirement":0,"node":"N","status":"pass","at":"2026-03-01T10:00:00Z","evidence":[{"observed":"x","source":0}]}]}]}`

// What is not sure goes the long way: each case is the small document with one change.
func TestFastGivesUp(t *testing.T) {
	if _, ok := fast(t, new(Reader), []byte(small)); !ok {
		t.Fatal("the document without a change is not taken")
	}
	for _, change := range [][2]string{
		{`"format":2`, `"format":1`}, {`"format":2`, `"format":2.0`}, {`"format":2`, `"format":2,"name":"x"`}, {`"exit":{"code":0},`, ``}, {`"exit":{"code":0}`, `"exit":{"code":0},"clusters":[]`},
		{`"requirements"`, `"Requirements"`}, {`"exit"`, `"Clusters":[],"exit"`}, {`"clusters":[`, `"clusters":null,"x":[`}, {`]}]}`, `]}]} x`}, {`]}]}`, `]}`}, {`"sources":["a"]`, `"sources":["a",]`},
		{`"requirements":[`, `"requirements":[1,`}, {`"severity":"high"`, `"severity":"grave"`}, {`"findings":[`, `"findings":[],"Findings":[`}, {`"findings":[`, `"findings":[null,`},
		{`"requirement":0`, `"requirement":00`}, {`"requirement":0`, `"requirement":-0`}, {`"requirement":0`, `"requirement":0.0`}, {`"requirement":0`, `"requirement":"0"`}, {`"requirement":0`, `"requirement":null`},
		{`"status":"pass"`, `"status":"pass","status":"drift"`}, {`"status":"pass"`, `"Status":"drift"`}, {`"status":"pass"`, `"status":"well"`}, {`"status":"pass"`, `"status":"pass","due_to":7`}, {`"status":"pass"`, `"status":"pass","got_value":7`},
		{`"status":"pass"`, `"status":"pass","paths":[{"sent":-1}]`}, {`"status":"pass"`, `"status":"pass","x":` + strings.Repeat("[", 101) + strings.Repeat("]", 101)}, {`"status":"pass"`, `"status":"pass","x":]`},
		{`"node":"N","status"`, `"node":"M","status"`}, {`"at":"2026`, `"at":"monday 2026`}, {`"at":"`, `"at":7,"x":"`}, {`"observed":"x"`, `"observed":"x","observed":"y"`}, {`"observed":"x"`, `"observed":"x","Source":1`}, {`"observed":"x"`, `"observed":"x","examined":-1`},
		{`"evidence":[`, `"evidence":null,"x":[`}, {`"observed":"x"`, `"observed":"\x"`}, {`"id":"hotfix/KB1","requirement":0`, `"id":"KB1","requirement":0`},
	} {
		changed := strings.Replace(small, change[0], change[1], 1)
		if changed == small {
			t.Errorf("%s is not in the document", change[0])
		}
		if _, ok := fast(t, new(Reader), []byte(changed)); ok {
			t.Errorf("%s in place of %s is taken", change[1], change[0])
		}
	}
}

// An error of a document is the same whatever was read before.
func TestReaderRefusesAsReadDoes(t *testing.T) {
	var r Reader
	for _, document := range []string{small, strings.Replace(small, `"code":0`, `"code":"0"`, 1), strings.Replace(small, `"requirement":0`, `"requirement":1`, 1), small[:300], `{"schema":1}`} {
		_, want := Read(strings.NewReader(document))
		_, got := r.Read(strings.NewReader(document))
		if diff := cmp.Diff(words(want), words(got)); diff != "" {
			t.Errorf("%s (-Read +Reader):\n%s", document, diff)
		}
	}
}

func words(err error) string {
	if kind, ok := errors.AsType[*KindError](err); ok {
		return "kind: " + kind.Kind
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

// Findings of two results that one reader read share what their requirement is.
func TestReaderSharesRequirements(t *testing.T) {
	data := written(t)["drift"]
	var r Reader
	read := func() {
		if _, err := r.Read(bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	read()
	again := testing.AllocsPerRun(10, read)
	alone := testing.AllocsPerRun(10, func() {
		r = Reader{}
		read()
	})
	if again >= alone {
		t.Errorf("%v allocations for a result whose requirements are known, %v for one whose are not", again, alone)
	}
}

// FuzzFast: what is decoded in one pass is what the long way makes of it.
func FuzzFast(f *testing.F) {
	f.Add(small)
	f.Add(strings.Replace(small, `"status":"pass"`, `"got_value":{"number":1},"age_seconds":7,"status":"pass","want":"\u0041","due_to":["N"],"x":{"y":[]}`, 1))
	f.Add(strings.Replace(small, `"status":"pass"`, `"status":"pass","Due_To":["a"],"due_to":[],"missing":[{"kind":"access","text":"x"}]`, 1))
	f.Add(strings.Replace(small, `"name":"N"`, `"name":"N","name":"M"`, 1))
	for _, data := range written(f) {
		if len(data) < 1<<15 {
			f.Add(string(data))
		}
	}
	f.Fuzz(func(t *testing.T, document string) {
		d, ok := new(Reader).fast([]byte(document))
		if !ok {
			return
		}
		got, gotErr := d.result()
		want, wantErr := read([]byte(document))
		if diff := cmp.Diff(words(wantErr), words(gotErr)); diff != "" {
			t.Fatalf("%q (-the long way +in one pass):\n%s", document, diff)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-the long way +in one pass):\n%s", document, diff)
		}
	})
}
