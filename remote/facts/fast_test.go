package facts

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fast decodes a document in one pass, or not at all.
func fast(d *decoder, document string) (*Node, bool) {
	n := new(Node)
	return n, d.into(reflect.ValueOf(n).Elem(), nodePlan(), []byte(document))
}

// full is a node in which every field that a document can have is set.
func full(t *testing.T) *Node {
	t.Helper()
	n := new(Node)
	fill(t, reflect.ValueOf(n).Elem(), 0)
	n.Format = Format
	return n
}

func fill(t *testing.T, v reflect.Value, depth int) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString([]string{"a", "Gr\u00fc\u00dfe \u65e5\u672c", "C:\\Windows\t\"x\" <&>\u2028", ""}[depth%4])
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt([]int64{-1 << 31, 0, 7}[depth%3])
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(1<<v.Type().Bits() - 1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range v.Len() {
			fill(t, v.Index(i), depth+i)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, key := range []string{"A", "a", "\u00e9\""} {
			held := reflect.New(v.Type().Elem()).Elem()
			fill(t, held, depth+1)
			v.SetMapIndex(reflect.ValueOf(key), held)
		}
	case reflect.Struct:
		if at, ok := v.Addr().Interface().(*time.Time); ok {
			*at = time.Date(2026, 3, 1, 10, 0, 0, 123456789, time.UTC)
			return
		}
		for i := range v.NumField() {
			fill(t, v.Field(i), depth+1)
		}
	default:
		t.Fatalf("nothing of the kind %s is decoded", v.Kind())
	}
}

// TestFastTakesEveryField: a document as Write writes it is decoded in one pass, whatever
// a node said, to what encoding/json makes of it, also behind another one.
func TestFastTakesEveryField(t *testing.T) {
	d := newDecoder()
	for name, n := range map[string]*Node{"every field": full(t), "hardly any": {Format: Format, Name: "a"}} {
		var written bytes.Buffer
		if err := n.Write(&written); err != nil {
			t.Fatal(err)
		}
		var want Node
		if err := json.Unmarshal(written.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got, ok := fast(d, written.String())
			if diff := cmp.Diff(&want, got); !ok || diff != "" {
				t.Errorf("%s, taken: %t (-encoding/json +in one pass):\n%s", name, ok, diff)
			}
		}
	}
}

// TestFastGivesUp: what is not sure goes the long way.
func TestFastGivesUp(t *testing.T) {
	for _, document := range []string{
		"", "null", "[]", `{"format":1} x`, `{"format":1`, `{"format":1,}`, `{"format":01}`, `{"format":+1}`, `{"format":-0}`, `{"format":1e0}`, `{"format":1.0}`,
		`{"format":"1"}`, `{"format":99999999999999999999}`, `{"format":1,"format":1}`, `{"Format":1}`, `{"name":null}`, `{"name":"a\x"}`, "{\"name\":\"a\tb\"}", `{"name":"\ud83d\u12"}`,
		`{"started":"yesterday"}`, `{"started":1}`, `{"problem":null}`, `{"baselines":null}`, `{"baselines":["a",]}`, `{"baselines":["a" "b"]}`,
		`{"os":{"build":7601,"build":7600}}`, `{"cluster_properties":{"properties":{"A":1,"A":2}}}`, `{"reboot":{"signals":[{"pending":True}]}}`,
		`{"problem":{"problem":{"problem":{}}}}`, `{"unknown":1}`, `{"os":[]}`, `{"probes":{}}`, `{format:1}`,
	} {
		if _, ok := fast(newDecoder(), document); ok {
			t.Errorf("%s is taken", document)
		}
	}
}

