package report

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestWindowsName(t *testing.T) {
	ubr := 2966
	tests := []struct {
		os   facts.OS
		want string
	}{
		{facts.OS{}, ""},
		{facts.OS{Build: 7601, ServicePack: new(1), ProductType: 3}, "Windows Server 2008 R2 SP1 (build 7601)"},
		{facts.OS{Build: 7600, ProductType: 2}, "Windows Server 2008 R2 (build 7600)"},
		{facts.OS{Build: 20348, UBR: &ubr, ProductType: 3}, "Windows Server 2022 (build 20348.2966)"},
		{facts.OS{Build: 26100, ProductType: 1}, "Windows client (build 26100)"},
		{facts.OS{Build: 99999, ProductType: 3}, "Windows Server (build 99999)"},
	}
	for _, tt := range tests {
		if got := windowsName(tt.os); got != tt.want {
			t.Errorf("windowsName(%+v) = %q, want %q", tt.os, got, tt.want)
		}
	}
}
