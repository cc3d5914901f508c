package report

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestTerminalText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "KB2552040 is installed", "KB2552040 is installed"},
		{"wide", "Chimney オフロード状態", "Chimney オフロード状態"},
		{"combining", "Zu\u0308rich", "Zu\u0308rich"},
		{"line breaks", "a\r\nb\nc\td\u2028e\u0085f", "a  b c d e f"},
		{"ANSI", "\x1b[31mred\x1b[0m", "\ufffd[31mred\ufffd[0m"},
		{"C1 controls", "a\u009b2Jb", "a\ufffd2Jb"},
		{"bare byte of a C1 control", "a\x9b2Jb", "a\ufffd2Jb"},
		{"NUL and DEL", "a\x00b\x7fc", "a\ufffdb\ufffdc"},
		{"direction and invisible", "\u202egnp\u2066.exe\u2069\u200b\u200f\ufeff", "gnp.exe"},
		{"non-breaking blank", "5\u00a0s", "5 s"},
		{"private use", "a\ue000b", "a\ufffdb"},
		{"stacked marks", "a" + strings.Repeat("\u0301", 50), "a" + strings.Repeat("\u0301", marks)},
		{"just not too long", strings.Repeat("漢", longest), strings.Repeat("漢", longest)},
		{"too long", strings.Repeat("漢", longest+1), strings.Repeat("漢", longest) + "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in); got != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzTerminalText(f *testing.F) {
	f.Add("a\x1b[31mred\x1b]0;title\x07 \u202egnp.exe\u2066 \x00\x9b \xff\u200b\r\nnext")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) {
			t.Errorf("%q is not UTF-8", got)
		}
		if n := utf8.RuneCountInString(got); n > longest+1 {
			t.Errorf("%d runes are left", n)
		}
		for _, r := range got {
			if !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) {
				t.Errorf("%U is left in %q", r, got)
			}
		}
		if again := Clean(got); again != got && !strings.HasSuffix(got, "…") {
			t.Errorf("cleaned twice, %q becomes %q", got, again)
		}
	})
}

// fill sets every string below v and gives every slice and pointer one element.
func fill(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), s)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), s)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, s)
		fill(value, s)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), s)
			}
		}
	}
}

func TestMapStringsReachesEveryString(t *testing.T) {
	var r Result
	fill(reflect.ValueOf(&r).Elem(), "dirty")
	var clean Result
	fill(reflect.ValueOf(&clean).Elem(), "clean")
	got := MapStrings(&r, func(s string) string { return strings.ReplaceAll(s, "dirty", "clean") })
	if !reflect.DeepEqual(got, &clean) {
		t.Errorf("a string was left out: %+v", got)
	}
	if r.Clusters[0].Findings[0].Evidence[0].Observed != "dirty" {
		t.Error("the result itself was changed")
	}
}

// TestMapStringsCopiesWhatChanges: a result in which nothing is to be cleaned costs no
// copies of its findings, and one text that is costs those that lead to it.
func TestMapStringsCopiesWhatChanges(t *testing.T) {
	large := func(findings int) *Result {
		r := &Result{Clusters: []Cluster{{Name: "C"}}}
		for range findings {
			r.Clusters[0].Findings = append(r.Clusters[0].Findings, Finding{ID: "a/b", Why: "a\nb", LeadsTo: []string{"c/d"}})
		}
		return r
	}
	cost := func(r *Result) float64 { return testing.AllocsPerRun(5, func() { MapStrings(r, Clean) }) }
	few, many := large(2), large(2000)
	if a, b := cost(few), cost(many); b > a+2*1998 { // the lines of Why are put together once more
		t.Errorf("%v allocations for 2 findings, %v for 2000", a, b)
	}
	many.Clusters[0].Findings[1000].Got = "\x1b"
	clean := MapStrings(many, Clean)
	if got := clean.Clusters[0].Findings[1000].Got; got != "\ufffd" || many.Clusters[0].Findings[1000].Got != "\x1b" {
		t.Errorf("cleaned %q, and before %q", got, many.Clusters[0].Findings[1000].Got)
	}
	if &clean.Clusters[0].Findings[0].LeadsTo[0] != &many.Clusters[0].Findings[0].LeadsTo[0] {
		t.Error("a list in which nothing changes was copied")
	}
}

func TestCleaned(t *testing.T) {
	type part struct {
		Text   string
		Lines  string `text:"lines"`
		hidden string
		Map    map[string][]string
		None   []string
		Any    *part
	}
	in := part{Text: "a\u202eb", Lines: "a\x1b\nb", hidden: "\x1b", Map: map[string][]string{"\x1b": {"\x07"}}, Any: &part{Text: "\x9b"}}
	want := part{Text: "ab", Lines: "a\ufffd\nb", hidden: "\x1b", Map: map[string][]string{"\ufffd": {"\ufffd"}}, Any: &part{Text: "\ufffd"}}
	if got := Cleaned(in); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if in.Map["\x1b"][0] != "\x07" || in.Any.Text != "\x9b" {
		t.Errorf("the value itself was changed: %+v", in)
	}
}
