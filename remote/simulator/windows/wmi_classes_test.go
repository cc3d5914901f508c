package windows

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

// propertyText gives a value as WS-Management writes it, so far as the tests need it.
func propertyText(v any) string {
	if v == nil {
		return "null"
	}
	if t, ok := v.(time.Time); ok {
		return t.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v)
}

// TestClassesAsRecorded compares the column sets with what 2008 R2 SP1 sent, and
// the types with the texts of its values.
func TestClassesAsRecorded(t *testing.T) {
	classes := map[string]int{ // with the number of recorded pages
		"Win32_OperatingSystem": 1, "Win32_ComputerSystem": 1,
		"Win32_NetworkAdapterConfiguration": 2, "Win32_Service": 4,
	}
	m := build(t, Server2008R2("HV01"))
	for name, pages := range classes {
		t.Run(name, func(t *testing.T) {
			class := m.wmi["root/cimv2"][strings.ToLower(name)].class
			scalars := map[string]bool{}
			for page := range pages {
				data := corpus.File(t, fmt.Sprintf("wsman/txwinrm__server_2008__%s_star_%03d.xml", name, page))
				for _, row := range recordedRows(t, data, name) {
					compareRow(t, class, row, scalars)
				}
			}
			// Null arrays are left out on the wire: only scalars must all have been seen.
			for _, c := range class.columns {
				if c.kind < wmiTexts && !scalars[c.name] {
					t.Errorf("%s is not among the recorded properties", c.name)
				}
			}
		})
	}
}

// recordedProperty is one property of a recorded instance.
type recordedProperty struct {
	name, text string
	null       bool
}

// recordedRows reads the instances of a class.
func recordedRows(t *testing.T, data []byte, class string) [][]recordedProperty {
	t.Helper()
	var rows [][]recordedProperty
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		// Win32_Service is answered with instances of derived classes too, which
		// have more properties.
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == class {
			var item struct {
				Properties []struct {
					XMLName xml.Name
					Nil     bool   `xml:"nil,attr"`
					Text    string `xml:",chardata"`
					Time    string `xml:"Datetime"`
				} `xml:",any"`
			}
			if err := d.DecodeElement(&item, &start); err != nil {
				t.Fatal(err)
			}
			var row []recordedProperty
			for _, p := range item.Properties {
				row = append(row, recordedProperty{p.XMLName.Local, p.Text + p.Time, p.Nil})
			}
			rows = append(rows, row)
		}
	}
}

func compareRow(t *testing.T, class *wmiClass, row []recordedProperty, scalars map[string]bool) {
	t.Helper()
	last := -1
	for _, p := range row {
		c, ok := class.column(p.name)
		if !ok || c.name != p.name {
			t.Errorf("recorded property %s is missing", p.name)
			continue
		}
		place := 0
		for class.columns[place].name != c.name {
			place++
		}
		if place < last {
			t.Errorf("%s comes later in the recorded order", c.name)
		}
		last = place
		if c.kind < wmiTexts {
			scalars[c.name] = true
		} else if p.null {
			t.Errorf("%s is recorded as null, which arrays never are", c.name)
		}
		if !p.null && !plausible(c.kind, p.text) {
			t.Errorf("%s: %q has another type than %d", c.name, p.text, c.kind)
		}
	}
}

// plausible reports whether a recorded text can be of a type.
func plausible(kind wmiKind, text string) bool {
	var err error
	switch kind {
	case wmiBool:
		_, err = strconv.ParseBool(text)
	case wmiNumber, wmiNumbers, wmiBytes:
		_, err = strconv.Atoi(text)
	case wmiBigNumber:
		_, err = strconv.ParseUint(text, 10, 64)
	case wmiTime:
		_, err = time.Parse(time.RFC3339Nano, text)
	}
	return err == nil
}

// TestRowsFitTheirClasses finds a property that a table sets and its class
// does not have, or has with another type.
func TestRowsFitTheirClasses(t *testing.T) {
	newest := Server2008R2("HV02")
	newest.OS.Build = build2022
	for _, n := range []*Node{Server2008R2("HV01"), newest} {
		m := build(t, n)
		for space, classes := range m.wmi {
			for _, table := range classes {
				for _, row := range table.rows {
					for name, value := range row {
						if c, ok := table.class.column(name); !ok || c.name != name || !c.accepts(value) {
							t.Errorf("build %d: %s %s: %s cannot be %#v", n.OS.Build, space, table.class.name, name, value)
						}
					}
				}
			}
		}
	}
}

