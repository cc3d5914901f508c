package remote

import (
	"reflect"
	"strings"
	"testing"
)

// liftSeeds are documents in which a long run of base64 is, or only looks like, text.
func liftSeeds() []string {
	run := strings.Repeat("QUJD", liftedRun/4)
	return []string{
		"<a><b>" + run + "</b><b>" + run + "x</b></a>",
		"<a>x>" + run + "<b/>" + run + "</a>",
		"<a><b></b>" + run + "<c>" + run + "</c>tail</a>",
		"<a><!-- >" + run + "< --><b>" + run + "</b></a>",
		"<a><![CDATA[>" + run + "<]]></a>",
		"<?xml version=\"1.0\" >" + run + "< ?><a>" + run + "</a>",
		"<a b='>" + run + "'>" + run + "</a>",
		"<a b='>" + run + "<'>" + run + "</a>",
		"<a><b/>" + run + "</a>",
		"<a>" + run + "&amp;" + run + "</a>",
		"<a>" + run + "\r\n" + run + "</a>",
		"<a>]]>" + run + "</a>",
		">" + run + "<a>" + run + "</a>" + run,
		"<a><?p >" + run + "<?><b>" + run + "</b></a>",
		"<a>" + run,
		"<a>" + run + "<",
	}
}

// parsedWhole parses without taking anything out.
func parsedWhole(t *testing.T, data []byte) *element {
	r := newReading(data, nil)
	if r.read(t.Context()) != nil || len(r.stack[0].children) != 1 {
		return nil
	}
	return r.stack[0].children[0]
}

// sameElements compares two trees; a text that is empty may be nil.
func sameElements(a, b *element) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.name != b.name || !reflect.DeepEqual(a.attrs, b.attrs) || string(a.text) != string(b.text) || len(a.children) != len(b.children) {
		return false
	}
	for i := range a.children {
		if !sameElements(a.children[i], b.children[i]) {
			return false
		}
	}
	return true
}

func TestLiftChangesNothing(t *testing.T) {
	took := 0
	for _, doc := range liftSeeds() {
		_, texts := lift([]byte(doc))
		took += len(texts)
		got, _ := parseXML(t.Context(), []byte(doc))
		if want := parsedWhole(t, []byte(doc)); !sameElements(got, want) {
			t.Errorf("%.60s: %+v, want %+v", doc, got, want)
		}
	}
	if took < 8 {
		t.Errorf("only %d texts were lifted out", took)
	}
}

func FuzzLift(f *testing.F) {
	for _, doc := range liftSeeds() {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, _ := parseXML(t.Context(), data)
		if want := parsedWhole(t, data); !sameElements(got, want) {
			t.Errorf("%q: %+v, want %+v", data, got, want)
		}
	})
}
