package report

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/text"
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
	f.Add(hostile)
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
	got := mapStrings(&r, func(s string) string { return strings.ReplaceAll(s, "dirty", "clean") })
	if !reflect.DeepEqual(got, &clean) {
		t.Errorf("a string was left out: %+v", got)
	}
	if r.Clusters[0].Findings[0].Evidence[0].Observed != "dirty" {
		t.Error("the result itself was changed")
	}
}

// words are the strings of a result that decide what is printed.
var words = map[string]bool{
	"": true, "pass": true, "drift": true, "unknown": true, "not-applicable": true, "waived": true,
	"critical": true, "high": true, "medium": true, "low": true, "info": true,
	"scanned": true, "partial": true, "unreachable": true, "incomplete": true,
	"sourced": true, "inferred": true, "unconfirmed": true,
	"node": true, "cluster": true, // where a remedy is run
}

// TestTextIsSafe puts a hostile text into every other string of a result: no
// character but colour's own may reach the terminal.
func TestTextIsSafe(t *testing.T) {
	r := mapStrings(fixture(fieldReport(), tokyo()), func(s string) string {
		if words[s] {
			return s
		}
		return hostile + s
	})
	out := string(render(t, "text", r, Options{Verbose: true, Width: 80}))
	for _, section := range []string{"Drift\n", "Unknown\n", "Waived\n", "Passed\n", "Not applicable\n", "Not judged\n", "Baselines\n"} {
		if !strings.Contains(out, "\n"+section) {
			t.Errorf("section %q is missing", section)
		}
	}
	for _, c := range out {
		if c != '\n' && (!unicode.IsGraphic(c) || unicode.Is(unicode.Cf, c)) {
			t.Fatalf("%U reached the terminal", c)
		}
	}
	if strings.Contains(out, "\nnext") {
		t.Error("a node began a line of its own")
	}
	colored := string(render(t, "text", r, Options{Verbose: true, Width: 80, Color: true}))
	if !strings.Contains(colored, "\x1b[31m") || text.StripEscape(colored) != out {
		t.Error("colour changes the text, or a node's colour was kept")
	}
}
