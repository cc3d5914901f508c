package collector

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

var _ Session = (*remote.Session)(nil)

// fakeNode is a Session that answers from tables. It counts messages as a real
// session spends them and refuses what a real session refuses.
type fakeNode struct {
	rows     map[string][]remote.Row   // by class
	printed  map[remote.Command]string // what commands print that succeed; all others fail
	keys     map[string][]string       // StdRegProv
	values   map[string][]string
	dwords   map[string]uint32
	texts    map[string]string
	typed    map[string][]remote.RegistryValue // by key of a site's requirement
	data     map[string]facts.Datum            // by key and value
	failures map[string]error                  // by class, by "run 1", "run 2", ..., or by registry key

	lost    int                     // outputs that each run lacks
	failing map[remote.Command]bool // commands that print and fail all the same

	asked    []string // everything that reached the node, in order
	runs     [][]remote.Command
	messages int
}

const notThere = "ERROR: The system was unable to find the specified registry key or value.\r\n"

func (f *fakeNode) Echoes() int { return 0 }

func (f *fakeNode) Query(_ context.Context, namespace, wql string) ([]remote.Row, error) {
	_, rest, _ := strings.Cut(wql, " FROM ")
	class, _, _ := strings.Cut(rest, " ")
	f.asked = append(f.asked, namespace+": "+wql)
	f.messages++
	rows := f.rows[class]
	err := f.failures[class]
	if class == "Win32_BaseService" { // stands for the classes that are derived from it
		rows = slices.Concat(f.rows["Win32_Service"], f.rows["Win32_SystemDriver"])
		err = cmp.Or(f.failures["Win32_Service"], f.failures["Win32_SystemDriver"])
	}
	if err != nil {
		return nil, err
	}
	if len(rows) > 1 {
		f.messages++
	}
	return rows, nil
}

func (f *fakeNode) Run(_ context.Context, cmds []remote.Command) ([]remote.Output, error) {
	const nonce = 16
	length := 0
	for i, c := range cmds {
		marks := len(fmt.Sprintf(" 2>&1 && echo :%d:0 || echo :%d:1", i, i)) + 2*nonce
		length += len(c) + marks + len(" & ")
	}
	if length > 8000 {
		return nil, &remote.Error{Kind: remote.Refused, Text: "the line is too long"}
	}
	if len(f.runs) == 0 {
		f.messages++
	}
	f.runs = append(f.runs, cmds)
	f.asked = append(f.asked, "run "+strconv.Itoa(len(f.runs)))
	if err := f.failures["run "+strconv.Itoa(len(f.runs))]; err != nil {
		return nil, err
	}
	f.messages += 3
	outputs := make([]remote.Output, len(cmds)-f.lost)
	for i, c := range cmds[:len(outputs)] {
		if text, ok := f.printed[c]; ok {
			outputs[i] = remote.Output{Text: []byte(text), OK: !f.failing[c]}
		} else {
			outputs[i] = remote.Output{Text: []byte(notThere)}
		}
	}
	return outputs, nil
}

func (f *fakeNode) RegistryKeys(_ context.Context, key string) ([]string, error) {
	return stdRegProv(f, f.keys, key, key)
}

func (f *fakeNode) RegistryValues(_ context.Context, key string) ([]string, error) {
	return stdRegProv(f, f.values, key, key)
}

