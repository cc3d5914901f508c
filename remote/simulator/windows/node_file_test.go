package windows

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLoadNodes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nodes.yaml")
	// Synthetic descriptions.
	text := `
name: HV01
preset: ws2008r2-sp1
language: de
account: {domain: CONTOSO, user: scan}
conduct: {latency: 20ms}
files: {'%SystemRoot%\System32\nlasvc.dll': 6.1.7601.17514}
tcp: {rows: [{key: chimney, value: automatic}]}
denied: ['HKLM\SOFTWARE\Policies']
---
name: SMALL
os: {build: 20348, ubr: 5256, caption: Windows Server, last_boot: 2026-11-01T04:00:00Z}
registry:
  - {key: 'HKLM\SOFTWARE\Vendor', name: Level, type: REG_DWORD, data: 3}
tables:
  root/StandardCimv2:
    MSFT_NetAdapter: [{Name: NIC1, Speed: 10}]
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	nodes, err := LoadNodes(path)
	if err != nil {
		t.Fatal(err)
	}
	hv, small := nodes[0], nodes[1]
	if len(nodes) != 2 || hv.Account.User != "scan" || hv.Conduct.Latency.Milliseconds() != 20 || hv.Language != "de" {
		t.Errorf("%+v", hv)
	}
	if len(hv.TCP.Rows) != 1 || len(hv.Files) < 2 || hv.Files[`%SystemRoot%\System32\nlasvc.dll`] != "6.1.7601.17514" {
		t.Errorf("rows %v, files %v: a list must replace that of the preset and a map add to it", hv.TCP.Rows, hv.Files)
	}
	out, _, _ := build(t, small).Run(`reg query HKLM\SOFTWARE\Vendor /v Level & ver`)
	for _, want := range []string{"    Level    REG_DWORD    0x3\r\n", "[Version 10.0.20348.5256]"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q has no %q", out, want)
		}
	}
}

func TestDescriptionErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key", "name: A\nos: {build: 7601}\nlangauge: de\n", "line 3: field langauge not found"},
		{"wrong type", "name: A\nos: {build: many}\n", "line 2: cannot unmarshal"},
		{"unknown preset", "name: A\npreset: ws2003\n", `unknown preset "ws2003"`},
		{"unknown language", "name: A\nos: {build: 7601}\nlanguage: fr\n", `build node "A": unknown language "fr", known are de, en, ja, ru`},
		{"unknown profile", "name: A\nos: {build: 7601}\nfirewall: {profiles: {home: {}}}\n", `firewall: unknown profile "home"`},
		{"no build", "name: A\n", "no name or no OS build"},
		{"the same name", "name: A\nos: {build: 7601}\n---\nname: A\nos: {build: 7601}\n", `node "A" is described twice`},
		{"nothing", "", "no node is described"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := parseNodes([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}
