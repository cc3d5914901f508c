package capture_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/capture"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// TestSiteRule writes entries for values of each kind, from a synthetic node.
func TestSiteRule(t *testing.T) {
	const disk, vendor = `HKLM\SYSTEM\CurrentControlSet\Services\Disk`, `HKLM\SOFTWARE\Wow6432Node\Contoso\Agent`
	n := golden(20348)
	saw := func(key, value string, typ observe.Type, section facts.Section, d *facts.Datum) {
		r := &observe.Registry{Key: key, Value: value, Type: typ, Root: `HKLM\SOFTWARE\Wow6432Node\Contoso`}
		target, err := observe.Target{Registry: r}.Normal()
		if err != nil {
			t.Fatal(err)
		}
		n.Site = append(n.Site, facts.Observed{Section: section, Target: target.ID(), Value: d})
	}
	failed := facts.Section{State: facts.Failed, Problem: &facts.Problem{Kind: "wrong-type", Message: "x"}}
	saw(disk, "TimeOutValue", observe.String, failed, nil)
	saw(disk, "TimeOutValue", observe.DWORD, collected(), &facts.Datum{Number: new(uint64(60))})
	saw(vendor, "Mode", observe.String, collected(), &facts.Datum{Text: new("60 {{x}}")})
	saw(vendor, "Digits", observe.String, collected(), &facts.Datum{Text: new("0060")})
	saw(vendor, "Large", observe.QWORD, collected(), &facts.Datum{Number: new(uint64(1 << 63))})
	saw(vendor, "Servers", observe.MultiString, collected(), &facts.Datum{List: []string{"a"}})
	saw(vendor, "Gone", observe.DWORD, facts.Section{State: facts.Absent}, nil)
	saw(vendor, "Denied", observe.DWORD, failed, nil)
	var values []capture.Value
	for _, rule := range []string{disk + "!TimeOutValue", `hklm\\software\wow6432node\contoso\agent!mode`, vendor + "!Digits", vendor + "!Large", vendor + "!Servers", vendor + "!Gone", vendor + "!Denied", vendor + "!Other"} {
		v, err := capture.ParseValue(rule)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, v)
	}
	base, err := baselines.Load("ws2022")
	if err != nil {
		t.Fatal(err)
	}
	data, err := capture.Baseline(n, base, "ws2022", day, values...)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "site.yaml")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := baselines.Load(file)
	if err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	var got []string
	for _, r := range b.Site {
		got = append(got, r.ID+" "+r.All[0].Observe.ID()+": "+r.Title+" "+string(r.All[0].Absent.Verdict)+" "+string(r.Provenance))
	}
	if diff := cmp.Diff([]string{
		`site/digits registry hklm\software\wow6432node\contoso\agent digits sz: Digits is 0060, as on HV01 drift site`,
		`site/mode registry hklm\software\wow6432node\contoso\agent mode sz: mode is 60 {{x}}, as on HV01 drift site`,
		`site/time-out-value registry hklm\system\currentcontrolset\services\disk timeoutvalue dword: TimeOutValue is 60, as on HV01 drift site`,
	}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{`HKLM\SOFTWARE\Wow6432Node\Contoso`}, b.AllowRoots, cmp.Comparer(strings.EqualFold)); diff != "" {
		t.Error(diff)
	}
	for _, left := range []string{
		"Large of " + vendor + ": a value of type qword cannot be asked for as it is.",
		"Servers of " + vendor + ": a value of type multi_sz cannot be asked for as it is.",
		"Gone of " + vendor + ": it is not there, and an entry wants a value.",
		"Denied of " + vendor + ": it could not be read.",
		"Other of " + vendor + ": the node was not asked for it.",
	} {
		if !strings.Contains(string(data), "# Left out: "+left+"\n") {
			t.Errorf("%q is not said in\n%s", left, data)
		}
	}
}

// TestParseValue: what no file can read, no command line can either.
func TestParseValue(t *testing.T) {
	for text, want := range map[string]string{
		`HKLM\SYSTEM\CurrentControlSet\Services\Disk`:                                `HKLM\SYSTEM\CurrentControlSet\Services\Disk is not a registry value; write it like HKLM\SYSTEM\CurrentControlSet\Services\Disk!TimeOutValue`,
		`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon!DefaultPassword`: `the value DefaultPassword has "password" in its name and may hold a secret; no file lifts this limit: leave the entry out`,
		`HKLM\SOFTWARE\Contoso\Secrets!A`:                                            `HKLM\SOFTWARE\Contoso\Secrets has a key named Secrets, which may hold secrets; no file lifts this limit: leave the entry out`,
		`HKLM\SYSTEM\Setup!A`:                                                        `HKLM\SYSTEM\Setup is not below a key that can be read; what can be read is below HKLM\SYSTEM\CurrentControlSet, HKLM\SOFTWARE\Microsoft, HKLM\SOFTWARE\Policies, HKLM\HARDWARE\DESCRIPTION, HKLM\Cluster`,
		`HKLM\SOFTWARE\Classes\A!B`:                                                  `HKLM\SOFTWARE\Classes\A is not below a key that can be read; what can be read is below HKLM\SYSTEM\CurrentControlSet, HKLM\SOFTWARE\Microsoft, HKLM\SOFTWARE\Policies, HKLM\HARDWARE\DESCRIPTION, HKLM\Cluster`,
		`HKLM\SOFTWARE\Contoso!A`:                                                    "",
		`HKLM\Cluster!a!b`:                                                           `HKLM\Cluster!a is not below a key that can be read; what can be read is below HKLM\SYSTEM\CurrentControlSet, HKLM\SOFTWARE\Microsoft, HKLM\SOFTWARE\Policies, HKLM\HARDWARE\DESCRIPTION, HKLM\Cluster`,
	} {
		_, err := capture.ParseValue(text)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", text, got, want)
		}
	}
}