func (f *fakeNode) RegistryDWORD(_ context.Context, key, name string) (uint32, error) {
	return stdRegProv(f, f.dwords, key, key+`\`+name)
}

func (f *fakeNode) RegistryText(_ context.Context, key, name string) (string, error) {
	return stdRegProv(f, f.texts, key, key+`\`+name)
}

func (f *fakeNode) ObservedKey(_ context.Context, r observe.Registry) ([]remote.RegistryValue, error) {
	return stdRegProv(f, f.typed, r.Key, r.Key)
}

func (f *fakeNode) ObservedValue(_ context.Context, r observe.Registry) (facts.Datum, error) {
	return stdRegProv(f, f.data, r.Key+`\`+r.Value, r.Key+`\`+r.Value)
}

// ObservedRows has rows for a class with its conditions.
func (f *fakeNode) ObservedRows(_ context.Context, queries ...observe.WQL) ([]remote.Row, error) {
	q := remote.UniteObserved(queries...)
	_, from, _ := strings.Cut(remote.SelectObserved(q), " FROM ")
	f.asked = append(f.asked, q.Namespace+": "+remote.SelectObserved(q))
	f.messages += min(2, max(1, len(f.rows[from])))
	return f.rows[from], f.failures[q.Class]
}

func (f *fakeNode) ObservedClass(_ context.Context, q observe.WQL) (bool, error) {
	f.asked = append(f.asked, q.Namespace+": any "+q.Class)
	f.messages += 2
	return len(f.rows[q.Class]) > 0, f.failures[q.Class]
}

func stdRegProv[T any](f *fakeNode, from map[string]T, key, entry string) (T, error) {
	f.messages++
	f.asked = append(f.asked, "registry: "+entry)
	answer, ok := from[entry]
	if err := f.failures[key]; err != nil {
		return answer, err
	}
	if !ok {
		return answer, &remote.Error{Kind: remote.NotFound, Text: "there is no such key or value"}
	}
	return answer, nil
}

// cost is what a scan spends in SOAP messages, with the deletion of the shell.
func (f *fakeNode) cost() int {
	if len(f.runs) > 0 {
		return f.messages + 1
	}
	return f.messages
}

// collect runs a collection with a fixed clock.
func collect(t *testing.T, f *fakeNode, r facts.Request) *facts.Node {
	t.Helper()
	n := &facts.Node{Name: "node1"}
	Collect(t.Context(), f, n, func(facts.OS) facts.Request { return r }, leads, fixedClock, nil)
	return n
}

func fixedClock() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.FixedZone("", 3600)) }

// fullRequest asks for everything.
func fullRequest() facts.Request {
	return facts.Request{
		Hotfixes:  true,
		KBs:       []string{"KB2552040", "KB2550886"},
		Files:     []string{`%SystemRoot%\Cluster\clussvc.exe`, `%systemroot%\System32\drivers\netft.sys`},
		Reboot:    true,
		Services:  []string{"ClusSvc", "MpsSvc"},
		TCP:       true,
		Firewall:  true,
		Cluster:   []string{"SameSubnetDelay", "SameSubnetThreshold", "CrossSubnetDelay"},
		Resources: true,
		Topology:  true,
		Members:   true,
		Adapters:  true,
		Drivers:   []string{"NetFT", "CPQTeam"},
		IPv6:      true,
		Antivirus: true,
		Time:      true,
		Hardening: true,
	}
}

// full is how reg.exe prints a path.
func full(path string) string { return strings.Replace(path, "HKLM", "HKEY_LOCAL_MACHINE", 1) }

// listing is the synthetic output of a `reg query` on one key: its values, then its sub-keys.
func listing(key string, values []string, subKeys ...string) string {
	var b strings.Builder
	b.WriteString("\r\n")
	if len(values) > 0 {
		b.WriteString(full(key) + "\r\n")
		for _, v := range values {
			b.WriteString("    " + v + "\r\n")
		}
		b.WriteString("\r\n")
	}
	for _, s := range subKeys {
		b.WriteString(full(key) + `\` + s + "\r\n")
	}
	return b.String()
}

func found(names ...string) string {
	return listing(remote.KeyPackages, nil, names...) + fmt.Sprintf("\r\nEnd of search: %d match(es) found.\r\n", len(names))
}

const packageTail = "~31bf3856ad364e35~amd64~~6.1.1.0"

// healthyNode is a synthetic cluster node of Windows Server 2008 R2 SP1 with
// one of the two hotfixes.
func healthyNode() *fakeNode {
	return &fakeNode{
		failures: map[string]error{},
		rows: map[string][]remote.Row{
			"Win32_OperatingSystem": {{
				"CSName": {"NODE1"}, "Caption": {"Microsoft Windows Server 2008 R2 Enterprise "}, "Version": {"6.1.7601"},
				"BuildNumber": {"7601"}, "ServicePackMajorVersion": {"1"}, "OperatingSystemSKU": {"10"}, "ProductType": {"3"},
				"OSLanguage": {"1033"}, "WindowsDirectory": {`C:\Windows`}, "LastBootUpTime": {"2026-11-01T06:30:00Z"},
			}},
			"Win32_QuickFixEngineering": {
				{"HotFixID": {"KB976902"}, "Description": {"Update"}, "InstalledOn": {"11/21/2010"}},
				{"HotFixID": {"KB2552040"}, "Description": {"Hotfix"}, "InstalledOn": {"01d3a1b2c3d4e5f6"}},
				{"HotFixID": {"File 1"}},
				{"HotFixID": {"KB2552040"}, "Description": {"Hotfix"}},
			},
			"CIM_DataFile": {{"Name": {`c:\windows\cluster\clussvc.exe`}, "Version": {"6.1.7601.21928"}, "FileSize": {"5012480"}}},
			"Win32_Service": {
				{"Name": {"MpsSvc"}, "State": {"Running"}, "StartMode": {"Auto"}},
				{"Name": {"ClusSvc"}, "State": {"Running"}, "StartMode": {"Auto"}},
			},
			"Win32_SystemDriver": {
				{"Name": {"Tcpip"}, "State": {"Running"}, "StartMode": {"Boot"}},
				{"Name": {"NetFT"}, "State": {"Running"}, "StartMode": {"Manual"}},
			},
			"Win32_NetworkAdapterConfiguration": addressRows(),
			"MSCluster_Cluster":                 {{"Name": {"CL1"}, "SameSubnetDelay": {"1000"}, "SameSubnetThreshold": {"5"}}},
			"MSCluster_Node":                    {{"Name": {"NODE2"}, "State": {"4294967295"}}, {"Name": {"NODE1"}, "State": {"0"}, "BuildNumber": {"7601"}}},
			"MSCluster_Network":                 {{"Name": {"Heartbeat"}, "Address": {"10.0.0.0"}, "AddressMask": {"255.255.255.0"}, "Role": {"1"}, "State": {"3"}}},
			"MSCluster_NetworkInterface": {{"Name": {"NODE1 - HB"}, "Node": {"NODE1"}, "Network": {"Heartbeat"}, "Adapter": {"Intel"},
				"AdapterId": {"698E50A9-4F58-4D86-B61D-F42E58DCACF6"}, "Address": {"10.0.0.1"}, "State": {"3"}}},
		},
		printed: healthyOutputs(),
		failing: unsuccessful(),
	}
}

func healthyOutputs() map[remote.Command]string {
	rules := remote.KeyPolicyFirewall + `\FirewallRules`
	outputs := map[remote.Command]string{
		remote.RegQuery(remote.KeyIPv6):           ipv6Output(),
		remote.RegQuery(remote.KeyNTLM):           listing(remote.KeyNTLM, []string{"RestrictSendingNTLMTraffic    REG_DWORD    0x1"}),
		remote.RegQuery(remote.KeySMBServer):      listing(remote.KeySMBServer, []string{"requiresecuritysignature    REG_DWORD    0x0"}),
		remote.RegQuery(remote.KeySMBClient):      listing(remote.KeySMBClient, []string{"RequireSecuritySignature    REG_DWORD    0x1"}),
		remote.RegQuery(remote.KeySMB2Server):     listing(remote.KeySMB2Server, []string{"Start    REG_DWORD    0x3"}),
		remote.RegQuery(remote.KeySMB2Client):     listing(remote.KeySMB2Client, []string{"Start    REG_DWORD    0x3"}),
		remote.RegQuery(remote.KeyTime):           listing(remote.KeyTime, []string{"Type    REG_SZ    NT5DS"}),
		remote.RegQueryTree(remote.KeyPolicyTime): listing(remote.KeyPolicyTime+`\Parameters`, []string{"Type    REG_SZ    AllSync"}),
		remote.RegQuery(remote.KeyCurrentVersion): listing(remote.KeyCurrentVersion, []string{"InstallationType    REG_SZ    Server", "CurrentBuild    REG_SZ    7601"}, "Fonts"),
		remote.RegQuery(remote.KeyServicing):      listing(remote.KeyServicing, []string{"Version    REG_SZ    1"}, "ApplicabilityEvaluationCache", "Packages"),
		remote.RegQuery(remote.KeyWindowsUpdate):  listing(remote.KeyWindowsUpdate, nil, "Auto Update", "Reporting"),
		remote.RegQuery(remote.KeyAutoUpdate):     listing(remote.KeyAutoUpdate, []string{"AUOptions    REG_DWORD    0x3"}),
		remote.RegQuery(remote.KeySessionManager): listing(remote.KeySessionManager, []string{"BootExecute    REG_MULTI_SZ    autocheck autochk *"}, "Environment"),
		remote.RegQuery(remote.KeyTCP):            listing(remote.KeyTCP, []string{"Hostname    REG_SZ    NODE1", "EnableTCPA    REG_DWORD    0x0"}, "Adapters"),
		remote.NetshTCPGlobal: "Querying active state...\r\n\r\nTCP Global Parameters\r\n----------------------------------------------\r\n" +
			"Receive-Side Scaling State          : enabled\r\nChimney Offload State               : disabled\r\n" +
			"NetDMA State                        : enabled\r\nDirect Cache Acess (DCA)            : disabled\r\n" +
			"Receive Window Auto-Tuning Level    : normal\r\nAdd-On Congestion Control Provider  : ctcp\r\n" +
			"ECN Capability                      : disabled\r\nRFC 1323 Timestamps                 : disabled\r\n",
		remote.NetshTCPDump: "# TCP Configuration\r\npushd interface tcp\r\n\r\nreset\r\nset global rss=enabled chimney=disabled\r\npopd\r\n# End of TCP configuration\r\n",

		remote.RegQuery(remote.KeyFirewall):                      listing(remote.KeyFirewall, []string{"PolicyVersion    REG_DWORD    0x20a"}, "DomainProfile", "FirewallRules", "Mdm", "PublicProfile", "RestrictedServices", "StandardProfile"),
		remote.RegQuery(remote.KeyFirewall + `\DomainProfile`):   listing(remote.KeyFirewall+`\DomainProfile`, []string{"EnableFirewall    REG_DWORD    0x1"}, "Logging"),
		remote.RegQuery(remote.KeyFirewall + `\StandardProfile`): listing(remote.KeyFirewall+`\StandardProfile`, []string{"EnableFirewall    REG_DWORD    0x1", "DefaultInboundAction    REG_DWORD    0x0"}, "Logging"),
		remote.RegQuery(remote.KeyFirewall + `\PublicProfile`):   listing(remote.KeyFirewall+`\PublicProfile`, nil, "Logging"),
		remote.RegQuery(remote.KeyFirewallRules): listing(remote.KeyFirewallRules, []string{
			"z-tcp-in    REG_SZ    v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3343|App=%systemroot%\\cluster\\clussvc.exe|Svc=ClusSvc|",
			"a-udp-in    REG_SZ    v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=3343|App=System|",
			"odd    REG_SZ    v2.10|Action=Allow|Dir=In|LPort=33",
			"blob    REG_BINARY    00FF",
		}),
		remote.RegQueryTree(remote.KeyFirewallMDM): listing(remote.KeyFirewallMDM+`\DomainProfile`, []string{"EnableFirewall    REG_DWORD    0x0"}) +
			listing(remote.KeyFirewallMDM+`\FirewallRules`, []string{"{2}    REG_SZ    v2.29|Action=Allow|Active=TRUE|Dir=In|"}),
		remote.RegQuery(remote.KeyPolicies): listing(remote.KeyPolicies, nil, "SystemCertificates", "Windows Defender", "WindowsFirewall"),
		remote.RegQueryTree(remote.KeyPolicyFirewall): listing(remote.KeyPolicyFirewall+`\StandardProfile`, []string{"AllowLocalPolicyMerge    REG_DWORD    0x0"}) +
			listing(rules, []string{"{1}    REG_SZ    v2.10|Action=Block|Active=TRUE|Dir=In|Profile=Public|"}),

		remote.RegQuery(remote.KeyCluster): listing(remote.KeyCluster, []string{"ClusterName    REG_SZ    CL1"}, "Nodes", "Resources"),
		remote.RegQueryTreeValue(remote.KeyResources, "Type"): listing(remote.KeyResources+`\1`, []string{"Type    REG_SZ    Print Spooler"}) +
			listing(remote.KeyResources+`\1\Parameters`, []string{"Type    REG_SZ    nothing"}) +
			listing(remote.KeyResources+`\2`, []string{"Type    REG_SZ    Network Name"}) +
			listing(remote.KeyResources+`\3`, []string{"Type    REG_SZ    Network Name"}) + "\r\nEnd of search: 4 match(es) found.\r\n",

		remote.RegFindKeys(remote.KeyPackages, "KB976902"):                                            found("Package_for_KB976902" + packageTail),
		remote.RegFindKeys(remote.KeyPackages, "KB2552040"):                                           found("Package_1_for_KB2552040"+packageTail, "Package_for_KB2552040"+packageTail, "Package_for_KB25520401"+packageTail),
		remote.RegQueryValue(remote.KeyPackages+`\Package_for_KB2552040`+packageTail, "CurrentState"): listing(remote.KeyPackages+`\Package_for_KB2552040`+packageTail, []string{"CurrentState    REG_DWORD    0x70"}),
	}
	maps.Copy(outputs, adapterOutputs())
	maps.Copy(outputs, antivirusOutputs())
	return outputs
}

// prints replaces what a command prints.
func (f *fakeNode) prints(c remote.Command, text string) *fakeNode {
	f.printed[c] = text
	return f
}

// refuses makes commands fail, as reg.exe does for a missing and a forbidden key alike.
func (f *fakeNode) refuses(commands ...remote.Command) *fakeNode {
	for _, c := range commands {
		delete(f.printed, c)
	}
	return f
}

// fails makes a class, a run or a registry key answer with an error.
func (f *fakeNode) fails(what string, kind remote.Kind) *fakeNode {
	f.failures[what] = &remote.Error{Kind: kind, Op: "read " + what, Text: "synthetic failure"}
	return f
}

// hasNoProvider makes a read of a key fail because WMI has no StdRegProv.
func (f *fakeNode) hasNoProvider(key string) *fakeNode {
	f.failures[key] = &remote.Error{Kind: remote.NotFound, Op: "read " + key, Code: 2150858752, Text: "synthetic fault"}
	return f
}

// ran reports whether a command reached the node.
func (f *fakeNode) ran(c remote.Command) bool {
	return slices.ContainsFunc(f.runs, func(line []remote.Command) bool { return slices.Contains(line, c) })
}

// leads and follows say whether a node reads the cluster-wide facts.
func leads() bool   { return true }
func follows() bool { return false }
