package observe

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// disk is a target that nothing is wrong with.
func disk() Registry {
	return Registry{Key: `HKLM\SYSTEM\CurrentControlSet\Services\Disk`, Value: "TimeOutValue", Type: DWORD}
}

func plan() WQL {
	return WQL{Namespace: "root/cimv2/power", Class: "Win32_PowerPlan", Columns: []string{"InstanceID", "IsActive"}, Where: []Condition{{Column: "IsActive", Bool: new(true)}}}
}

func retries() Events {
	return Events{Channel: "System", Provider: "disk", IDs: []int{153, 51}, Within: 7 * 24 * time.Hour, Most: 200}
}

func with[T any](v T, change func(*T)) *T {
	change(&v)
	return &v
}

// TestOneID: two spellings of one thing have one ID, and what is normal stays so.
func TestOneID(t *testing.T) {
	agent := File{`%ProgramFiles%\Contoso\agent.exe`, "version"}
	tests := map[string][]Target{
		`registry hklm\system\currentcontrolset\services\disk timeoutvalue dword`: {
			{Registry: with(disk(), func(*Registry) {})},
			{Registry: with(disk(), func(r *Registry) { r.Key = `HKEY_LOCAL_MACHINE\\system\\CURRENTCONTROLSET\\services\\disk\\` })},
			{Registry: with(disk(), func(r *Registry) { r.Key, r.Value = `hklm:\SYSTEM\CurrentControlSet\Services\Disk`, "TIMEOUTVALUE" })},
			{Registry: with(disk(), func(r *Registry) { r.Root = `HKLM\SOFTWARE\Contoso` })},
		},
		`registry "hklm\\software\\wow6432node\\contoso\\the agent" version sz`: {
			{Registry: &Registry{Key: `HKLM\SOFTWARE\WOW6432Node\Contoso\The Agent`, Value: "Version", Type: String, Root: `hklm\software\\contoso`}},
		},
		`service dnscache`: {{Service: "Dnscache"}, {Service: "DNSCACHE"}},
		`wql root/cimv2/power win32_powerplan instanceid,isactive where isactive=true`: {
			{WQL: with(plan(), func(*WQL) {})},
			{WQL: with(plan(), func(q *WQL) {
				q.Namespace, q.Class, q.Columns = `ROOT\CIMV2\power`, "win32_powerplan", []string{"IsActive", "instanceid"}
			})},
		},
		`file %programfiles%\contoso\agent.exe version`: {
			{File: &agent}, {File: &File{`%PROGRAMFILES%\\contoso\Agent.exe`, "version"}},
		},
		`events system disk 51,153 within 168h0m0s most 200`: {
			{Events: with(retries(), func(*Events) {})},
			{Events: with(retries(), func(e *Events) { e.Channel, e.Provider, e.IDs = "SYSTEM", "Disk", []int{51, 153} })},
		},
		`cluster dynamicquorumenabled`: {{Cluster: "DynamicQuorumEnabled"}, {Cluster: "dynamicquorumenabled"}},
	}
	for want, targets := range tests {
		for _, target := range targets {
			normal, err := target.Normal()
			if err != nil {
				t.Errorf("%s: %v", want, err)
				continue
			}
			again, err := normal.Normal()
			if diff := cmp.Diff(normal, again); diff != "" || err != nil {
				t.Errorf("%s is not normal again: %v\n%s", want, err, diff)
			}
			if normal.ID() != want {
				t.Errorf("ID %s, want %s", normal.ID(), want)
			}
		}
	}
}

