package collector

import (
	"fmt"
	"maps"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// GUIDs of the synthetic node's adapters.
const (
	tunnelID    = "{E28D896F-9EA8-433A-9C10-66C97C19A921}"
	heartbeatID = "{698E50A9-4F58-4D86-B61D-F42E58DCACF6}"
	lanID       = "{6AAFC9A9-0542-4DB2-8760-CCFFA953737C}"
)

// searchOf is the synthetic output of a search for a value, by the path of the
// key below the one that was searched.
func searchOf(key, value, kind string, found ...string) string {
	var b strings.Builder
	b.WriteString("\r\n")
	for i := 0; i < len(found); i += 2 {
		b.WriteString(full(key) + `\` + found[i] + "\r\n    " + value + "    " + kind + "    " + found[i+1] + "\r\n\r\n")
	}
	return b.String() + fmt.Sprintf("End of search: %d match(es) found.\r\n", len(found)/2)
}

// classSearch is a search of the adapters' class, in which a key was denied.
func classSearch(value, kind string, found ...string) string {
	text := searchOf(remote.KeyAdapterClass, value, kind, found...)
	return strings.Replace(text, "End of search", "ERROR: Access is denied.\r\n\r\nEnd of search", 1)
}

func classValue(value string) remote.Command {
	return remote.RegQueryTreeValue(remote.KeyAdapterClass, value)
}

// unsuccessful are the commands that print what they find and fail all the same.
func unsuccessful() map[remote.Command]bool {
	failing := map[remote.Command]bool{}
	for _, value := range []string{interfaceGUID, driverText, componentID, characteristics} {
		failing[classValue(value)] = true
	}
	return failing
}

// adapterOutputs is what the node prints of its adapters: a tunnel and two
// devices. It is synthetic, after a recorded class.
func adapterOutputs() map[remote.Command]string {
	names := remote.RegQueryTreeValue(remote.KeyAdapterNames, connectionName)
	outputs := map[remote.Command]string{
		remote.RegQuery(remote.KeyAdapterClass): listing(remote.KeyAdapterClass,
			[]string{"(Default)    REG_SZ    Network adapters", "Class    REG_SZ    Net"}, "0000", "0007", "0012", "Configuration", "Properties"),
		classValue(interfaceGUID):   classSearch(interfaceGUID, "REG_SZ", "0000", tunnelID, "0007", strings.ToLower(lanID), "0012", heartbeatID),
		classValue(driverText):      classSearch(driverText, "REG_SZ", "0000", "WAN Miniport (SSTP)", "0007", "Intel", "0012", "Intel #2"),
		classValue(componentID):     classSearch(componentID, "REG_SZ", "0000", "ms_sstpminiport", `0007`, `pci\ven_8086&dev_100f`, `0012`, `pci\ven_8086&dev_100f`),
		classValue(characteristics): classSearch(characteristics, "REG_DWORD", "0000", "0x29", "0007", "0x84", "0012", "0x84"),
		names: searchOf(remote.KeyAdapterNames, connectionName, "REG_SZ",
			lanID+`\Connection`, "LAN 1", strings.ToLower(heartbeatID)+`\Connection`, "Heartbeat", `Descriptions`, "no adapter"),
	}
	maps.Copy(outputs, map[remote.Command]string{
		adapterListing("0007"): listing(adapterKey("0007"), keyValues(strings.ToLower(lanID), "PnPCapabilities    REG_DWORD    0x18"), "Linkage", "Ndi"),
		adapterListing("0012"): listing(adapterKey("0012"), keyValues(heartbeatID), "Linkage", "Ndi"),
	})
	return outputs
}

func adapterListing(number string) remote.Command { return remote.RegQuery(adapterKey(number)) }

func keyValues(id string, more ...string) []string {
	return append([]string{
		"*RSS    REG_SZ    1", "*TCPConnectionOffloadIPv4    REG_SZ    0", "*IfType    REG_DWORD    0x6", "VlanID    REG_SZ    20", "TxIntDelay    REG_SZ    28",
		"DriverVersion    REG_SZ    8.4.1.1", "DriverDate    REG_SZ    5-28-2008", "ProviderName    REG_SZ    Intel",
		"NetCfgInstanceId    REG_SZ    " + id, "Bind    REG_MULTI_SZ    a\\0b",
	}, more...)
}

// antivirusOutputs is synthetic.
func antivirusOutputs() map[remote.Command]string {
	local, policy := remote.KeyDefenderExclusions, remote.KeyPolicyDefender+`\Exclusions`
	return map[remote.Command]string{
		remote.RegFindKeys(remote.KeyMicrosoft, "Windows"): listing(remote.KeyMicrosoft, nil, "Windows", "Windows Defender", "Windows NT") +
			"\r\nEnd of search: 3 match(es) found.\r\n",
		remote.RegQuery(remote.KeyDefender): listing(remote.KeyDefender, nil, "Exclusions", "Features"),
		remote.RegQueryTree(local): full(local) + "\r\n\r\n" + listing(local+`\Paths`, []string{
			`(Default)    REG_SZ    `, `%SystemRoot%\Cluster    REG_DWORD    0x0`, `C:\ClusterStorage    REG_DWORD    0x0`}) +
			listing(local+`\Processes`, []string{`rhs.exe    REG_DWORD    0x0`, `clussvc.exe    REG_DWORD    0x0`}),
		remote.RegQueryTree(remote.KeyPolicyDefender): listing(policy, []string{`Exclusions_Paths    REG_DWORD    0x1`}) +
			listing(policy+`\Paths`, []string{`Q:\Cluster    REG_SZ    0`}),
		filterCommands()[0]: searchOf(remote.KeyServices, altitude, "REG_SZ", `luafv\Instances\luafv`, "135000",
			`FileInfo\Instances\FileInfo`, "45000", `WdFilter\Parameters\Instances\WdFilter Instance`, "328010", `Other\Settings`, "high"),
	}
}

func ipv6Output() string {
	return listing(remote.KeyIPv6, []string{"Dhcpv6DUID    REG_BINARY    00010001"}, "Interfaces")
}

func addressRows() []remote.Row {
	return []remote.Row{
		{"SettingID": {heartbeatID}, "InterfaceIndex": {"14"}, "Description": {"Intel #2"}, "ServiceName": {"E1G60"}, "IPEnabled": {"true"},
			"IPAddress": {"10.0.0.1", "fe80::1", "10.0.0.9"}, "IPSubnet": {"255.255.255.0", "64", "255.255.255.252"}, "FullDNSRegistrationEnabled": {"false"}},
		{"SettingID": {tunnelID}, "InterfaceIndex": {"2"}, "Description": {"WAN Miniport (SSTP)"}, "ServiceName": {"RasSstp"}, "IPEnabled": {"false"}},
		{"SettingID": {lanID}, "InterfaceIndex": {"11"}, "Description": {"Intel"}, "ServiceName": {"E1G60"}, "IPEnabled": {"true"},
			"IPAddress": {"0.0.0.0"}, "IPSubnet": {"0.0.0.0"}, "DefaultIPGateway": {"10.1.0.1"}, "FullDNSRegistrationEnabled": {"true"}},
	}
}

// adapterFacts is what is read of all that.
func adapterFacts() facts.Adapters {
	keywords := map[string]string{"*RSS": "1", "*TCPConnectionOffloadIPv4": "0", "*IfType": "6", "VlanID": "20"}
	const component = `pci\ven_8086&dev_100f`
	return facts.Adapters{
		Drivers: facts.AdapterDrivers{Found: []facts.AdapterDriver{
			{Key: "0000", ID: tunnelID, Description: "WAN Miniport (SSTP)", Component: "ms_sstpminiport", Characteristics: new(0x29)},
			{Key: "0007", ID: lanID, Name: "LAN 1", Description: "Intel", Component: component, Characteristics: new(0x84), Detailed: true, Further: true,
				Version: "8.4.1.1", Date: "5-28-2008", Provider: "Intel", Keywords: keywords, PnPCapabilities: new(24)},
			{Key: "0012", ID: heartbeatID, Name: "Heartbeat", Description: "Intel #2", Component: component, Characteristics: new(0x84), Detailed: true, Further: true,
				Version: "8.4.1.1", Date: "5-28-2008", Provider: "Intel", Keywords: keywords},
		}},
		IP: facts.AdapterAddresses{Found: []facts.AdapterAddress{
			{ID: tunnelID, InterfaceIndex: 2, Description: "WAN Miniport (SSTP)", Service: "RasSstp"},
			{ID: lanID, InterfaceIndex: 11, Description: "Intel", Service: "E1G60", IPEnabled: true, Gateways: []string{"10.1.0.1"}, RegistersInDNS: new(true)},
			{ID: heartbeatID, InterfaceIndex: 14, Description: "Intel #2", Service: "E1G60", IPEnabled: true,
				Addresses: []string{"10.0.0.1/24", "fe80::1/64", "10.0.0.9/30"}, RegistersInDNS: new(false)},
		}},
	}
}

func antivirusFacts() facts.Antivirus {
	return facts.Antivirus{
		Local:  facts.Exclusions{Paths: []string{`%SystemRoot%\Cluster`, `C:\ClusterStorage`}, Processes: []string{"clussvc.exe", "rhs.exe"}},
		Policy: facts.Exclusions{Paths: []string{`Q:\Cluster`}},
		Filters: facts.FilterDrivers{Found: []facts.FilterDriver{
			{Service: "FileInfo", Altitude: "45000"}, {Service: "WdFilter", Altitude: "328010"}, {Service: "luafv", Altitude: "135000"},
		}},
	}
}
