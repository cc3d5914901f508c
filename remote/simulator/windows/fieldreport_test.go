package windows

import (
	"strings"
	"sync"
	"testing"
)

func TestFieldReport(t *testing.T) {
	nodes := FieldReport("pass")
	if len(nodes) != 8 {
		t.Fatalf("%d nodes", len(nodes))
	}
	const missing = "End of search: 0 match(es) found.\r\n"
	packages := func(kb string) string { return `reg query "HKLM\` + keyPackages + `" /k /f ` + kb }
	const localRule = `reg query "HKLM\` + keyLocalFirewall + `\FirewallRules" /v ` + clusterUDPRule
	const policy = `reg query "HKLM\` + keyPolicies + `\WindowsFirewall" /s`
	tests := []struct {
		node      int
		line      string
		want      string // in the output
		forbidden string
	}{
		{1, packages("KB2524478"), `\Package_for_KB2524478~31bf3856ad364e35~amd64~~6.1.1.0`, missing},
		{1, packages("KB2552040"), `\Package_for_KB2552040~`, missing},
		{1, localRule, "|LPort=3343|App=System|", "Profile="},
		{1, "netsh interface tcp show global", "Chimney Offload State               : disabled", "automatic"},
		{1, policy + " 2>&1", "ERROR: The system was unable to find", "HKEY_"},
		{1, `reg query HKLM\Cluster`, "    SameSubnetThreshold    REG_DWORD    0xa\r\n", "CrossSite"},
		{1, `reg query HKLM\Cluster\Resources /s /v Type`, "    Type    REG_SZ    IP Address\r\n", missing},
		{2, packages("KB2524478"), missing, "Package_for"},
		{2, localRule, "|Profile=Domain|", "Public"},
		{3, packages("KB2552040"), missing, "Package_for"},
		{3, packages("KB2550886"), missing, "Package_for"},
		{3, packages("KB2972254"), "Package_for_KB2972254~", missing},
		{4, "netsh interface tcp show global", "Chimney Offload State               : automatic", "no such text"},
		{5, packages("KB2552040") + " 2>&1", "ERROR: Access is denied.", "Package_for"},
		{6, policy, "|Action=Block|Active=TRUE|Dir=In|Protocol=17|LPort2_10=3000-4000|", "Action=Allow"},
		{7, "netsh interface tcp show global", "Chimney オフロード状態                 : disabled", "automatic"},
	}
	for _, tt := range tests {
		out, _, _ := build(t, nodes[tt.node-1]).Run(tt.line)
		if !strings.Contains(string(out), tt.want) || strings.Contains(string(out), tt.forbidden) {
			t.Errorf("HV%02d: %s: %.500q, want %q and not %q", tt.node, tt.line, out, tt.want, tt.forbidden)
		}
	}
	for i, n := range nodes {
		if n.Conduct.Down != (i == 7) {
			t.Errorf("%s: down is %t", n.Name, n.Conduct.Down)
		}
	}
}

func TestFieldReportInWMI(t *testing.T) {
	nodes := FieldReport("pass")
	const nlasvc = `SELECT Version FROM CIM_DataFile WHERE Name='C:\\Windows\\System32\\nlasvc.dll'`
	const heartbeat = "SELECT SameSubnetDelay,SameSubnetThreshold,CrossSubnetDelay,CrossSubnetThreshold FROM MSCluster_Cluster"
	tests := []struct {
		node               int
		space, query, want string
	}{
		{1, "root/cimv2", nlasvc, "Version=6.1.7601.22000"},
		{2, "root/cimv2", nlasvc, "Version=6.1.7601.17514"},
		{3, "root/cimv2", `SELECT Version FROM CIM_DataFile WHERE Name='C:\\Windows\\Cluster\\clussvc.exe'`, "Version=6.1.7601.22889"},
		{2, "root/cimv2", "SELECT HotFixID FROM Win32_QuickFixEngineering WHERE HotFixID='KB2524478'", ""},
		{3, "root/cimv2", "SELECT HotFixID FROM Win32_QuickFixEngineering WHERE HotFixID='KB2552040' OR HotFixID='KB2550886'", ""},
		{5, "root/cimv2", "SELECT HotFixID FROM Win32_QuickFixEngineering", ""},
		{7, "root/cimv2", "SELECT OSLanguage,Locale FROM Win32_OperatingSystem", "Locale=0411 OSLanguage=1041"},
		{1, "root/MSCluster", heartbeat, "CrossSubnetDelay=2000 CrossSubnetThreshold=10 SameSubnetDelay=2000 SameSubnetThreshold=10"},
		{6, "root/MSCluster", heartbeat, "CrossSubnetDelay=2000 CrossSubnetThreshold=10 SameSubnetDelay=2000 SameSubnetThreshold=10"},
		{1, "root/MSCluster", "SELECT Name,State FROM MSCluster_Node WHERE State<>0", "Name=HV08 State=1"},
	}
	for _, tt := range tests {
		rows, err := build(t, nodes[tt.node-1]).Query(tt.space, tt.query)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(joinRows(rows), "; "); got != tt.want {
			t.Errorf("HV%02d: %s: %q, want %q", tt.node, tt.query, got, tt.want)
		}
	}
}

// TestRecommendedUpdatesAreInstalled checks that a healthy node has each of them
// in both stores.
func TestRecommendedUpdatesAreInstalled(t *testing.T) {
	m := build(t, Server2008R2("HV01"))
	rows, err := m.Query("root/cimv2", "SELECT HotFixID FROM Win32_QuickFixEngineering")
	if err != nil || len(rows) < 50 || len(rows) > 70 {
		t.Fatalf("%d rows, error %v", len(rows), err)
	}
	listed := strings.Join(joinRows(rows), " ") + " "
	for _, kb := range recommendedUpdates() {
		if !strings.Contains(listed, "HotFixID=KB"+kb+" ") {
			t.Errorf("KB%s is not listed", kb)
		}
		key, _ := m.hive.open(keyPackages + `\` + packageName(kb))
		if key == nil || key.values[0].data != uint32(packageInstalled) {
			t.Errorf("KB%s is not in the servicing store", kb)
		}
	}
}

// TestSize checks that the answers of a healthy node have the size of those in
// the field.
func TestSize(t *testing.T) {
	m := build(t, Server2008R2("HV01"))
	out, _, _ := m.Run(`reg query "HKLM\` + keyLocalFirewall + `" /s`)
	if len(out) < 70_000 || len(out) > 120_000 {
		t.Errorf("the firewall's answer has %d bytes", len(out))
	}
	out, _, _ = m.Run(`reg query "HKLM\` + keyPackages + `"`)
	if lines := strings.Count(string(out), crlf); lines < 3000 {
		t.Errorf("the servicing store has %d lines", lines)
	}
}

// TestNodesShareTheirBulk checks that nodes have the stock in common, and that
// a change on one of them stays there.
func TestNodesShareTheirBulk(t *testing.T) {
	nodes := Healthy(9, "pass")
	if nodes[0].Cluster != nodes[7].Cluster || nodes[0].Cluster == nodes[8].Cluster || len(nodes[8].Cluster.Nodes) != 1 {
		t.Error("nine nodes are not a cluster of eight and one of one")
	}
	stock := stockPackages()[0]
	nodes[0].Packages[stock.name] = 0x50
	first, second := build(t, nodes[0]), build(t, nodes[1])
	changed, _ := first.hive.open(keyPackages + `\` + stock.name)
	other, _ := second.hive.open(keyPackages + `\` + stock.name)
	if changed == stock || changed.values[0].data != uint32(0x50) {
		t.Errorf("the change is not on the first node: %v", changed.values)
	}
	if other != stock || other.values[0].data != uint32(packageInstalled) {
		t.Errorf("the second node does not share the stock: %v", other.values)
	}
}

// TestManyCallers lets the race detector look at nodes that share their bulk.
func TestManyCallers(t *testing.T) {
	var wg sync.WaitGroup
	for _, n := range FieldReport("pass") {
		wg.Go(func() {
			m, err := n.Build()
			if err != nil {
				t.Error(err)
				return
			}
			for range 2 {
				wg.Go(func() {
					if _, _, exit := m.Run(`reg query "HKLM\` + keyLocalFirewall + `" /s`); exit != 0 {
						t.Errorf("%s: exit %d", n.Name, exit)
					}
					if _, err := m.Query("root/MSCluster", "SELECT * FROM MSCluster_Node"); err != nil {
						t.Error(err)
					}
				})
			}
		})
	}
	wg.Wait()
}

func BenchmarkBuildNode(b *testing.B) {
	n := Server2008R2("HV01")
	b.ReportAllocs()
	for b.Loop() {
		build(b, n)
	}
}
