package formats

import "testing"

// FuzzInert: only a text in which formula finds one is changed, and each of them is.
func FuzzInert(f *testing.F) {
	for _, s := range []string{"", "a", "=1", "a;=1", "a; \"\t-1", "a=1", ";;@", "＝1", "a;b\n+1", "\v=1", "\u00a0=1", "-\xff", ";\xef\xbc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := Inert(s), formula.ReplaceAllString(s, "$1'$2"); got != want {
			t.Errorf("%q becomes %q, want %q", s, got, want)
		}
	})
}
