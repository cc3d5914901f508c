package strict

import "testing"

func TestPositionString(t *testing.T) {
	for _, tt := range []struct {
		name string
		at   Position
		want string
	}{
		{"nowhere", Position{}, ""},
		{"a file", Position{File: "site.yaml"}, "site.yaml"},
		{"a line", Position{File: "site.yaml", Line: 12, Column: 5}, "site.yaml:12"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.at.String(); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