// TestIDsDiffer: what is not one thing has not one ID, whatever is in its names.
func TestIDsDiffer(t *testing.T) {
	targets := []Target{
		{Registry: &Registry{Key: `HKLM\Cluster\a b`, Value: "c", Type: String}},
		{Registry: &Registry{Key: `HKLM\Cluster\a`, Value: "b c", Type: String}},
		{Registry: &Registry{Key: `HKLM\Cluster\a`, Value: `b" "c`, Type: String}},
		{Registry: &Registry{Key: `HKLM\Cluster\a`, Value: `"b c"`, Type: String}},
		{Registry: &Registry{Key: `HKLM\Cluster\a`, Value: "b c", Type: ExpandString}},
		{Service: "a"}, {Service: "b"},
		{WQL: with(plan(), func(q *WQL) { q.Where[0] = Condition{Column: "IsActive", Text: new("true")} })},
		{WQL: with(plan(), func(q *WQL) { q.Where[0] = Condition{Column: "IsActive", Number: new(int64(1))} })},
		{WQL: with(plan(), func(q *WQL) { q.Where[0] = Condition{Column: "IsActive", Text: new(`true" and b="c`)} })},
		{WQL: with(plan(), func(q *WQL) { q.Where = nil })},
		{Events: with(retries(), func(e *Events) { e.Most = 201 })},
		{Events: with(retries(), func(e *Events) { e.IDs = []int{51} })},
		{Events: with(retries(), func(e *Events) { e.Within = time.Hour })},
		{Cluster: "Name"},
	}
	seen := map[string]int{}
	for i, target := range targets {
		if j, ok := seen[target.ID()]; ok {
			t.Errorf("targets %d and %d are both %s", j, i, target.ID())
		}
		seen[target.ID()] = i
	}
}

