package windows

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWQL(t *testing.T) {
	n := Server2008R2("HV01")
	n.Files = map[string]string{`%SystemRoot%\Cluster\clussvc.exe`: "6.1.7601.22889", `C:\it's "here".txt`: ""}
	m := build(t, n)
	tests := []struct {
		name, space, query string
		want               []string // the values of each row, joined
		kind               string   // of the error
	}{
		{name: "columns in the order of the class", space: "root/cimv2",
			query: "SELECT State, Name FROM Win32_Service WHERE Name='ClusSvc'", want: []string{"Name=ClusSvc State=Running"}},
		{name: "any case, double quotes", space: `ROOT\CIMV2`,
			query: `select name from win32_service where NAME = "clussvc"`, want: []string{"Name=ClusSvc"}},
		{name: "OR", space: "root/cimv2",
			query: "SELECT Name FROM Win32_Service WHERE Name='MpsSvc' OR Name='BFE'", want: []string{"Name=BFE", "Name=MpsSvc"}},
		{name: "AND binds tighter than OR", space: "root/cimv2",
			query: "SELECT Name FROM Win32_Service WHERE Name='BFE' OR Name='MpsSvc' AND State='Stopped'", want: []string{"Name=BFE"}},
		{name: "parentheses", space: "root/cimv2",
			query: "SELECT Name FROM Win32_Service WHERE (Name='BFE' OR Name='TrustedInstaller') AND State='Stopped'", want: []string{"Name=TrustedInstaller"}},
		{name: "boolean", space: "root/cimv2",
			query: "SELECT Name FROM Win32_Service WHERE Started=FALSE", want: []string{"Name=TrustedInstaller"}},
		{name: "number", space: "root/cimv2",
			query: "SELECT Name FROM Win32_Service WHERE ExitCode = 1077 AND ExitCode <> 0", want: []string{"Name=TrustedInstaller"}},
		{name: "null equals nothing and differs from nothing", space: "root/cimv2",
			query: "SELECT Name FROM Win32_Service WHERE InstallDate = '2013-03-09T03:06:25Z' OR InstallDate <> '2013-03-09T03:06:25Z'"},
		{name: "file by name", space: "root/cimv2",
			query: `SELECT Name,Version FROM CIM_DataFile WHERE Name='c:\\windows\\cluster\\CLUSSVC.EXE'`,
			want:  []string{`Name=c:\windows\cluster\clussvc.exe Version=6.1.7601.22889`}},
		{name: "escaped quotes", space: "root/cimv2",
			query: `SELECT Extension FROM CIM_DataFile WHERE Name='C:\\it\'s "here".txt'`, want: []string{"Extension=txt"}},
		{name: "file that is not there", space: "root/cimv2",
			query: `SELECT Name FROM CIM_DataFile WHERE Name='C:\\Windows\\nothing.dll'`},
		{name: "two files", space: "root/cimv2",
			query: `SELECT Drive FROM CIM_DataFile WHERE Name='C:\\Windows\\nothing.dll' OR Name='c:\\windows\\cluster\\clussvc.exe'`,
			want:  []string{"Drive=c:"}},
		{name: "files are not scanned", space: "root/cimv2", query: `SELECT Name FROM CIM_DataFile WHERE Drive='c:'`, kind: "invalid-query"},
		{name: "nor in an alternative", space: "root/cimv2",
			query: `SELECT Name FROM CIM_DataFile WHERE Name='c:\\a' OR Extension='txt'`, kind: "invalid-query"},
		{name: "cluster", space: "root/MSCluster",
			query: "SELECT Name,SameSubnetThreshold,CrossSubnetDelay FROM MSCluster_Cluster",
			want:  []string{"CrossSubnetDelay=2000 Name=HV01-CLUSTER SameSubnetThreshold=10"}},
		{name: "a property of later versions", space: "root/MSCluster",
			query: "SELECT Name,RouteHistoryLength FROM MSCluster_Cluster", kind: "invalid-query"},
		{name: "unknown column in the condition", space: "root/cimv2",
			query: "SELECT Name FROM Win32_Service WHERE Nonsense='x'", kind: "invalid-query"},
		{name: "text for a number", space: "root/cimv2",
			query: "SELECT Name FROM Win32_Service WHERE ExitCode='many'", kind: "invalid-query"},
		{name: "condition on an array", space: "root/cimv2",
			query: "SELECT Caption FROM Win32_ComputerSystem WHERE Roles='NT'", kind: "invalid-query"},
		{name: "unknown class", space: "root/cimv2", query: "SELECT * FROM Win32_Nonsense", kind: "invalid-class"},
		{name: "unknown namespace", space: "root/nonsense", query: "SELECT * FROM Win32_Service", kind: "invalid-namespace"},
		{name: "StandardCimv2 before 2012", space: "root/StandardCimv2", query: "SELECT * FROM MSFT_NetAdapter", kind: "invalid-namespace"},
		{name: "no class", space: "root/cimv2", query: "SELECT Name FROM", kind: "invalid-query"},
		{name: "no columns", space: "root/cimv2", query: "SELECT FROM Win32_Service", kind: "invalid-query"},
		{name: "open text", space: "root/cimv2", query: "SELECT Name FROM Win32_Service WHERE Name='x", kind: "invalid-query"},
		{name: "open parenthesis", space: "root/cimv2", query: "SELECT Name FROM Win32_Service WHERE (Name='x'", kind: "invalid-query"},
		{name: "too much", space: "root/cimv2", query: "SELECT Name FROM Win32_Service, Win32_Process", kind: "invalid-query"},
		{name: "too deep", space: "root/cimv2",
			query: "SELECT Name FROM Win32_Service WHERE " + strings.Repeat("(", 100000), kind: "invalid-query"},
		{name: "not a query", space: "root/cimv2", query: "DELETE Win32_Service", kind: "invalid-query"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := m.Query(tt.space, tt.query)
			kind := ""
			if err != nil {
				kind = err.Kind
			}
			if kind != tt.kind {
				t.Fatalf("error %v, want kind %q", err, tt.kind)
			}
			if diff := cmp.Diff(tt.want, joinRows(rows)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func joinRows(rows []Instance) []string {
	var result []string
	for _, r := range rows {
		var values []string
		for _, p := range r.Properties {
			values = append(values, p.Name+"="+propertyText(p.Value))
		}
		result = append(result, strings.Join(values, " "))
	}
	return result
}

func TestStarAndNullArrays(t *testing.T) {
	m := build(t, Server2008R2("HV01"))
	rows, err := m.Query("root/cimv2", "SELECT * FROM Win32_ComputerSystem")
	if err != nil || len(rows) != 1 || !rows[0].Star || rows[0].Class != "Win32_ComputerSystem" {
		t.Fatalf("rows %v, error %v", rows, err)
	}
	for _, p := range rows[0].Properties {
		if logo, ok := p.Value.([]byte); p.Name == "OEMLogoBitmap" && (!ok || logo != nil) {
			t.Errorf("a null array is %#v, want a nil slice", p.Value)
		}
		if p.Name == "UserName" && p.Value != nil {
			t.Errorf("a null text is %#v, want nil", p.Value)
		}
	}
}

func FuzzWQL(f *testing.F) {
	f.Add(`SELECT a,b FROM c WHERE (d='e\\f' OR g<>1) AND h=TRUE`)
	f.Add(`SELECT * FROM c`)
	f.Fuzz(func(t *testing.T, s string) {
		q, err := parseWQL(s)
		if err == nil && (q.class == "" || q.star == (len(q.columns) > 0)) {
			t.Errorf("%q gives %+v", s, q)
		}
	})
}

func TestNamespacesThatShowNothing(t *testing.T) {
	n := bare()
	n.Tables = map[string]map[string][]map[string]any{
		"root/a": {"X": {{"Name": "one"}}}, "root/b": {"X": {{"Name": "one"}}}, "root/c": {"X": {{"Name": "one"}}},
	}
	n.WMIDenied, n.WMIBlind = []string{"Root/a"}, []string{"root/b"}
	m := build(t, n)
	if _, refused := m.Query("root/a", "SELECT Name FROM X"); refused == nil || refused.Kind != AccessDenied {
		t.Errorf("denied: %v", refused)
	}
	if rows, refused := m.Query("root/b", "SELECT Name FROM X"); refused != nil || len(rows) != 0 {
		t.Errorf("blind: %v, %v", rows, refused)
	}
	if _, refused := m.Query("root/b", "SELECT Other FROM X"); refused == nil || refused.Kind != InvalidQuery {
		t.Errorf("blind, another column: %v", refused)
	}
	if rows, refused := m.Query("root/c", "SELECT Name FROM X"); refused != nil || len(rows) != 1 {
		t.Errorf("neither: %v, %v", rows, refused)
	}
}
