package sections_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/facts/sections"
)

// fill puts something into every field of a value, and now and then nothing.
func fill(r *rand.Rand, v reflect.Value) {
	some := r.IntN(8) > 0
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(some)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64N(1 << 40))
	case reflect.Uint32:
		v.SetUint(uint64(r.Uint32()))
	case reflect.Uint64:
		v.SetUint(r.Uint64())
	case reflect.String:
		v.SetString([]string{"", "text", "<a&b>", "\u202eright to left", "line\nline", "\u2028", "ä", "\ufffd"}[r.IntN(8)])
	case reflect.Pointer:
		if some {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem())
		}
	case reflect.Slice:
		if some {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(4), 4))
			for i := range v.Len() {
				fill(r, v.Index(i))
			}
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range r.IntN(4) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(r, key)
			fill(r, value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			if some {
				v.Set(reflect.ValueOf(time.Unix(r.Int64N(1<<33), r.Int64N(1e9)).UTC()))
			}
			return
		}
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	default:
		panic("facts have a value of type " + v.Type().String())
	}
}

func filled(seed uint64) *facts.Node {
	n := &facts.Node{}
	fill(rand.New(rand.NewPCG(seed, 20)), reflect.ValueOf(n).Elem())
	n.Format, n.Name = facts.Format, "HV01"
	return n
}

func document(t *testing.T, n *facts.Node) string {
	t.Helper()
	var b bytes.Buffer
	if err := n.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func split(t *testing.T, n *facts.Node) sections.Parts {
	t.Helper()
	p, err := sections.Split(n)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Whatever facts there are, the same document comes back, and the facts stay as they are.
func TestSameDocumentComesBack(t *testing.T) {
	apart := 0
	for seed := range uint64(25) {
		n := filled(seed)
		want := document(t, n)
		p := split(t, n)
		apart += len(p.Sections)
		if diff := cmp.Diff(filled(seed), n); diff != "" {
			t.Fatalf("seed %d: Split has changed the node:\n%s", seed, diff)
		}
		again, err := sections.Join(throughJSON(t, p))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if diff := cmp.Diff(want, document(t, again)); diff != "" {
			t.Fatalf("seed %d (-document +again):\n%s", seed, diff)
		}
	}
	if apart < 150 {
		t.Errorf("only %d sections were kept apart", apart)
	}
}

// throughJSON is the parts as they are when the head was written and read again.
func throughJSON(t *testing.T, p sections.Parts) sections.Parts {
	t.Helper()
	text, err := json.Marshal(p.Head)
	if err != nil {
		t.Fatal(err)
	}
	p.Head = sections.Head{}
	if err := json.Unmarshal(text, &p.Head); err != nil {
		t.Fatal(err)
	}
	return p
}

// What was read at another time, and is the same, has the same sections.
func TestTimesAreInTheHead(t *testing.T) {
	at := func(second int) *facts.Node {
		n := &facts.Node{Format: facts.Format, Name: "HV01", Started: time.Date(2026, 3, 1, 2, 0, second, 0, time.UTC)}
		read := facts.Section{State: facts.Collected, Source: strings.Repeat("SELECT ", 200), At: n.Started}
		n.Firewall.Local.Section, n.Services.Section, n.Hotfixes.Section = read, read, read
		n.Events.Cluster.From, n.Events.Cluster.Until = n.Started.AddDate(0, -1, 0), n.Started
		n.Clock = facts.Clock{Section: facts.Section{State: facts.Collected, At: n.Started}, Node: n.Started}
		n.Site = []facts.Observed{{Section: read, Target: "a"}, {Section: read, Target: "b"}}
		return n
	}
	first, second := split(t, at(1)), split(t, at(2))
	var keys []string
	for _, s := range first.Sections {
		keys = append(keys, s.Key)
	}
	if diff := cmp.Diff([]string{"hotfixes", "services", "firewall", "site"}, keys); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(first.Sections, second.Sections); diff != "" {
		t.Error(diff)
	}
	if first.Head.Times["site/1/at"] != at(1).Started || second.Head.Times["site/1/at"] != at(2).Started {
		t.Errorf("%v", first.Head.Times)
	}
}

func TestJoinRefuses(t *testing.T) {
	good := split(t, filled(1))
	for _, tt := range []struct {
		name string
		p    sections.Parts
		want string
	}{
		{"nothing", sections.Parts{}, "not a document of collected facts"},
		{"no name", sections.Parts{Head: sections.Head{Document: json.RawMessage(`{"format":1}`)}}, "the document names no node"},
		{"another format", sections.Parts{Head: sections.Head{Document: json.RawMessage(`{"format":2,"name":"HV01"}`)}}, "format 2 instead of 1"},
		{"not JSON", sections.Parts{Head: good.Head, Sections: []sections.Section{{Key: "tcp", Body: json.RawMessage(`{`)}}}, "not a document of collected facts"},
		{"an unknown section", sections.Parts{Head: good.Head, Sections: []sections.Section{{Key: "password", Body: json.RawMessage(`{}`)}}}, `unknown key "password"`},
		{"a section twice", sections.Parts{Head: good.Head, Sections: append(good.Sections[:1:1], good.Sections[0])}, "is written twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if n, err := sections.Join(tt.p); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, %v, want %s", n, err, tt.want)
			}
		})
	}
}
