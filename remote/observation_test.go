package remote_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

const observedKey = `HKLM\SOFTWARE\Microsoft\Observed`

// observedNode is a node with a value of each type, a key that is denied, and rows.
func observedNode(rows ...map[string]any) *windows.Node {
	node := windows.Healthy(1, password)[0]
	value := func(name, kind string, data any) {
		node.Registry = append(node.Registry, windows.RegistryValue{Key: observedKey, Name: name, Type: kind, Data: data})
	}
	value("Number", "REG_DWORD", 4294967295)
	value("Big", "REG_QWORD", 1<<40)
	value("Text", "REG_SZ", `a "b" <c> & 'd'`)
	value("Empty", "REG_SZ", "")
	value("Path", "REG_EXPAND_SZ", `%SystemRoot%\x`)
	value("List", "REG_MULTI_SZ", []any{"a", "", "b"})
	value("None", "REG_MULTI_SZ", []any{})
	value("Bytes", "REG_BINARY", "00ffa1")
	value("Password echo", "REG_SZ", "it is "+password)
	node.Registry = append(node.Registry, windows.RegistryValue{Key: observedKey + `\Shut`, Name: "X", Type: "REG_SZ", Data: "x"})
	node.Denied = append(node.Denied, observedKey+`\Shut`)
	node.Tables = map[string]map[string][]map[string]any{"root/cimv2": {"Win32_Contoso": rows}}
	return node
}

