package flags

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestListed breaks between targets only, and cleans what a host says.
func TestListed(t *testing.T) {
	tests := []struct {
		name  string
		words []string
		width int
		want  []string
	}{
		{"one", []string{"HV01:5985"}, 20, []string{"  HV01:5985"}},
		{"two that fit", []string{"HV01:5985", "HV02:5985"}, 22, []string{"  HV01:5985, HV02:5985"}},
		{"two that do not", []string{"HV01:5985", "HV02:5985"}, 21, []string{"  HV01:5985,", "  HV02:5985"}},
		{"a longer one", []string{"A", "HV01 at hv01.contoso.example:5985", "B", "C"}, 10, []string{"  A,", "  HV01 at hv01.contoso.example:5985,", "  B, C"}},
		{"wide characters", []string{"サーバー1", "サーバー2"}, 20, []string{"  サーバー1,", "  サーバー2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, listed(tt.words, tt.width)); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, tt := range []struct {
		name, address string
		want          string
	}{
		{"HV01", "HV01", "HV01:5985"},
		{"HV01", "hv01.contoso.example", "hv01.contoso.example:5985"},
		{"HV01.contoso.example", "hv01.contoso.example", "hv01.contoso.example:5985"},
		{"HV01", "192.0.2.1", "HV01 at 192.0.2.1:5985"},
		{"HV01", "2001:db8::1", "HV01 at [2001:db8::1]:5985"},
		{"HV01", "hv011.contoso.example", "HV01 at hv011.contoso.example:5985"},
		{"HV\x1b[2J\u202e01", "192.0.2.1", "HV\ufffd[2J01 at 192.0.2.1:5985"},
	} {
		if got := target(tt.name, tt.address, 5985); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
