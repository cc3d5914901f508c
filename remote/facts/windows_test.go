package facts

import "testing"

func TestWindowsName(t *testing.T) {
	for _, tt := range []struct {
		name string
		os   OS
		want string
	}{
		{"unknown", OS{}, ""},
		{"service pack", OS{Build: Build2008R2SP1, ServicePack: new(1), ProductType: ProductServer}, "Windows Server 2008 R2 SP1 (build 7601)"},
		{"domain controller", OS{Build: Build2008R2, ProductType: ProductDomainController}, "Windows Server 2008 R2 (build 7600)"},
		{"revision", OS{Build: Build2022, UBR: new(2966), ProductType: ProductServer}, "Windows Server 2022 (build 20348.2966)"},
		{"client", OS{Build: Build2025, ProductType: ProductClient}, "Windows client (build 26100)"},
		{"build without a name", OS{Build: 99999, ProductType: ProductServer}, "Windows Server (build 99999)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.os.WindowsName(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
