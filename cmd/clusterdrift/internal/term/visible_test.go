package term

import (
	"errors"
	"strings"
	"testing"
)

func TestVisible(t *testing.T) {
	tests := []struct {
		name, in string
		colored  bool
		want     string
	}{
		{"text", "a\tb\r\n漢字 🗝 e\u0301\n", false, "a\tb\r\n漢字 🗝 e\u0301\n"},
		{"controls", "a\x00\x07\x7f\u0085\u009bb", false, "a\ufffd\ufffd\ufffd\ufffd\ufffdb"},
		{"direction and invisible", "a\u202eb\u200bc\u061cd\ufeff", false, "abcd"},
		{"separators", "a\u2028b\u2029c", false, "a\ufffdb\ufffdc"},
		{"not UTF-8", "a\xff\xe6\xbcb", false, "a\ufffd\ufffd\ufffdb"},
		{"carriage return", "a\rb\r", false, "a\ufffdb\ufffd"},
		{"colour where there is none", "\x1b[31mred\x1b[0m", false, "\ufffd[31mred\ufffd[0m"},
		{"colour", "\x1b[31;1mred\x1b[0m", true, "\x1b[31;1mred\x1b[0m"},
		{"other sequences", "\x1b[2J\x1b]0;x\x07\x1b", true, "\ufffd[2J\ufffd]0;x\ufffd\ufffd"},
		{"cut off", "a\xe6\xbc", false, "a\ufffd"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for size := 1; size <= len(tt.in); size++ {
				var out strings.Builder
				v := &Visible{w: &out, colored: func() bool { return tt.colored }}
				for at := 0; at < len(tt.in); at += size {
					part := tt.in[at:min(at+size, len(tt.in))]
					if n, err := v.Write([]byte(part)); n != len(part) || err != nil {
						t.Fatalf("%d, %v", n, err)
					}
				}
				v.End()
				if got := out.String(); got != tt.want {
					t.Errorf("in pieces of %d: %q, want %q", size, got, tt.want)
				}
			}
		})
	}
}

type brokenPipe struct{}

var errBroken = errors.New("broken pipe")

func (brokenPipe) Write([]byte) (int, error) { return 0, errBroken }

func TestVisibleReportsErrors(t *testing.T) {
	if _, err := (&Visible{w: brokenPipe{}}).Write([]byte("x")); !errors.Is(err, errBroken) {
		t.Errorf("error %v", err)
	}
}
