package collector

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

// A row that is not understood is not left out: without it, a second address in
// a subnet would look like the only one.
func TestAddressesThatCannotBeRead(t *testing.T) {
	for name, change := range map[string]remote.Row{
		"more addresses than subnets": {"IPAddress": {"10.0.0.1", "10.0.0.2"}, "IPSubnet": {"255.255.255.0"}},
		"a mask with a hole":          {"IPAddress": {"10.0.0.1"}, "IPSubnet": {"255.0.255.0"}},
		"a number for IPv4":           {"IPAddress": {"10.0.0.1"}, "IPSubnet": {"24"}},
		"a mask for IPv6":             {"IPAddress": {"fe80::1"}, "IPSubnet": {"255.255.255.0"}},
		"too many bits":               {"IPAddress": {"fe80::1"}, "IPSubnet": {"129"}},
		"a negative number of bits":   {"IPAddress": {"fe80::1"}, "IPSubnet": {"-1"}},
		"no address":                  {"IPAddress": {"node1\x1b[2J"}, "IPSubnet": {"255.255.255.0"}},
		"no gateway":                  {"DefaultIPGateway": {"router"}},
		"IPEnabled is null":           {"IPEnabled": nil},
		"IPEnabled is no boolean":     {"IPEnabled": {"yes"}},
	} {
		t.Run(name, func(t *testing.T) {
			rows := addressRows()
			for property, value := range change {
				rows[1][property] = value
			}
			ip := collect(t, withRows("Win32_NetworkAdapterConfiguration", rows...), facts.Request{Adapters: true}).Adapters.IP
			if ip.State != facts.Failed || ip.Problem.Kind != kindNotCredible || ip.Found != nil {
				t.Errorf("%s %+v: %+v", ip.State, ip.Problem, ip.Found)
			}
		})
	}
}

func TestAddressesInOtherForms(t *testing.T) {
	row := remote.Row{"SettingID": {"698e50a9-4f58-4d86-b61d-f42e58dcacf6"}, "IPEnabled": {" TRUE "},
		"IPAddress": {"FE80::00A1", "::", "10.0.0.1"}, "IPSubnet": {"64", "0", "255.255.255.255"}, "DefaultIPGateway": {"0.0.0.0", "FE80::1"}}
	ip := collect(t, withRows("Win32_NetworkAdapterConfiguration", row), facts.Request{Adapters: true}).Adapters.IP
	if ip.State != facts.Collected || len(ip.Found) != 1 {
		t.Fatalf("%+v", ip)
	}
	a := ip.Found[0]
	if a.ID != heartbeatID || !a.IPEnabled || len(a.Addresses) != 2 || a.Addresses[0] != "fe80::a1/64" || a.Addresses[1] != "10.0.0.1/32" ||
		len(a.Gateways) != 1 || a.Gateways[0] != "fe80::1" || a.RegistersInDNS != nil {
		t.Errorf("%+v", a)
	}
}

// FuzzReadPrefixes: what is read is as many prefixes as there are addresses, or
// fewer where one is unspecified, and each has its address in it.
func FuzzReadPrefixes(f *testing.F) {
	f.Add("10.0.0.1", "255.255.255.0")
	f.Add("fe80::1%eth0", "64")
	f.Add("::ffff:10.0.0.1", "96")
	f.Fuzz(func(t *testing.T, address, subnet string) {
		prefixes, problem := readPrefixes([]string{address, address}, []string{subnet, subnet})
		if problem != nil && prefixes != nil || len(prefixes) == 1 {
			t.Errorf("%q %+v", prefixes, problem)
		}
		for _, p := range prefixes {
			if again, problem := readPrefixes([]string{address}, []string{subnet}); problem != nil || again[0] != p {
				t.Errorf("%q, then %q", p, again)
			}
		}
	})
}

// Every adapter of a recorded answer is understood, the one with an address
// among them.
func TestRecordedAddresses(t *testing.T) {
	var rows []remote.Row
	for _, page := range []string{"0", "1"} {
		rows = append(rows, recordedRows(t, "wsman/txwinrm__server_2008__Win32_NetworkAdapterConfiguration_star_00"+page+".xml")...)
	}
	ip := collect(t, withRows("Win32_NetworkAdapterConfiguration", rows...), facts.Request{Adapters: true}).Adapters.IP
	if ip.State != facts.Collected || len(ip.Found) != 14 {
		t.Fatalf("%d adapters, %+v", len(ip.Found), ip.Section)
	}
	for _, a := range ip.Found {
		if !bracedGUID.MatchString(a.ID) || a.InterfaceIndex == 0 || a.Service == "" || a.IPEnabled != (a.InterfaceIndex == 13) {
			t.Errorf("%+v", a)
		}
		if a.IPEnabled && (!slices.Equal(a.Addresses, []string{"10.30.40.69/24"}) || !slices.Equal(a.Gateways, []string{"10.30.40.1"}) || !*a.RegistersInDNS) {
			t.Errorf("%+v", a)
		}
	}
}

// recordedRows reads the instances of a recorded page as a session would.
func recordedRows(t *testing.T, file string) []remote.Row {
	t.Helper()
	var rows []remote.Row
	d := xml.NewDecoder(bytes.NewReader(corpus.File(t, file)))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "Win32_NetworkAdapterConfiguration" {
			continue
		}
		var item struct {
			Properties []struct {
				XMLName xml.Name
				Nil     bool   `xml:"nil,attr"`
				Text    string `xml:",chardata"`
			} `xml:",any"`
		}
		if err := d.DecodeElement(&item, &start); err != nil {
			t.Fatal(err)
		}
		row := remote.Row{}
		for _, p := range item.Properties {
			if !p.Nil {
				row[p.XMLName.Local] = append(row[p.XMLName.Local], p.Text)
			}
		}
		rows = append(rows, row)
	}
}
