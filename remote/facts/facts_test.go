package facts

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDocumentRoundTrip(t *testing.T) {
	state, ubr := PackageInstalled, 4349
	n := &Node{Format: Format, Name: "HV01", Cluster: "C", Started: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC),
		OS:        OS{Section: Section{State: Collected, Source: "q"}, Build: 7601, UBR: &ubr},
		Packages:  Packages{Searched: []string{"KB1"}, Found: []Package{{Name: "p", KB: "KB1", State: &state}}},
		ClusterOf: Cluster{Properties: map[string]int{"SameSubnetDelay": 1000}},
		Firewall:  Firewall{Policy: FirewallStore{Section: Section{State: Absent}}},
		TCP:       TCP{WMI: TCPSettings{Settings: []TCPSetting{{Key: "Chimney", Value: "0"}}}},
		Adapters: Adapters{
			Drivers: AdapterDrivers{Section: Section{State: Collected}, Found: []AdapterDriver{
				{Key: "0000", ID: "{A}", Description: "tunnel"},
				{Key: "0007", ID: "{B}", Name: "LAN 1", Description: "d", Component: `pci\ven_8086`, Characteristics: new(0x84), Detailed: true, Version: "8.4.1.1",
					Date: "5-28-2008", Provider: "p", Keywords: map[string]string{"*RSS": "1"}, PnPCapabilities: new(0)},
			}},
			IP: AdapterAddresses{Found: []AdapterAddress{{ID: "{B}", InterfaceIndex: 11, Description: "d", Service: "E1G60", IPEnabled: true,
				Addresses: []string{"10.0.0.1/24"}, Gateways: []string{"10.0.0.254"}, RegistersInDNS: new(false)}}},
		},
		Drivers: Drivers{Asked: []string{"NetFT"}, Found: []Service{{Name: "NetFT", State: "Running", StartMode: "Manual"}}},
		IPv6:    IPv6{DisabledComponents: new(uint32(0xffffffff))},
		Antivirus: Antivirus{
			Local:   Exclusions{Section: Section{State: Collected}, Paths: []string{`%SystemRoot%\Cluster`}, Processes: []string{"rhs.exe"}},
			Policy:  Exclusions{Section: Section{State: Absent}},
			Filters: FilterDrivers{Found: []FilterDriver{{Service: "WdFilter", Altitude: "328010"}}},
		},
	}
	var b bytes.Buffer
	if err := n.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(n, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadRefuses(t *testing.T) {
	const what = "not a document of collected facts: "
	for _, tt := range []struct{ name, document, want string }{
		{"empty", " \n", what + "it is empty"},
		{"not JSON", "hello", what + "line 1 is not JSON"},
		{"not JSON later", "{\"format\": 1,\n\"name\": s3cret}", what + "line 2 is not JSON"},
		{"cut off", `{"format":1,"name":"s3cr`, what + "it is cut off"},
		{"unknown field", "{\"format\":1,\n\"name\":\"a\",\"verdict\":\"s3cret\"}", what + `line 2: unknown key "verdict"`},
		{"unknown field of a list", "{\"hotfixes\":{\"installed\":[{\"id\":\"KB1\"},\n{\"Id\":\"KB2\"}]}}", what + `line 2: unknown key "Id"; upper and lower case differ: write "id"`},
		{"another case", "{\"format\":1,\n\"Name\":\"s3cret\"}", what + `line 2: unknown key "Name"; upper and lower case differ: write "name"`},
		{"another case of a promoted field", `{"os":{"State":"collected"}}`, what + `line 1: unknown key "State"; upper and lower case differ: write "state"`},
		{"a letter that folds", `{"adapter\u017f":{}}`, what + `line 1: unknown key "adapterſ"; upper and lower case differ: write "adapters"`},
		{"twice", "{\"name\":\"a\",\n\"name\":\"s3cret\"}", what + `line 2: the key "name" is written twice, first in line 1`},
		{"twice, escaped", "{\"name\":\"a\",\"os\":{\"build\":1,\n\n\"b\\u0075ild\":2}}", what + `line 3: the key "build" is written twice, first in line 1`},
		{"twice in a map", `{"cluster_properties":{"properties":{"A":1,"a":2,"A":1}}}`, what + `line 1: the key "A" is written twice, first in line 1`},
		{"twice where no mapping belongs", `{"name":{"x":1,"x":2}}`, what + `line 1: the key "x" is written twice, first in line 1`},
		{"a long key", `{"` + strings.Repeat("k", 100) + `":1}`, what + `line 1: unknown key "` + strings.Repeat("k", 60) + `"...`},
		{"deep", `{"name":` + strings.Repeat("[", 1_000_000), what + "line 1 is not JSON"},
		{"text for a number", "{\"format\":1,\n\"os\":{\"build\":\"s3cret\"}}", what + "line 2: os.build is text, not a whole number"},
		{"a large number", `{"format":1,"os":{"build":1e99}}`, what + "line 1: os.build is the number 1e99, not a whole number"},
		{"a list for a mapping", `{"format":1,"os":["s3cret"]}`, what + "line 1: os is a list, not a mapping"},
		{"a mapping for a list", `{"format":1,"baselines":{"s3cret":1}}`, what + "line 1: baselines is a mapping, not a list"},
		{"a number for text", `{"format":1,"name":7}`, what + "line 1: name is a number, not text"},
		{"truth for text", `{"format":1,"name":true}`, what + "line 1: name is true or false, not text"},
		{"a time", `{"format":1,"started":"s3cret"}`, what + "a time is not written like 2026-03-01T10:00:00Z"},
		{"another document", `["s3cret"]`, what + "line 1: the document is a list, not a mapping"},
		{"another format", `{"format":2,"name":"a"}`, "format 2 instead of 1: collect the node again with this version"},
		{"no name", `{"format":1}`, "the document names no node"},
		{"something after", `{"format":1,"name":"a"} {}`, "there is something after the document"},
		{"too large", strings.Repeat(" ", MaxDocument+1), fmt.Sprintf("the document is larger than %d bytes", MaxDocument)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Read(strings.NewReader(tt.document)); err == nil || err.Error() != tt.want {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}

func TestGap(t *testing.T) {
	denied := &Problem{Message: "access is denied"}
	tests := []struct {
		name string
		s    Section
		rows int
		want string
	}{
		{"collected", Section{State: Collected, Source: "q"}, 1, ""},
		{"collected in spite of a problem", Section{State: Collected, Problem: denied}, 1, ""},
		{"no rows", Section{State: Collected, Source: "q"}, 0, "the services (q): the answer was empty, which no healthy node gives"},
		{"failed", Section{State: Failed, Source: "q", Problem: denied}, 1, "the services (q): access is denied"},
		{"failed, without a reason", Section{State: Failed}, 1, "the services: could not be read"},
		{"absent", Section{State: Absent, Source: "q"}, 0, "the services (q): absent from the node"},
		{"not asked", Section{}, 1, "the services: not read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.s.Gap("the services", tt.rows).Text; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestVersion(t *testing.T) {
	for text, branch := range map[string]Branch{
		"6.1.7601.17514": GDR, "6.1.7601.18999": GDR, "6.1.7601.21928": LDR, "6.1.7600.20930 (win7_ldr)": LDR,
		"6.1.7601.23403": UnknownBranch, "6.1.7601.24545": UnknownBranch, "6.1.7601.19045": UnknownBranch,
	} {
		v, err := ParseVersion(text)
		if err != nil {
			t.Fatal(err)
		}
		if v.Branch() != branch {
			t.Errorf("%s is of branch %q, want %q", text, v.Branch(), branch)
		}
	}
	for _, bad := range []string{"", "6.1.7601", "6.1.7601.x", "6.1.7601.70000", "6.1.7601.-1", "6.1.7601.1.2"} {
		if _, err := ParseVersion(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func FuzzParseVersion(f *testing.F) {
	f.Add("6.1.7601.21928 (win7sp1_ldr.110321-1502)")
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseVersion(s)
		if err != nil {
			return
		}
		again, err := ParseVersion(v.String())
		if err != nil || again != v {
			t.Errorf("%q gives %v, which gives %v, %v", s, v, again, err)
		}
	})
}
