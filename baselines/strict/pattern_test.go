package strict

import (
	"regexp"
	"strings"
	"testing"
)

// expression is a pattern as a regular expression, slow and plain.
func expression(text string, question bool) *regexp.Regexp {
	e := strings.ReplaceAll(regexp.QuoteMeta(text), `\*`, ".*")
	if question {
		e = strings.ReplaceAll(e, `\?`, ".")
	}
	return regexp.MustCompile("(?is)^" + e + "$")
}

func TestPattern(t *testing.T) {
	patterns := []string{"", "*", "**", "a", "A*", "*a", "*a*", "a*b*c", "a?c", "?", "??", "*?", "?*?", "a.c", "(a)", "ſ", "K", "ß", "ÄÖ*", "a*a*a*b", "*\n*"}
	texts := []string{"", "a", "A", "ab", "abc", "aXbYc", "ac", "a.c", "abbbc", "(A)", "s", "S", "ſ", "k", "K", "ß", "äöü", "aaaaaaaa", "aaab", "a\nb", "?", "a?c"}
	for _, p := range patterns {
		for _, question := range []bool{false, true} {
			want, got := expression(p, question), NewPattern(p, question)
			for _, text := range texts {
				if m := got.Matches(Fold(text)); m != want.MatchString(text) {
					t.Errorf("%q (%t) matches %q: %t", p, question, text, m)
				}
			}
		}
	}
}

func TestPlainPattern(t *testing.T) {
	for text, plain := range map[string]bool{"HV01": true, "HV*": false, "HV?": false, "": true} {
		name, ok := NewPattern(text, true).Plain()
		if ok != plain || ok && name != string(Fold(text)) {
			t.Errorf("%q: %q, %t", text, name, ok)
		}
	}
	if _, ok := NewPattern("what?", false).Plain(); !ok {
		t.Error("a question mark that is one")
	}
}

func FuzzPattern(f *testing.F) {
	f.Add("a*b?c*", "aXbYcZ", true)
	f.Add("*\xff*", "a\xffb", false)
	f.Fuzz(func(t *testing.T, pattern, text string, question bool) {
		pattern, text = strings.ToValidUTF8(pattern, ""), strings.ToValidUTF8(text, "")
		if got, want := NewPattern(pattern, question).Matches(Fold(text)), expression(pattern, question).MatchString(text); got != want {
			t.Errorf("%q matches %q: %t", pattern, text, got)
		}
	})
}
