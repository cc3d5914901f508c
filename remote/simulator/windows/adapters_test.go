package windows

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

// text gives a value of an adapter's key.
func (k *regKey) text(name string) string {
	if i := k.indexOf(name); i >= 0 {
		return k.values[i].text()
	}
	return ""
}

// classKeys are the keys of the device class by the GUID of the interface.
func classKeys(t *testing.T, m *Machine) map[string]*regKey {
	t.Helper()
	class, denied := m.hive.open(keyAdapters)
	if class == nil || denied {
		t.Fatal("there is no class of network adapters")
	}
	keys := map[string]*regKey{}
	for _, k := range class.subkeys {
		if id := k.text("NetCfgInstanceId"); id != "" {
			keys[id] = k
		}
	}
	return keys
}

// The GUIDs of interfaces are the same in the registry, in WMI and in the
// cluster's account, and each connection has a name.
func TestAdaptersAgree(t *testing.T) {
	n := Server2008R2("HV01")
	m := build(t, n)
	keys := classKeys(t, m)
	rows, err := m.Query("root/cimv2", "SELECT SettingID,Description FROM Win32_NetworkAdapterConfiguration")
	if err != nil || len(rows) != len(keys) || len(rows) != 10 {
		t.Fatalf("%d rows, %d keys, %v", len(rows), len(keys), err)
	}
	for _, r := range rows {
		description, id := propertyText(r.Properties[0].Value), propertyText(r.Properties[1].Value)
		if keys[id] == nil || keys[id].text("DriverDesc") != description {
			t.Errorf("%s %s is another in the registry", id, description)
		}
		if connection, _ := m.hive.open(keyConnections + `\` + id + `\Connection`); connection == nil || connection.text("Name") == "" {
			t.Errorf("%s has no name", id)
		}
	}
	for _, i := range n.Cluster.Interfaces {
		k := keys["{"+strings.ToUpper(i.AdapterID)+"}"]
		if k == nil || k.text("*TCPConnectionOffloadIPv4") != "0" || k.text("PnPCapabilities") != "0x18" || k.text("Characteristics") != "0x84" {
			t.Errorf("%s: %+v", i.Name, k)
		}
	}
}

// The keys and values of a device are among those of a recorded one, apart from
// keywords that its driver does not have.
func TestAdapterKeysAsRecorded(t *testing.T) {
	recorded := map[string]string{}
	for _, k := range corpus.Registry(t, "registry/regipy_SYSTEM__4D36E972-E325-11CE-BFC1-08002BE10318.reg") {
		if strings.HasSuffix(k.Path, `}\0007`) {
			for _, v := range k.Values {
				recorded[v.Name] = v.Type
			}
		}
	}
	also := []string{"*RSS", "VlanID", "*LsoV2IPv4", "*LsoV2IPv6", "*TCPConnectionOffloadIPv4", "*TCPConnectionOffloadIPv6",
		"*TCPChecksumOffloadIPv6", "*UDPChecksumOffloadIPv6", "PnPCapabilities"}
	class, _ := build(t, Server2008R2("HV01")).hive.open(keyAdapters + `\0008`)
	for _, v := range class.values {
		if kind, ok := recorded[v.name]; kind != v.kind.String() && (ok || !slices.Contains(also, v.name)) {
			t.Errorf("%s is a %s, recorded %q", v.name, v.kind, kind)
		}
	}
}

// As on Windows the class cannot be searched without an error, and no adapter is
// lost by it.
func TestClassDeniesItsProperties(t *testing.T) {
	m := build(t, Server2008R2("HV01"))
	const class = `reg query "HKLM\` + keyAdapters + `"`
	out, errOut, exit := m.Run(class)
	if exit != 0 || len(errOut) > 0 || !strings.Contains(string(out), `\Properties`) || !strings.Contains(string(out), `\0009`) {
		t.Errorf("exit %d, %q, %q", exit, out, errOut)
	}
	out, errOut, exit = m.Run(class + " /s /v NetCfgInstanceId")
	if exit != 1 || string(errOut) != "ERROR: Access is denied.\r\n" || !strings.Contains(string(out), "End of search: 10 match(es) found.") {
		t.Errorf("exit %d, %q, %q", exit, out, errOut)
	}
}

func TestDescribedAdapters(t *testing.T) {
	nodes, err := parseNodes([]byte(`
name: HV01
preset: ws2012
netft_disabled: true
disabled_components: 255
adapters:
  - network: Heartbeat
    description: 'HP Network Team #1'
    virtual: true
    version: 1.0.0.1
    date: 1-2-2010
    keywords: {'*RSS': '0', '*LsoV2IPv6': ''}
    pnp_capabilities: 0
    gateways: [10.20.0.254]
    registers_in_dns: true
  - {network: Production, power_unset: true, addresses: [10.10.0.99/24]}
  - {name: Backup, addresses: [10.10.0.77/25, 'fe80::77/64']}
  - {name: Unplugged}
`))
	if err != nil {
		t.Fatal(err)
	}
	m := build(t, nodes[0])
	keys := classKeys(t, m)
	team := keys["{"+strings.ToUpper(syntheticGUID("HV01", 0))+"}"]
	for name, want := range map[string]string{
		"DriverDesc": "HP Network Team #1", "DriverVersion": "1.0.0.1", "DriverDate": "1-2-2010", "ProviderName": "Synthetic",
		"*RSS": "0", "*LsoV2IPv6": "", "*LsoV2IPv4": "1", "PnPCapabilities": "0x0", "Characteristics": "0x81",
	} {
		if got := team.text(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := keys["{"+strings.ToUpper(syntheticGUID("HV01", 1))+"}"].text("PnPCapabilities"); got != "" {
		t.Errorf("PnPCapabilities is %s", got)
	}
	rows, qerr := m.Query("root/cimv2", "SELECT DefaultIPGateway,FullDNSRegistrationEnabled,IPAddress,IPEnabled,IPSubnet FROM Win32_NetworkAdapterConfiguration")
	if qerr != nil {
		t.Fatal(qerr)
	}
	const none = "DefaultIPGateway=[] FullDNSRegistrationEnabled=null IPAddress=[] IPEnabled=false IPSubnet=[]"
	want := []string{
		none,
		"DefaultIPGateway=[10.20.0.254] FullDNSRegistrationEnabled=true IPAddress=[10.20.0.11] IPEnabled=true IPSubnet=[255.255.255.0]",
		"DefaultIPGateway=[10.10.0.1] FullDNSRegistrationEnabled=true IPAddress=[10.10.0.11 10.10.0.99] IPEnabled=true IPSubnet=[255.255.255.0 255.255.255.0]",
		"DefaultIPGateway=[] FullDNSRegistrationEnabled=false IPAddress=[10.10.0.77 fe80::77] IPEnabled=true IPSubnet=[255.255.255.128 64]",
		none,
	}
	if diff := cmp.Diff(want, joinRows(rows)[7:]); diff != "" {
		t.Error(diff)
	}
	if out, _, _ := m.Run(`reg query "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip6\Parameters"`); !strings.Contains(string(out), "DisabledComponents    REG_DWORD    0xff") {
		t.Errorf("%q", out)
	}
	if out, _, _ := m.Run("ipconfig"); strings.Contains(string(out), "Unplugged") || !strings.Contains(string(out), "Backup") {
		t.Errorf("%q", out)
	}
}

func TestAdapterDescriptionErrors(t *testing.T) {
	for want, a := range map[string]Adapter{
		`adapter of the network "Hartbeat"`: {Network: "Hartbeat"},
		`adapter address "10.0.0.1"`:        {Addresses: []string{"10.0.0.1"}},
		`adapter category "Domain"`:         {Category: "Domain"},
	} {
		n := Server2008R2("HV01")
		n.Adapters = []Adapter{a}
		if _, err := n.Build(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// Both kinds of services answer as their common class; only Windows of 2012 and
// later has the offload settings in WMI.
func TestBaseServicesAndOffload(t *testing.T) {
	m := build(t, Server2012("HV01"))
	rows, err := m.Query("root/cimv2", "SELECT Name,StartMode,State FROM Win32_BaseService WHERE Name='ClusSvc' OR Name='NetFT' OR Name='None'")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Name=ClusSvc StartMode=Auto State=Running", "Name=NetFT StartMode=Manual State=Running"}, joinRows(rows)); diff != "" {
		t.Error(diff)
	}
	const offload = "SELECT Chimney,ReceiveSegmentCoalescing,ReceiveSideScaling,TaskOffload FROM MSFT_NetOffloadGlobalSetting"
	rows, err = m.Query("root/StandardCimv2", offload)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Chimney=0 ReceiveSegmentCoalescing=1 ReceiveSideScaling=1 TaskOffload=1"}, joinRows(rows)); diff != "" {
		t.Error(diff)
	}
	if _, err := build(t, Server2008R2("HV01")).Query("root/StandardCimv2", offload); err == nil {
		t.Error("2008 R2 answers")
	}
}

func TestAntivirus(t *testing.T) {
	n := Server2016("HV01")
	n.DefenderPolicy = &Exclusions{Paths: []string{`Q:\Cluster`}}
	for query, want := range map[string]string{
		`"HKLM\SOFTWARE\Microsoft" /k /f Windows`:                  `\Windows Defender` + "\r\n",
		`"HKLM\SOFTWARE\Microsoft\Windows Defender\Exclusions" /s`: `    %SystemRoot%\Cluster    REG_DWORD    0x0`,
		`"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender" /s`:   `    Q:\Cluster    REG_SZ    0`,
		`"HKLM\SYSTEM\CurrentControlSet\Services" /s /v Altitude`:  `Services\WdFilter\Instances\WdFilter` + "\r\n    Altitude    REG_SZ    328010",
	} {
		if out, _, exit := build(t, n).Run("reg query " + query); exit != 0 || !strings.Contains(string(out), want) {
			t.Errorf("%s exits with %d: %q", query, exit, out)
		}
	}
	if _, _, exit := build(t, Server2008R2("HV01")).Run(`reg query "HKLM\SOFTWARE\Microsoft\Windows Defender"`); exit != 1 {
		t.Error("2008 R2 has Defender")
	}
}