// observing opens a session to a node and notes what it sends.
func observing(t *testing.T, node *windows.Node) (*remote.Session, *requests) {
	t.Helper()
	farm, err := simulator.Start([]*windows.Node{node}, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	sent := &requests{}
	o := options()
	o.Trace = sent
	s, err := remote.Open(t.Context(), target(farm), credentials(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(context.Background()) })
	return s, sent
}

func TestObservedValues(t *testing.T) {
	s, _ := observing(t, observedNode())
	text := func(s string) facts.Datum { return facts.Datum{Text: &s} }
	tests := []struct {
		value string
		kind  observe.Type
		want  facts.Datum
		fails remote.Kind
	}{
		{"Number", observe.DWORD, facts.Datum{Number: new(uint64(4294967295))}, ""},
		{"Big", observe.QWORD, facts.Datum{Number: new(uint64(1 << 40))}, ""},
		{"Text", observe.String, text(`a "b" <c> & 'd'`), ""},
		{"Empty", observe.String, text(""), ""},
		{"Path", observe.ExpandString, text(`C:\Windows\x`), ""},
		{"List", observe.MultiString, facts.Datum{List: []string{"a", "", "b"}}, ""},
		{"None", observe.MultiString, facts.Datum{List: []string{}}, ""},
		{"Bytes", observe.Binary, text("00ffa1"), ""},
		{"Number", observe.String, facts.Datum{}, remote.WrongType},
		{"Text", observe.DWORD, facts.Datum{}, remote.WrongType},
		{"Path", observe.String, facts.Datum{}, remote.WrongType},
		{"Big", observe.DWORD, facts.Datum{}, remote.WrongType},
		{"Absent", observe.DWORD, facts.Datum{}, remote.NotFound},
	}
	for _, tt := range tests {
		got, err := s.ObservedValue(t.Context(), observe.Registry{Key: observedKey, Value: tt.value, Type: tt.kind})
		if !reflect.DeepEqual(got, tt.want) || (err != nil) != (tt.fails != "") || tt.fails != "" && !remote.IsKind(err, tt.fails) {
			t.Errorf("%s as %s: %+v, %v", tt.value, tt.kind, got, err)
		}
	}
	if _, err := s.ObservedValue(t.Context(), observe.Registry{Key: observedKey + `\Shut`, Value: "X", Type: observe.String}); !remote.IsKind(err, remote.AccessDenied) {
		t.Errorf("a key that is denied: %v", err)
	}
	before := s.Echoes()
	if got, err := s.ObservedValue(t.Context(), observe.Registry{Key: observedKey, Value: "Echo", Type: observe.String}); !remote.IsKind(err, remote.NotFound) || s.Echoes() != before {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestObservedKey(t *testing.T) {
	s, _ := observing(t, observedNode())
	listed, err := s.ObservedKey(t.Context(), observe.Registry{Key: observedKey, Value: "X", Type: observe.DWORD})
	want := map[string]observe.Type{"Number": observe.DWORD, "Big": observe.QWORD, "Text": observe.String, "Empty": observe.String, "Path": observe.ExpandString,
		"List": observe.MultiString, "None": observe.MultiString, "Bytes": observe.Binary, "Password echo": observe.String}
	got := map[string]observe.Type{}
	for _, v := range listed {
		got[v.Name] = v.Type
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := s.ObservedKey(t.Context(), observe.Registry{Key: remote.KeyCluster, Value: "ClusterName", Type: observe.String}); err != nil {
		t.Errorf("the key by which the cluster's keys are known to be there: %v", err)
	}
	for key, kind := range map[string]remote.Kind{observedKey + `\Absent`: remote.NotFound, observedKey + `\Shut`: remote.AccessDenied} {
		if _, err := s.ObservedKey(t.Context(), observe.Registry{Key: key, Value: "X", Type: observe.DWORD}); !remote.IsKind(err, kind) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// TestNoProviderIsNoProof: that WMI has no registry provider, or hides it, says nothing
// of the key that is asked for.
func TestNoProviderIsNoProof(t *testing.T) {
	absent := observe.Registry{Key: observedKey + `\Absent`, Value: "X", Type: observe.DWORD}
	s, _ := observing(t, observedNode())
	if _, err := s.ObservedKey(t.Context(), absent); !remote.NoKey(err) {
		t.Errorf("a key that is not there: %v", err)
	}
	for _, code := range []uint32{2150858752, 2150858778} {
		node := observedNode()
		node.Conduct.FaultCode = code
		s, _ := observing(t, node)
		if _, err := s.ObservedKey(t.Context(), absent); err == nil || remote.NoKey(err) {
			t.Errorf("fault %d: %v", code, err)
		}
	}
}

// forbiddenTargets are targets that package observe refuses, or has in another
// spelling than the one that would be sent.
func forbiddenTargets() []observe.Target {
	value := func(key, name string) observe.Target {
		return observe.Target{Registry: &observe.Registry{Key: key, Value: name, Type: observe.String}}
	}
	rows := func(q observe.WQL) observe.Target { return observe.Target{WQL: &q} }
	const logon = `HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon`
	return []observe.Target{
		value(`HKLM\SAM\SAM\Domains\Account\Users`, "V"), value(`HKLM\SECURITY\Policy\Secrets`, "X"), value(logon, "DefaultPassword"),
		value(`HKLM\SYSTEM\CurrentControlSet\Services\SNMP\Parameters\ValidCommunities`, "public"), value(`HKLM\SOFTWARE\Contoso`, "X"),
		value(`HKCU\SOFTWARE\Microsoft`, "X"), value(`hklm\SOFTWARE\Microsoft`, "X"), value(`HKLM\SOFTWARE\\Microsoft`, "X"), value(`HKLM\SYSTEM\ControlSet001\Services`, "X"),
		value(observedKey+`\`, "X"), value(observedKey, ""), value(observedKey, "a\x00b"), value(observedKey, "a\nb"), value(observedKey+"\r", "X"),
		{Registry: &observe.Registry{Key: observedKey, Value: "X", Type: "none"}}, {Registry: &observe.Registry{Key: `HKLM\SOFTWARE\Contoso`, Value: "X", Type: observe.String, Root: `HKLM\SOFTWARE`}},
		rows(observe.WQL{Namespace: "root/cimv2", Class: "Win32_Product", Columns: []string{"Name"}}),
		rows(observe.WQL{Namespace: "root/cimv2", Class: "Win32_Service", Columns: []string{"PathName"}}),
		rows(observe.WQL{Namespace: "root/cimv2", Class: "Win32_Service", Columns: []string{"*"}}), rows(observe.WQL{Namespace: "root/cimv2", Class: "Win32_Service"}),
		rows(observe.WQL{Namespace: "root/default", Class: "Win32_X", Columns: []string{"Name"}}),
		rows(observe.WQL{Namespace: `root\cimv2`, Class: "Win32_X", Columns: []string{"Name"}}),
		rows(observe.WQL{Namespace: "root/cimv2", Class: "Win32_X WHERE Name='x'", Columns: []string{"Name"}}),
		rows(observe.WQL{Namespace: "root/cimv2", Class: "Win32_X", Columns: []string{"Name,Password"}}),
		rows(observe.WQL{Namespace: "root/cimv2", Class: "Win32_X", Columns: []string{"Name"}, Where: []observe.Condition{{Column: "Name"}}}),
		rows(observe.WQL{Namespace: "root/cimv2", Class: "Win32_X", Columns: []string{"Name"}, Where: []observe.Condition{{Column: "Name", Text: new("a\nb")}}}),
	}
}

// TestSessionRefusesWhatObserveRefuses: nothing is sent for a target that is not within
// the limits, even if no file was measured by them before.
func TestSessionRefusesWhatObserveRefuses(t *testing.T) {
	s, _ := observing(t, observedNode())
	for _, target := range forbiddenTargets() {
		before := s.Traffic()
		for name, err := range observedBy(t.Context(), s, target) {
			if !remote.IsKind(err, remote.Refused) {
				t.Errorf("%s of %s: %v", name, target.ID(), err)
			}
		}
		if s.Traffic() != before {
			t.Errorf("%s: something was sent", target.ID())
		}
	}
	good := observe.WQL{Namespace: "root/cimv2", Class: "Win32_Contoso", Columns: []string{"Name"}}
	bad := good
	bad.Class = "Win32_OperatingSystem"
	if _, err := s.ObservedRows(t.Context(), good, bad); !remote.IsKind(err, remote.Refused) {
		t.Errorf("two classes at once: %v", err)
	}
}

// observedBy are the errors of all calls that take a target.
func observedBy(ctx context.Context, s *remote.Session, t observe.Target) map[string]error {
	all := map[string]error{}
	if t.Registry != nil {
		_, all["key"] = s.ObservedKey(ctx, *t.Registry)
		_, all["value"] = s.ObservedValue(ctx, *t.Registry)
		if all["key"] == nil || !remote.IsKind(all["key"], remote.Refused) {
			return all
		}
	}
	if t.WQL != nil {
		_, all["rows"] = s.ObservedRows(ctx, *t.WQL)
		if len(t.WQL.Where) == 0 {
			_, all["class"] = s.ObservedClass(ctx, *t.WQL)
		}
	}
	return all
}

// odd are characters that mean something to XML, WQL or cmd.exe.
var odd = []rune("ab Z09'\"\\%_^&|<>!()[]{};=,.-/*?#\x00\n\té日\u202e]")

func oddText(random *rand.Rand, most int) string {
	text := make([]rune, 1+random.IntN(most))
	for i := range text {
		text[i] = odd[random.IntN(len(odd))]
	}
	return string(text)
}

// TestObservedTextsStayTexts: what a file names reaches the node as it is, or nothing
// is sent: no name ends an element, a string of WQL or an argument of cmd.exe early.
func TestObservedTextsStayTexts(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var rows []map[string]any
	names := map[string]bool{}
	for len(names) < 200 {
		name := oddText(random, 12)
		if folded := strings.ToLower(name); !names[folded] && !strings.ContainsAny(name, "\x00\n\t") {
			names[folded] = true
			rows = append(rows, map[string]any{"Name": name, "Number": len(rows)})
		}
	}
	s, sent := observing(t, observedNode(rows...))
	read := 0
	for _, row := range rows {
		name := row["Name"].(string)
		found, err := s.ObservedRows(t.Context(), observe.WQL{Namespace: "root/cimv2", Class: "Win32_Contoso", Columns: []string{"Number"},
			Where: []observe.Condition{{Column: "Name", Text: &name}}})
		if remote.IsKind(err, remote.Refused) {
			continue
		}
		read++
		if err != nil || len(found) != 1 || found[0]["Number"][0] != fmt.Sprint(row["Number"]) {
			t.Errorf("%q: %v, %v", name, found, err)
		}
	}
	if read < 100 {
		t.Errorf("only %d of %d names were asked for", read, len(rows))
	}
	read = 0
	for range 300 {
		r := observe.Registry{Key: observedKey + `\` + oddText(random, 4), Value: oddText(random, 4), Type: observe.String}
		*sent = nil
		if _, err := s.ObservedValue(t.Context(), r); remote.IsKind(err, remote.Refused) {
			if len(*sent) > 0 {
				t.Errorf("%+v was refused, and sent", r)
			}
			continue
		}
		read++
		if got := inputOf(t, (*sent)[0]); got.Key != strings.TrimPrefix(r.Key, `HKLM\`) || got.Value != r.Value {
			t.Errorf("%+v was sent as %+v", r, got)
		}
	}
	if read < 20 {
		t.Errorf("only %d values were asked for", read)
	}
}

// registryInput is what a message says of a value, by a parser that is not the client's.
type registryInput struct {
	Key   string `xml:"Body>GetStringValue_INPUT>sSubKeyName"`
	Value string `xml:"Body>GetStringValue_INPUT>sValueName"`
}

func inputOf(t *testing.T, envelope string) registryInput {
	t.Helper()
	var in registryInput
	if err := xml.Unmarshal([]byte(envelope), &in); err != nil {
		t.Fatalf("%s: %v", envelope, err)
	}
	return in
}

// TestObservedCommands: a command for the events of a site is run only when no part of
// it means anything to cmd.exe or to the query.
func TestObservedCommands(t *testing.T) {
	node, err := windows.Preset("ws2019", "N1") // which takes many commands in one shell
	if err != nil {
		t.Fatal(err)
	}
	node.Account = windows.Account{Domain: "CONTOSO", User: "clusteraudit", Password: password}
	s, _ := observing(t, node)
	plain := regexp.MustCompile(`^[A-Za-z0-9 ._/-]*$`)
	random := rand.New(rand.NewPCG(3, 4))
	ran := 0
	for i := range 120 {
		channel, provider := oddText(random, 6), oddText(random, 6)
		if i%2 == 0 {
			channel, provider = fmt.Sprintf("Log%s%d", strings.Map(plainOnly, channel), i), "disk"
		}
		query := remote.EventQuery{Channel: channel, Provider: provider, IDs: []int{random.IntN(65536)}, Within: time.Hour, Most: 10}
		for _, c := range []remote.Command{query.Command(), remote.EventLogConfiguration(channel), remote.OldestEvent(channel)} {
			before := s.Traffic()
			_, err := s.Run(t.Context(), []remote.Command{c})
			switch {
			case remote.IsKind(err, remote.Refused):
				if s.Traffic() != before {
					t.Fatalf("%q was refused, and sent", c)
				}
			case err != nil:
				t.Fatalf("%q: %v", c, err)
			case !plain.MatchString(channel) || strings.Contains(string(c), "@Name") && !plain.MatchString(provider):
				t.Errorf("%q was run", c)
			default:
				ran++
			}
		}
	}
	if ran < 50 {
		t.Errorf("only %d commands were run", ran)
	}
	for _, channel := range []string{"Security", "security", "Microsoft-Windows-PowerShell/Operational", "Windows PowerShell", `System" & calc & "`, "System%PATH%"} {
		q := remote.EventQuery{Channel: channel, Provider: "disk", IDs: []int{153}, Within: time.Hour, Most: 10}
		for _, c := range []remote.Command{q.Command(), remote.EventLogConfiguration(channel), remote.OldestEvent(channel)} {
			refused(t, s, channel, c)
		}
	}
	for name, q := range map[string]remote.EventQuery{
		"too long a window": {Channel: "System", Provider: "disk", IDs: []int{153}, Within: 100000 * time.Hour, Most: 10},
		"no numbers":        {Channel: "System", Provider: "disk", Within: time.Hour, Most: 10},
		"no number":         {Channel: "System", Provider: "disk", IDs: []int{99999}, Within: time.Hour, Most: 10},
		"too many":          {Channel: "System", Provider: "disk", IDs: []int{153}, Within: time.Hour, Most: 9999},
	} {
		refused(t, s, name, q.Command())
	}
}

func plainOnly(r rune) rune {
	if r < 0x80 && (r == ' ' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
		return r
	}
	return -1
}

// TestObservedEcho: a value that holds the password comes masked, and counts as an echo.
func TestObservedEcho(t *testing.T) {
	node := observedNode()
	node.Registry = append(node.Registry, windows.RegistryValue{Key: observedKey, Name: "Motto", Type: "REG_SZ", Data: "it is " + password})
	s, _ := observing(t, node)
	before := s.Echoes()
	got, err := s.ObservedValue(t.Context(), observe.Registry{Key: observedKey, Value: "Motto", Type: observe.String})
	if err != nil || got.Text == nil || strings.Contains(*got.Text, password) || s.Echoes() != before+1 {
		t.Errorf("%+v, %v, %d echoes", got, err, s.Echoes()-before)
	}
}
