package strict

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/foreign"
)

// TestWrite keeps every character, and shows none that must not be seen.
func TestWrite(t *testing.T) {
	const odd = "a\x1b[2J\u0085\u009b\u00ad\u200b\u2028\u202e\ufeff\U000E0041 # x: 'y' \"z\" \\u202e"
	written, err := Write(map[string]any{"plain": "a b", odd: []string{odd, "line\nline"}})
	if err != nil {
		t.Fatal(err)
	}
	if foreign.HasHidden(strings.ReplaceAll(string(written), "\n", "")) {
		t.Errorf("hidden characters in %q", written)
	}
	root := Parse("f", written).Root
	if got := Texts(root, odd); len(got) != 2 || got[0] != odd || got[1] != "line\nline" || Text(root, "plain") != "a b" {
		t.Errorf("%q reads as %q", written, got)
	}
	if !strings.HasPrefix(string(written[strings.Index(string(written), "plain"):]), "plain: a b\n") {
		t.Errorf("what needs no quotes has some: %q", written)
	}
}