func TestClusterProperties(t *testing.T) {
	tests := map[int]map[string]string{
		7601:      {"SameSubnetThreshold": "5"},
		build2012: {"SameSubnetThreshold": "5", "RouteHistoryLength": "10"},
		build2016: {"SameSubnetThreshold": "10", "RouteHistoryLength": "10", "CrossSiteDelay": "1000"},
		build2019: {"SameSubnetThreshold": "20", "RouteHistoryLength": "10", "CrossSiteDelay": "1000"},
	}
	for windowsBuild, want := range tests {
		n := Server2008R2("HV01")
		n.OS.Build, n.Cluster.Properties = windowsBuild, nil
		rows, err := build(t, n).Query("root/MSCluster", "SELECT * FROM MSCluster_Cluster")
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, p := range rows[0].Properties {
			switch p.Name {
			case "SameSubnetThreshold", "RouteHistoryLength", "CrossSiteDelay":
				got[p.Name] = propertyText(p.Value)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("build %d: %s", windowsBuild, diff)
		}
	}

	n := Server2008R2("HV01")
	n.Cluster.Properties["CrossSiteDelay"] = 1000
	if _, err := n.Build(); err == nil || !strings.Contains(err.Error(), `"CrossSiteDelay" does not exist on build 7601`) {
		t.Errorf("a property of 2016 on 2008 R2: %v", err)
	}
}

func TestStoppedClusterService(t *testing.T) {
	n := Server2008R2("HV01")
	for i := range n.Services {
		if n.Services[i].Name == "ClusSvc" {
			n.Services[i].State = "Stopped"
		}
	}
	m := build(t, n)
	rows, err := m.Query("root/MSCluster", "SELECT Name FROM MSCluster_Node")
	if err != nil || len(rows) != 0 {
		t.Errorf("rows %v, error %v; want none and none", rows, err)
	}
	if key, _ := m.hive.open("Cluster"); key != nil {
		t.Error("the cluster hive is loaded")
	}
}

func TestDescribedTables(t *testing.T) {
	n := bare()
	n.OS.Build = build2012
	n.Tables = map[string]map[string][]map[string]any{
		"root/StandardCimv2": {"MSFT_Synthetic": {{"Name": "corp", "NetworkCategory": 2, "Servers": []any{"a", "b"}, "Ports": []any{1, 2}, "Empty": nil}}},
		"root/cimv2": {
			"Win32_Service":        {{"Name": "Only", "Started": true}},
			"Win32_ComputerSystem": {{"TotalPhysicalMemory": 1024, "OEMLogoBitmap": []any{255, 0}, "Roles": []string{"NT"}}},
		},
	}
	m := build(t, n)
	for _, tt := range []struct{ space, query, want string }{
		{"root/standardcimv2", "SELECT * FROM MSFT_Synthetic WHERE NetworkCategory=2", "Empty=null Name=corp NetworkCategory=2 Ports=[1 2] Servers=[a b]"},
		{"root/cimv2", "SELECT Name,Started,State FROM Win32_Service", "Name=Only Started=true State=null"},
		{"root/cimv2", "SELECT TotalPhysicalMemory,OEMLogoBitmap,Roles FROM Win32_ComputerSystem WHERE TotalPhysicalMemory=1024", "OEMLogoBitmap=[255 0] Roles=[NT] TotalPhysicalMemory=1024"},
	} {
		rows, err := m.Query(tt.space, tt.query)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{tt.want}, joinRows(rows)); diff != "" {
			t.Error(diff)
		}
	}

	n.Tables["root/cimv2"]["Win32_Service"][0]["Started"] = "yes"
	if _, err := n.Build(); err == nil || !strings.Contains(err.Error(), `property "Started" cannot be yes`) {
		t.Errorf("a text for a boolean: %v", err)
	}
}