func TestLimits(t *testing.T) {
	inKey := func(key string) Target { return Target{Registry: with(disk(), func(r *Registry) { r.Key = key })} }
	query := func(change func(*WQL)) Target { return Target{WQL: with(plan(), change)} }
	event := func(change func(*Events)) Target { return Target{Events: with(retries(), change)} }
	tests := []struct {
		target Target
		want   string
	}{
		{Target{}, `: a target names one of registry, service, wql, file, events and cluster; write one entry for each of several`},
		{Target{Service: "a", Cluster: "Name"}, `: a target names one of registry, service, wql, file, events and cluster; write one entry for each of several`},
		{inKey(`HKCU\SOFTWARE`), `registry: "HKCU\SOFTWARE" is not a key below HKLM; write it like HKLM\SYSTEM\CurrentControlSet\Services\Disk`},
		{inKey(`HKLM\`), `registry: "HKLM\" is not a key below HKLM of a sensible length; write it like HKLM\SYSTEM\CurrentControlSet\Services\Disk`},
		{inKey(`HKLM\SYSTEM\CurrentControlSet\Services\Dïsk`), `registry: "HKLM\SYSTEM\CurrentControlSet\Services\Dïsk" has a name that is not printable ASCII, or a blank at the end of one; only such keys can be read`},
		{inKey(`HKLM\SYSTEM\CurrentControlSet\Services\Disk `), `registry: "HKLM\SYSTEM\CurrentControlSet\Services\Disk " has a name that is not printable ASCII, or a blank at the end of one; only such keys can be read`},
		{inKey(`HKLM\SYSTEM\ControlSet001\Services\Disk`), `registry: HKLM\SYSTEM\ControlSet001\Services\Disk may not be the control set that is in use; write CurrentControlSet in place of ControlSet001`},
		{inKey(`HKLM\SYSTEM\Setup`), `registry: HKLM\SYSTEM\Setup is not below a key that can be read; what can be read is below HKLM\SYSTEM\CurrentControlSet, HKLM\SOFTWARE\Microsoft, HKLM\SOFTWARE\Policies, HKLM\HARDWARE\DESCRIPTION, HKLM\Cluster`},
		{inKey(`HKLM\SOFTWARE\Contoso\Agent`), `registry: HKLM\SOFTWARE\Contoso\Agent is not below a key that can be read; if it is a vendor's, add it to allow_roots: 'HKLM\SOFTWARE\Contoso'`},
		{Target{Registry: &Registry{Key: `HKLM\SOFTWARE\Contoso`, Value: "a", Type: DWORD, Root: `HKLM\SOFTWARE\Fabrikam`}}, `registry: HKLM\SOFTWARE\Contoso is not below HKLM\SOFTWARE\Fabrikam; name the key of allow_roots that it is below`},
		{Target{Registry: &Registry{Key: `HKLM\SYSTEM\Setup`, Value: "a", Type: DWORD, Root: `HKLM\SYSTEM`}}, `: HKLM\SYSTEM is not a key below HKLM\SOFTWARE; allow_roots is for vendors' keys: write it like HKLM\SOFTWARE\Contoso`},
		{Target{Registry: with(disk(), func(r *Registry) { r.Value = "" })}, `value: "" is not the name of a registry value; write its name in printable ASCII, like TimeOutValue`},
		{Target{Registry: with(disk(), func(r *Registry) { r.Type = "none" })}, `type: "none" is not a type of registry values; write one of dword, qword, sz, expand_sz, multi_sz and binary`},
		{Target{Service: "a'b"}, `service: "a'b" is not a service name; write it like Dnscache`},
		{Target{Cluster: "Security"}, `cluster: "Security" is not a property of the cluster that can be read; write the name that MSCluster_Cluster has, like DynamicQuorumEnabled, or quorum-resource-type`},
		{query(func(q *WQL) { q.Namespace = "root/default" }), `wql/namespace: "root/default" is not a namespace that can be read; valid: root/cimv2, root/cimv2/power, root/MSCluster, root/StandardCimv2, root/wmi, root/virtualization/v2, root/rsop/computer`},
		{query(func(q *WQL) { q.Class = "__EventFilter" }), `wql/class: "__EventFilter" is not a class name; write it like Win32_PowerPlan`},
		{query(func(q *WQL) { q.Class = "CIM_DataFile" }), `wql/class: CIM_DataFile is not a class of root/cimv2/power that can be read; name one that begins with Win32_`},
		{query(func(q *WQL) { q.Class = "Win32_A WHERE 1=1" }), `wql/class: "Win32_A WHERE 1=1" is not a class name; write it like Win32_PowerPlan`},
		{query(func(q *WQL) { q.Columns = nil }), `wql/columns: 0 columns of Win32_PowerPlan; name 1 to 8 columns`},
		{query(func(q *WQL) { q.Columns = []string{"A", "*"} }), `wql/columns/1: "*" is not a column name; write it like InstanceID`},
		{query(func(q *WQL) { q.Where[0].Bool = nil }), `wql/where/IsActive: IsActive is compared with nothing; write a text, a number, true or false`},
		{query(func(q *WQL) { q.Where[0] = Condition{Column: "Name", Text: new("a\nb")} }), `wql/where/Name: the text for Name is too long or has control characters; write one line of 256 bytes at most`},
		{query(func(q *WQL) { q.Where = slices.Repeat(q.Where, 9) }), `wql/where: 9 conditions for Win32_PowerPlan; name 8 conditions at most`},
		{Target{File: &File{`\\server\share\a.exe`, "version"}}, `file: "\\server\share\a.exe" is not a path that can be read; begin it with a drive, C:\, or one of %SystemRoot%, %ProgramFiles%, %ProgramFiles(x86)%, %CommonProgramFiles%, %ProgramData%`},
		{Target{File: &File{`%TEMP%\a.exe`, "version"}}, `file: "%TEMP%\a.exe" is not a path that can be read; begin it with a drive, C:\, or one of %SystemRoot%, %ProgramFiles%, %ProgramFiles(x86)%, %CommonProgramFiles%, %ProgramData%`},
		{Target{File: &File{`C:\a\..\b.exe`, "version"}}, `file: "C:\a\..\b.exe" has a name that is not a folder or file: ".."; write the whole path, like %ProgramFiles%\Contoso\agent.exe`},
		{Target{File: &File{`C:\a.txt:b`, "version"}}, `file: "C:\a.txt:b" has a name that is not a folder or file: "a.txt:b"; write the whole path, like %ProgramFiles%\Contoso\agent.exe`},
		{Target{File: &File{`C:\*.exe`, "version"}}, `file: "C:\*.exe" has a name that is not a folder or file: "*.exe"; write the whole path, like %ProgramFiles%\Contoso\agent.exe`},
		{Target{File: &File{`C:\`, "version"}}, `file: "C:" is not the path of a file; write the whole path, like %ProgramFiles%\Contoso\agent.exe, in 200 characters at most`},
		{Target{File: &File{`C:\a.exe`, "content"}}, `property: "content" is not a property of files that can be read; valid: version`},
		{event(func(e *Events) { e.Channel = `System" & calc` }), `events/channel: "System\" & calc" is not the name of an event log; write it like System`},
		{event(func(e *Events) { e.Provider = "a'] or *" }), `events/provider: "a'] or *" is not the name of a source of events; write it like disk`},
		{event(func(e *Events) { e.IDs = nil }), `events/ids: 0 numbers of events; name 1 to 16`},
		{event(func(e *Events) { e.IDs = []int{1, 65536} }), `events/ids/1: 65536 is not the number of an event; write one from 0 to 65535`},
		{event(func(e *Events) { e.Within = 91 * 24 * time.Hour }), `events/within: the window of events is not from 1 minute to 90 days; write it like 7d`},
		{event(func(e *Events) { e.Most = 1001 }), `events/most: 1001 events; read 1 to 1000`},
	}
	for _, tt := range tests {
		_, err := tt.target.Normal()
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v, want %s", tt.target.ID(), err, tt.want)
			continue
		}
		if got := strings.Join(e.Path, "/") + ": " + err.Error(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func TestRoot(t *testing.T) {
	for text, want := range map[string]string{
		`hklm\software\\Contoso\`:                  `HKLM\SOFTWARE\Contoso`,
		`HKLM\SOFTWARE\Wow6432Node\Contoso\Agent`:  `HKLM\SOFTWARE\Wow6432Node\Contoso\Agent`,
		`HKLM\SOFTWARE`:                            `error: HKLM\SOFTWARE is not a key below HKLM\SOFTWARE`,
		`HKLM\SOFTWARE\Wow6432Node`:                `error: HKLM\SOFTWARE\Wow6432Node is not a key below HKLM\SOFTWARE`,
		`HKLM\SOFTWARE\Classes`:                    `error: HKLM\SOFTWARE\Classes is not a vendor's key`,
		`HKLM\SOFTWARE\WOW6432NODE\classes\CLSID`:  `error: HKLM\SOFTWARE\WOW6432NODE\classes\CLSID is not a vendor's key`,
		`HKLM\SOFTWARE\Microsoft\Some`:             `error: HKLM\SOFTWARE\Microsoft\Some is not a vendor's key`,
		`HKLM\SAM`:                                 `error: HKLM\SAM is in HKLM\SAM, which may hold secrets`,
		`HKLM\SYSTEM`:                              `error: HKLM\SYSTEM is not a key below HKLM\SOFTWARE`,
		`HKLM\SOFTWARE\Microsoft\Cryptography\RNG`: `error: HKLM\SOFTWARE\Microsoft\Cryptography\RNG is in HKLM\SOFTWARE\Microsoft\Cryptography\RNG, which may hold secrets`,
	} {
		got, err := Root(text)
		if err != nil {
			message, _, _ := strings.Cut(err.Error(), ";")
			got = "error: " + message
		}
		if got != want {
			t.Errorf("Root(%s) = %s, want %s", text, got, want)
		}
	}
}

// FuzzRegistry: whatever a file writes, what is accepted is below a root, is not denied,
// and is normal.
func FuzzRegistry(f *testing.F) {
	for _, key := range deniedKeys {
		for _, s := range spellings(key) {
			f.Add(s, "Start", `HKLM\SOFTWARE\Contoso`)
		}
	}
	f.Add(`HKLM\SOFTWARE\Contoso\Agent`, "Version", `HKLM\SOFTWARE\Contoso`)
	f.Fuzz(func(t *testing.T, key, value, root string) {
		normal, err := Target{Registry: &Registry{Key: key, Value: value, Type: DWORD, Root: root}}.Normal()
		if err != nil {
			return
		}
		again, err := normal.Normal()
		if err != nil || again.ID() != normal.ID() {
			t.Fatalf("%q is not normal again: %v", normal.Registry.Key, err)
		}
		plain := strings.NewReplacer(`\wow6432node`, "", `\wowaa32node`, "").Replace(strings.ToLower(normal.Registry.Key))
		for _, d := range deniedKeys {
			if strings.HasPrefix(plain+`\`, strings.ToLower(`HKLM\`+d+`\`)) {
				t.Errorf("%q reads %s", key, d)
			}
		}
		for _, word := range secretWords {
			if strings.Contains(strings.ToLower(normal.Registry.Value), word) {
				t.Errorf("%q reads %s", value, word)
			}
		}
		if strings.ContainsFunc(fmt.Sprint(normal.Registry), func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("%q has more than printable ASCII", normal.Registry.Key)
		}
	})
}
