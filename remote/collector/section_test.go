package collector

import (
	"strings"
	"testing"
)

func TestQuote(t *testing.T) {
	tests := []struct{ in, want string }{
		{"ERROR: x.\r\nmore\r\n", `"ERROR: x."`},
		{"\x1b[31mred\x07\xff", "\"[31mred\uFFFD\""},
		{strings.Repeat("ä", 200), `"` + strings.Repeat("ä", 120) + `..."`},
	}
	for _, tt := range tests {
		if got := quote(tt.in); got != tt.want {
			t.Errorf("quote(%q) = %s, want %s", tt.in, got, tt.want)
		}
	}
}
