package windows

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNetworkTables(t *testing.T) {
	n := Server2019("NODE")
	n.RoundTrips = map[string]int{"10.20.0.11": 40, "10.20.0.99": 2, "10.10.0.12": -1}
	workgroup := Server2012("ALONE")
	workgroup.OS.Domain = ""
	public := Server2022("PUBLIC")
	public.Adapters = []Adapter{{Network: "Production", Category: "public"}}
	const ping = "SELECT Address,ResponseTime,StatusCode FROM Win32_PingStatus WHERE Timeout=2500 AND "
	for _, tt := range []struct {
		name, space, query string
		node               *Node
		want               []string
	}{
		{"profiles", "root/StandardCimv2", "SELECT InterfaceIndex,InterfaceAlias,Name,NetworkCategory FROM MSFT_NetConnectionProfile", n, []string{
			"InterfaceAlias=Heartbeat InterfaceIndex=14 Name=contoso.example NetworkCategory=2",
			"InterfaceAlias=Production InterfaceIndex=15 Name=contoso.example NetworkCategory=2"}},
		{"adapters have the same index", "root/cimv2", "SELECT InterfaceIndex FROM Win32_NetworkAdapterConfiguration WHERE ServiceName='synthnic'", n, []string{"InterfaceIndex=14", "InterfaceIndex=15"}},
		{"no domain", "root/StandardCimv2", "SELECT Name,NetworkCategory FROM MSFT_NetConnectionProfile WHERE InterfaceIndex=14", workgroup, []string{"Name=Unidentified network NetworkCategory=0"}},
		{"described", "root/StandardCimv2", "SELECT Name,NetworkCategory FROM MSFT_NetConnectionProfile", public, []string{
			"Name=contoso.example NetworkCategory=2", "Name=Unidentified network NetworkCategory=0"}},
		{"slow, usual, described, lost and foreign addresses", "root/cimv2",
			ping + "(Address='10.20.0.11' OR Address='10.10.0.11' OR Address='10.20.0.99' OR Address='10.10.0.12' OR Address='192.0.2.1')", n, []string{
				"Address=10.20.0.11 ResponseTime=40 StatusCode=0", "Address=10.10.0.11 ResponseTime=1 StatusCode=0", "Address=10.20.0.99 ResponseTime=2 StatusCode=0",
				"Address=10.10.0.12 ResponseTime=null StatusCode=11010", "Address=192.0.2.1 ResponseTime=null StatusCode=11010"}},
		{"no address is named", "root/cimv2", "SELECT Address FROM Win32_PingStatus", n, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := build(t, tt.node).Query(tt.space, tt.query)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, joinRows(rows)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNetworkList(t *testing.T) {
	out, _, exit := build(t, Server2008R2("HV01")).Run(`reg query "HKLM\` + keyNetworks + `" /s`)
	for _, value := range []string{"ProfileName    REG_SZ    contoso.example", "Managed    REG_DWORD    0x1", "Category    REG_DWORD    0x2"} {
		if !strings.Contains(string(out), "    "+value+crlf) {
			t.Errorf("exit %d, no %s in %s", exit, value, out)
		}
	}
}
