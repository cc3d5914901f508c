package strict

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// schema is a synthetic format with one key for each kind of rule.
const schema = `{
  "type": "object", "additionalProperties": false, "required": ["name"],
  "patternProperties": {"^x-": {"title": "nothing starts with x-", "description": "drop it", "not": {}}},
  "properties": {
    "name": {"$ref": "#/$defs/name"},
    "names": {"type": ["string", "array"], "items": {"$ref": "#/$defs/name"}, "minItems": 1, "uniqueItems": true},
    "count": {"type": "integer", "minimum": 1, "maximum": 3},
    "level": {"type": "string", "enum": ["low", "high"]},
    "day": {"title": "date", "type": "string", "format": "date"},
    "odd": {"type": "number", "multipleOf": 2},
    "free": {"type": "object", "examples": ["abc"], "additionalProperties": false,
      "patternProperties": {"^[a-z]*$": {"type": "object", "additionalProperties": false, "properties": {"level": {"type": "integer"}}}}}
  },
  "$defs": {"name": {"title": "name", "type": "string", "minLength": 1, "pattern": "^[a-z]*$", "examples": ["abc"]}}
}`

func mustCompile(t testing.TB) *Schema {
	t.Helper()
	s, err := Compile([]byte(schema), "a file")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// check gives everything that is wrong with a text.
func check(s *Schema, text string) []string {
	d := Parse("f", []byte(text))
	if len(d.Problems) == 0 {
		d.Validate(s)
	}
	var all []string
	for _, err := range Sorted(d.Problems) {
		all = append(all, err.Error())
	}
	return all
}

// TestManyProblems: a file of nothing but wrong keys is read in a time that grows with
// its size, and the first of them are listed.
func TestManyProblems(t *testing.T) {
	const keys = 50_000
	var file strings.Builder
	for i := range keys {
		fmt.Fprintf(&file, "key%d: 1\n", i)
	}
	d := Parse("many.yaml", []byte(file.String()))
	d.Validate(mustCompile(t))
	if len(d.Problems) < keys || len(d.index) != 1 {
		t.Errorf("%d problems, %d mappings indexed", len(d.Problems), len(d.index))
	}
	errs := Sorted(d.Problems)
	if want := fmt.Sprintf("and %d more problems up to here", len(d.Problems)-maxProblems); len(errs) != maxProblems+1 || !strings.Contains(errs[maxProblems].Error(), want) {
		t.Errorf("%d problems are listed, the last %v, want %q", len(errs), errs[len(errs)-1], want)
	}
}

func TestValidate(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"sound", "{name: a, names: [b, c], count: 3, level: low, day: 2026-11-22, odd: 2}", nil},
		{"free keys", "{name: a, free: {b: {level: 1}, B: {level: 1}, c: {levle: 1}}}", []string{
			`f:1:33: unknown key "B"; write it like abc`,
			`f:1:52: unknown key "levle"; did you mean "level"?`,
		}},
		{"short form", "{name: a, names: b}", nil},
		{"empty text", "{name: ''}", []string{"f:1:8: name is empty"}},
		{"whole file", "7", []string{"f:1:1: a file must be a mapping, not a number"}},
		{"nothing in it", "{}", []string{"f:1:1: missing name"}},
		{"two types", "{name: a, names: 1}", []string{"f:1:18: names must be text or a list, not a number"}},
		{"items", "{name: a, names: [b, B, b]}", []string{
			`f:1:22: "B" is not a name; write it like abc`,
			"f:1:25: the same value twice in names",
		}},
		{"item type", "{name: a, names: [1]}", []string{"f:1:19: an item of names must be text, not a number; write it in quotes, like 'abc'"}},
		{"empty list", "{name: a, names: []}", []string{"f:1:18: names is empty"}},
		{"bounds", "{name: a, count: 0}", []string{"f:1:18: count is 0, below 1"}},
		{"upper bound", "{name: a, count: 4}", []string{"f:1:18: count is 4, above 3"}},
		{"near word", "{name: a, level: hihg}", []string{`f:1:18: unknown value "hihg" for level; did you mean "high"?`}},
		{"far word", "{name: a, level: none}", []string{`f:1:18: unknown value "none" for level; valid: low, high`}},
		{"unknown key", "{name: a,\n nam: b}", []string{`f:2:2: unknown key "nam"; did you mean "name"?`}},
		{"form without example", "{name: a, day: 2026-11-31}", []string{`f:1:16: "2026-11-31" is not a date`}},
		{"forbidden key", "{name: a, x-y: {z: 1}}", []string{"f:1:16: nothing starts with x-; drop it"}},
		{"rule without words", "{name: a, odd: 3}", []string{"f:1:16: odd breaks the rule multipleOf"}},
		{"no number", "{name: a, odd: .nan}", []string{"f:1:16: odd must be a number, not text"}},
		{"all at once", "{count: 0, level: none}", []string{
			"f:1:1: missing name",
			"f:1:9: count is 0, below 1",
			`f:1:19: unknown value "none" for level; valid: low, high`,
		}},
		{"empty file", "", []string{"f:1:1: the file is empty"}},
		{"tag of a mapping", "!site {name: a, free: !!set {b: {}}}", []string{"f:1:1: the YAML tag !site is not allowed", "f:1:23: the YAML tag !!set is not allowed"}},
		{"tag of a list", "{name: a, names: !site [b]}", []string{"f:1:18: the YAML tag !site is not allowed"}},
		{"tag of a key", "{!site name: a, !!binary names: b}", []string{"f:1:2: the YAML tag !site is not allowed", "f:1:17: the YAML tag !!binary is not allowed"}},
		{"tags that change nothing", "!!map {!!str name: !!str a, names: !!seq [b]}", nil},
		{"duplicate key", "{name: a, name: b}", []string{`f:1:11: duplicate key "name"`}},
		{"deep", strings.Repeat("[", 12) + "1" + strings.Repeat("]", 12), []string{"f:1:13: values are nested more than 12 deep"}},
		{"large", "#" + strings.Repeat("x", MaxSize), []string{"f:1:1: the file is larger than 1048576 bytes"}},
	}
	s := mustCompile(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, check(s, tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCompileRefuses(t *testing.T) {
	for _, text := range []string{"{", `{"type": 7}`} {
		if s, err := Compile([]byte(text), "a file"); err == nil || s != nil {
			t.Errorf("%s: %v, %v", text, s, err)
		}
	}
}

// TestWalk reads values that are there, missing, and of another kind.
func TestWalk(t *testing.T) {
	root := Parse("f", []byte("a: {b: 7, c: [x, y]}")).Root
	if Text(root, "a", "b") != "7" || *Number(root, "a", "b") != 7 || !cmp.Equal(Texts(root, "a", "c"), []string{"x", "y"}) {
		t.Error("what is there is not found")
	}
	for _, n := range []*yaml.Node{nil, root, Get(root, "a", "b"), Get(root, "a", "b", "c")} {
		if Get(n, "z") != nil || Text(n, "z") != "" || Texts(n, "z") != nil || Number(n) != nil && n.Value != "7" {
			t.Errorf("%v has z", n)
		}
		for key := range Pairs(n, "z") {
			t.Errorf("%v has %v", n, key)
		}
	}
}

// TestSorted drops repetitions whatever the order they come in.
func TestSorted(t *testing.T) {
	at := func(line, column int) *Error { return &Error{Position{"f", line, column}, "m", ""} }
	plain := &Error{Message: "m", Hint: "h"}
	problems := []*Error{at(2, 1), at(1, 2), plain, at(1, 2), at(1, 1), at(10, 1)}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(problems), func(i, j int) { problems[i], problems[j] = problems[j], problems[i] })
	var got []string
	for _, err := range Sorted(problems) {
		got = append(got, err.Error())
	}
	if diff := cmp.Diff([]string{"m; h", "f:1:1: m", "f:1:2: m", "f:2:1: m", "f:10:1: m"}, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzValidate: no text makes reading or validating panic, and problems are
// somewhere.
func FuzzValidate(f *testing.F) {
	s := mustCompile(f)
	f.Add([]byte("{name: a, names: [b, B, b], x-y: {z: 1}, day: 2026-11-31}"))
	f.Add([]byte("a: &x [1]\n? [b]\n: *x\n---\n<<: !!binary a\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d := Parse("f", data)
		if len(d.Problems) == 0 {
			d.Validate(s)
		}
		for _, p := range d.Problems {
			if p.Message == "" || p.Line < 1 || p.Column < 1 {
				t.Errorf("%+v", p)
			}
		}
	})
}

func TestIsFile(t *testing.T) {
	for ref, want := range map[string]bool{
		"ws2019": false, "": false, "auto": false, "yaml": false, "site.yaml.bak": false,
		"site.yaml": true, "site.yml": true, "./site": true, `C:\baselines\site`: true, "a/": true,
	} {
		if got := IsFile(ref); got != want {
			t.Errorf("IsFile(%q) = %v", ref, got)
		}
	}
}

func TestAllows(t *testing.T) {
	s := mustCompile(t)
	tests := []struct {
		value any
		path  []string
		want  bool
	}{
		{"abc", []string{"name"}, true},
		{"ABC", []string{"name"}, false},
		{"abc", []string{"names", "0"}, true},
		{"ABC", []string{"names", "7"}, false},
		{3, []string{"count"}, true},
		{4, []string{"count"}, false},
		{"3", []string{"count"}, false},
		{7, []string{"free", "any", "level"}, true},
		{"low", []string{"free", "any", "level"}, false}, // a level of another kind
		{"abc", []string{"nam"}, false},
		{"abc", []string{"name", "below"}, false},
		{map[string]any{"name": "abc"}, nil, true},
	}
	for _, tt := range tests {
		if got := s.Allows(tt.value, tt.path...); got != tt.want {
			t.Errorf("%v at %v: %v", tt.value, tt.path, got)
		}
	}
}

// Problems that are not listed cost no comparison with all valid words, nor do words
// that are no names.
func TestHintsEnd(t *testing.T) {
	var h Hints
	asked := 0
	valid := func() []string {
		asked++
		return []string{"alpha"}
	}
	for i := range 3 * maxProblems {
		if got := h.Suggest("alpga", valid); (got != "") != (i < maxProblems) {
			t.Fatalf("suggestion %d is %q", i, got)
		}
	}
	if asked != maxProblems {
		t.Errorf("the valid words were asked for %d times", asked)
	}
	long := strings.Repeat("a", 1<<20)
	if got := Nearest(long, []string{long + "b"}) + Nearest("abcdef", []string{long}); got != "" {
		t.Errorf("%d bytes", len(got))
	}
}