// TestReaderKeepsTextsOnce: two documents read by one Reader share their texts.
func TestReaderKeepsTextsOnce(t *testing.T) {
	var written bytes.Buffer
	if err := full(t).Write(&written); err != nil {
		t.Fatal(err)
	}
	var r Reader
	parse := func() {
		if _, err := r.Parse(written.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	parse()
	again := testing.AllocsPerRun(10, parse)
	alone := testing.AllocsPerRun(10, func() {
		if _, err := Parse(written.Bytes()); err != nil {
			t.Fatal(err)
		}
	})
	if again >= alone {
		t.Errorf("%v allocations for a document that was read before, %v for one that was not", again, alone)
	}
}

// TestSkim: what is skimmed has the head, and the times, of what is read; a document that
// is refused is refused by both.
func TestSkim(t *testing.T) {
	var written bytes.Buffer
	if err := full(t).Write(&written); err != nil {
		t.Fatal(err)
	}
	var r Reader
	for _, document := range []string{written.String(), `{"format":1,"name":"a"}`, `{"name":"a","format":1,"problem":null}`} {
		all, err := r.Parse([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		skimmed, err := r.Skim([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(all.Head(), skimmed.Head()); diff != "" {
			t.Errorf("head (-read +skimmed):\n%s", diff)
		}
		first, last := all.ReadBetween()
		if from, to := skimmed.ReadBetween(); !from.Equal(first) || !to.Equal(last) {
			t.Errorf("skimmed %v to %v, read %v to %v", from, to, first, last)
		}
	}
	if all, err := r.Parse(written.Bytes()); err != nil || len(all.Hotfixes.Installed) != 3 {
		t.Errorf("what is read after something was skimmed has no lists: %v", err)
	}
	for _, document := range []string{
		`{"format":1,"name":"a","hotfixes":{"installed":[{"id":1}]}}`, `{"format":1,"name":"a","hotfixes":{"installed":[{"id":"a","id":"b"}]}}`,
		`{"format":1,"name":"a","hotfixes":{"installed":[{"ID":"a"}]}}`, `{"format":1,"name":"a","hotfixes":{"installed":[{"id":"a"]}}`, `{"format":2,"name":"a"}`, `{"format":1}`,
	} {
		_, want := r.Parse([]byte(document))
		if _, err := r.Skim([]byte(document)); want == nil || err == nil || err.Error() != want.Error() {
			t.Errorf("%s: skimmed %v, read %v", document, err, want)
		}
	}
}

// FuzzFast: what is decoded in one pass is what the long way makes of it.
func FuzzFast(f *testing.F) {
	var written bytes.Buffer
	n := &Node{Format: Format, Name: "a", Site: []Observed{{Target: "x", Rows: []map[string]Datum{{"A": {Number: new(uint64(1))}}}}}}
	if err := n.Write(&written); err != nil {
		f.Fatal(err)
	}
	f.Add(written.String())
	f.Add(`{"format":1,"name":"\u0041\ud83d","os":{"build":-7601,"service_pack":1},"started":"2026-03-01T10:00:00Z"}`)
	f.Add(`{"format":1,"name":"a","cluster_properties":{"properties":{"A":1,"a":2}},"baselines":[]}`)
	f.Add(`{"format":1,"name":"a","site":[{"value":{"signed":-1,"list":["x",""]}}],"probes":["\"\\"]}`)
	f.Fuzz(func(t *testing.T, document string) {
		got, ok := fast(newDecoder(), document)
		if !ok {
			return
		}
		want := new(Node)
		if err := decodeSlowly([]byte(document), "", want); err != nil {
			t.Fatalf("%q is taken: %v", document, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-the long way +in one pass):\n%s", document, diff)
		}
	})
}

// TestFastCutOff: no beginning of a document is taken for one.
func TestFastCutOff(t *testing.T) {
	var written bytes.Buffer
	if err := full(t).Write(&written); err != nil {
		t.Fatal(err)
	}
	document := strings.TrimSpace(written.String())
	d := newDecoder()
	for _, n := range slices.Sorted(slices.Values([]int{0, 1, len(document) / 3, len(document) / 2, len(document) - 1})) {
		if _, ok := fast(d, document[:n]); ok {
			t.Errorf("%d of %d bytes are taken", n, len(document))
		}
	}
}
