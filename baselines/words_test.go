package baselines

import (
	"strings"
	"testing"
)

// A value is written so that each shell takes it for what it is.
func TestWordsAreQuoted(t *testing.T) {
	instance := &Service{Name: "MSSQL$PROD", State: "running", StartMode: []string{"auto"}}
	w := instance.words()
	for key, want := range map[string]string{
		"configure": "sc.exe config MSSQL$PROD start= auto", "Configure": "Set-Service -Name 'MSSQL$PROD' -StartupType Automatic",
		"run": "net.exe start MSSQL$PROD", "Run": "Start-Service -Name 'MSSQL$PROD'",
	} {
		if got := strings.Join(w[key], "\n"); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
	rule := func(program, service string) string {
		r := &FirewallRule{Direction: "in", Protocol: 17, LocalPort: 3343, Program: program, Service: service, Profiles: []string{"domain"}}
		return strings.Join(r.words()["powershell_rule"], "\n")
	}
	for _, tt := range []struct{ program, service, want string }{
		{"System", "", "-Program System -Profile Domain"},
		{`C:\a b\c.exe`, "SQLAgent$PROD", `-Program 'C:\a b\c.exe' -Service 'SQLAgent$PROD' -Profile Domain`},
		{"$(calc)", "", "-Program '$(calc)' -Profile Domain"},
		{"C:\\it's\\x.exe", "", ""},
		{"C:\\a\u2019; calc; \u2018\\x.exe", "", ""},
	} {
		if got := rule(tt.program, tt.service); !strings.HasSuffix(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s: %s, want %s", tt.program, got, tt.want)
		}
	}
}

func TestPowerShellList(t *testing.T) {
	for path, want := range map[string]string{
		`%SystemRoot%\Cluster`: `"$env:SystemRoot\Cluster"`, `%ProgramFiles(x86)%\A`: `"${env:ProgramFiles(x86)}\A"`, `%SystemDrive%x`: `"${env:SystemDrive}x"`,
		`C:\100%\a%`: `"C:\100%\a%"`, `C:\$a`: "\"C:\\`$a\"", "C:\\\u201d; calc": "\"C:\\`\u201d; calc\"", "a`b": "\"a``b\"", `%A%`: `"$env:A"`,
	} {
		if got := powerShellList([]string{path}); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// A remedy for a value that no command can hold is none, and no fault of the file.
func TestRemedyWithoutLines(t *testing.T) {
	b, err := loadFiles(t, map[string]string{"site.yaml": "name: site\nextends: [ws2019]\nfirewall:\n  - {id: cluster-udp-3343-in, program: \"C:\\\\it's\\\\x.exe\"}\n"})
	if err != nil {
		t.Fatal(err)
	}
	if r := saidOf(b)["firewall/cluster-udp-3343-in"]; r.Remedy != nil || len(r.Fix) == 0 {
		t.Errorf("remedy %+v, fix %q", r.Remedy, r.Fix)
	}
}

// Lines of a command are bounded, whatever values it names; each word has one value in
// a line.
func TestLinesAreBounded(t *testing.T) {
	list := func(cmd string) (*Baseline, error) {
		return loadFiles(t, map[string]string{"site.yaml": "name: site\nextends: [ws2008r2-sp1]\nlists:\n  - {kb: 2545685, fix: [{cmd: ['" + cmd + "']}]}\n"})
	}
	b, err := list(strings.Repeat("{{members}} ", 50) + ".")
	if err != nil {
		t.Fatal(err)
	}
	l := b.Lists[0]
	if got := l.Fix[0].Cmd; len(got) != len(l.Members) || strings.Count(got[0], l.Members[0]) != 50 {
		t.Errorf("%d lines of %d members: %s", len(got), len(l.Members), got[0])
	}
	l0 := newLayer("site.yaml", []byte("format: 1\n"))
	many := strings.Split(strings.Repeat("x ", 100), " ")
	a := &advice{tree: &tree{layers: []*layer{l0}}, id: "list/KB1", known: words{"a": many, "b": many}}
	const want = "site.yaml:1:1: the command of list/KB1 makes more than 1000 lines; name fewer keys that have several values"
	if got := a.command(l0.Root, "{{a}} {{b}}"); got != nil || len(a.tree.problems) != 1 || a.tree.problems[0].Error() != want {
		t.Errorf("%d lines, %v", len(got), a.tree.problems)
	}
}
