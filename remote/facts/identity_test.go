package facts

import "testing"

func TestAskedFor(t *testing.T) {
	tests := []struct{ name, host, address, want string }{
		{"HV01", "", "192.0.2.1:5985", "HV01"},
		{"hv01.contoso.example", "", "hv01.contoso.example:5985", "hv01.contoso.example"},
		{"sql-a", "SQL01", "192.0.2.1:5985", "SQL01"},
		{"192.0.2.1", "SQL01", "192.0.2.1:5985", "SQL01"},
		{"192.0.2.1", "", "192.0.2.1:5985", ""},
		{"2001:db8::1", "", "[2001:db8::1]:5986", ""},
		{"fe80::1%12", "", "[fe80::1%12]:5986", ""},
		{"192.0.2.1", "", "hv01:5985", "hv01"},
		{"127.1", "", "127.1:5985", ""},
		{"0x7f000001", "", "0x7f000001:5985", ""},
		{"localhost", "", "localhost:5985", ""},
		{"hv01.localhost.", "", "", ""},
		{"0xHV01", "", "", "0xHV01"},
		{"DB01", "", "", "DB01"},
		{"192.0.2.1", "", "", ""},
		{"", "", "", ""},
	}
	for _, tt := range tests {
		n := &Node{Name: tt.name, Host: tt.host, Address: tt.address}
		if got := n.AskedFor(); got != tt.want {
			t.Errorf("%q with host %q at %q was asked for as %q, want %q", tt.name, tt.host, tt.address, got, tt.want)
		}
	}
}

func TestFullName(t *testing.T) {
	domain, none := "contoso.example", ""
	tests := []struct {
		os   OS
		want string
	}{
		{OS{HostName: "HV01", Domain: &domain}, "HV01.contoso.example"},
		{OS{HostName: "HV01", Domain: &none}, "HV01"},
		{OS{HostName: "HV01"}, "HV01"},
		{OS{HostName: "CORPORATE-MAIL-", DNSHostName: "corporate-mail-server", Domain: &domain}, "corporate-mail-server.contoso.example"},
		{OS{Domain: &domain}, ""},
	}
	for _, tt := range tests {
		if got := tt.os.FullName(); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.os, got, tt.want)
		}
	}
}
