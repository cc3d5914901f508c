package inventory

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFromNames(t *testing.T) {
	tests := []struct {
		name     string
		settings Settings
		host     string
		want     Settings
	}{
		{"HV01", Settings{}, "HV01", Settings{Port: 5985, Transport: "http", Auth: "ntlm"}},
		{"HV01", Settings{Transport: "https", Auth: "basic", User: "audit", CAFile: "ca.pem"}, "HV01", Settings{Port: 5986, Transport: "https", Auth: "basic", User: "audit", CAFile: "ca.pem"}},
		{"HV01", Settings{Port: 80}, "HV01", Settings{Port: 80, Transport: "http", Auth: "ntlm"}},
		{"hv01.contoso.example:15985", Settings{Port: 80}, "hv01.contoso.example", Settings{Port: 15985, Transport: "http", Auth: "ntlm"}},
		{"192.0.2.1:1", Settings{}, "192.0.2.1", Settings{Port: 1, Transport: "http", Auth: "ntlm"}},
		{"2001:db8::1", Settings{}, "2001:db8::1", Settings{Port: 5985, Transport: "http", Auth: "ntlm"}},
		{"[2001:db8::1]:65535", Settings{}, "2001:db8::1", Settings{Port: 65535, Transport: "http", Auth: "ntlm"}},
		{"[fe80::1%eth0]:5986", Settings{}, "fe80::1%eth0", Settings{Port: 5986, Transport: "http", Auth: "ntlm"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := FromNames("FIELDREPORT", []string{tt.name}, tt.settings)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]Node{{tt.host, "FIELDREPORT", tt.host, tt.want, nil, ""}}, got); diff != "" {
				t.Error(diff)
			}
			if _, err := Format(got, "i.yaml"); err != nil {
				t.Errorf("an inventory refuses it: %v", err)
			}
		})
	}
}

func TestInvalidNames(t *testing.T) {
	const hint = "; write it like HV01, HV01:5986 or [2001:db8::1]:5986"
	tests := []struct {
		name     string
		names    []string
		settings Settings
		want     []string
	}{
		{"empty", []string{""}, Settings{}, []string{`"" is not a host name or address` + hint}},
		{"only a port", []string{":5985"}, Settings{}, []string{`":5985" is not a host name or address` + hint}},
		{"address of a page", []string{"http://hv01/wsman"}, Settings{}, []string{`"http://hv01/wsman" is not a host name or address` + hint}},
		{"brackets without a port", []string{"[2001:db8::1]"}, Settings{}, []string{`"[2001:db8::1]" is not a host name or address` + hint}},
		{"space and control", []string{"HV 01", "HV\x1b01"}, Settings{}, []string{
			`"HV 01" is not a host name or address` + hint,
			`"HV\x1b01" is not a host name or address` + hint,
		}},
		{"port 0", []string{"HV01:0"}, Settings{}, []string{`port "0" of node "HV01:0" is not a number from 1 to 65535`}},
		{"port too large", []string{"HV01:65536"}, Settings{}, []string{`port "65536" of node "HV01:65536" is not a number from 1 to 65535`}},
		{"port missing", []string{"HV01:"}, Settings{}, []string{`port "" of node "HV01:" is not a number from 1 to 65535`}},
		{"twice", []string{"HV01", "HV02", "hv01:5986"}, Settings{}, []string{`node "hv01" is named twice`}},
		{"settings", []string{"HV01"}, Settings{Transport: "x"}, []string{`the setting transport "x" is neither http nor https`}},
		{"basic over http", []string{"HV01"}, Settings{Auth: "basic"}, []string{"Basic over http would send the password in clear; set transport to https"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			nodes, err := FromNames("FIELDREPORT", tt.names, tt.settings)
			if err == nil {
				t.Fatalf("got %v", nodes)
			}
			if diff := cmp.Diff(tt.want, lines(t, err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
