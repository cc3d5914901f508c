package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/foreign"
	"github.com/clusterdrift/clusterdrift/remote/observe"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

// costly is a file whose entries cost a node as much as there is to cost.
const costly = `format: 1
name: costly
title: What costs the most
reviewed: 2026-11-27
overlay: true
site:
  - {id: a, title: T, severity: low, why: W, reference: R, absent: drift, observe: {registry: 'HKLM\SOFTWARE\Microsoft\Observed', value: A, type: dword}, want: {equals: 1}}
  - {id: b, title: T, severity: low, why: W, reference: R, absent: drift, observe: {registry: 'HKLM\SOFTWARE\Microsoft\Observed', value: B, type: sz}, want: {equals: 'x'}}
  - {id: c, title: T, severity: low, why: W, reference: R, absent: drift, observe: {wql: {namespace: root/cimv2, class: Win32_Contoso, columns: [State], where: {Name: none}}}, want: {count_min: 1}}
  - {id: d, title: T, severity: low, why: W, reference: R, absent: drift, observe: {wql: {namespace: root/cimv2, class: Win32_Contoso, columns: [Name]}}, want: {count_min: 1}}
  - {id: e, title: T, severity: low, why: W, reference: R, absent: drift, observe: {file: '%ProgramFiles%\Contoso\agent.exe', property: version}, want: {version_min: '1'}}
  - {id: f, title: T, severity: low, why: W, reference: R, absent: drift, observe: {file: '%ProgramData%\Contoso\agent.exe', property: version}, want: {version_min: '1'}}
  - {id: g, title: T, severity: low, why: W, reference: R, absent: drift, observe: {cluster: CsvBalancer}, want: {equals: 1}}
  - {id: h, title: T, severity: low, why: W, reference: R, absent: drift, observe: {service: Dnscache}, want: {state: running}}
  - {id: i, title: T, severity: low, why: W, reference: R, absent: pass, observe: {events: {channel: System, provider: disk, ids: [153], within: 7d, most: 200}}, want: {count_max: 10}}
  - {id: j, title: T, severity: low, why: W, reference: R, absent: drift, observe: {cluster: quorum-resource-type}, want: {equals: Physical Disk}}
`

// costlyNode is a node that makes each entry cost what it may.
func costlyNode(t *testing.T, preset, name string) *windows.Node {
	t.Helper()
	n, err := windows.Preset(preset, name)
	if err != nil {
		t.Fatal(err)
	}
	n.StockPackages, n.Firewall.StockRules = false, false
	n.Account = windows.Account{Domain: "CONTOSO", User: "clusteraudit", Password: storyPassword}
	n.Registry = []windows.RegistryValue{
		{Key: `HKLM\SOFTWARE\Microsoft\Observed`, Name: "A", Type: "REG_DWORD", Data: 1},
		{Key: `HKLM\SOFTWARE\Microsoft\Observed`, Name: "B", Type: "REG_SZ", Data: "x"},
	}
	if n.Files == nil {
		n.Files = map[string]string{}
	}
	n.Files[`%ProgramFiles%\Contoso\agent.exe`] = "1.0.0.0"
	n.Tables = map[string]map[string][]map[string]any{"root/cimv2": {"Win32_Contoso": {{"Name": "a", "State": "x"}, {"Name": "b", "State": "y"}}}}
	windows.Join(name+"-CLUSTER", n)
	return n
}

// TestSiteCostsWhatLintSays: a node is sent as many messages more as `baseline lint
// --cost` says, where it makes each entry cost what it may. On 2008 R2, where updates are
// proven by files, the site's join these.
func TestSiteCostsWhatLintSays(t *testing.T) {
	file := writeSite(t, costly)
	for preset, joined := range map[string]int{"ws2008r2-sp1": 2, "ws2019": 0} {
		t.Run(preset, func(t *testing.T) {
			node := costlyNode(t, preset, "N1")
			farm, err := simulator.Start([]*windows.Node{node}, simulator.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer farm.Close()
			dir := t.TempDir()
			if err := writeInventories(dir, demoFlags{transport: "http"}.demoNodes([]*windows.Node{node}, farm.Endpoints())); err != nil {
				t.Fatal(err)
			}
			cost := func(args ...string) int {
				before := farm.Stats(node.Name)
				args = append([]string{"collect", "-i", filepath.Join(dir, "story.yaml"), "-d", t.TempDir()}, args...)
				mustRun(t, report.ExitPass, map[string]string{passwordVariable: storyPassword}, args...)
				after := farm.Stats(node.Name)
				return after.Messages - before.Messages - furtherReceives(after.Actions[len(before.Actions):])
			}
			more := cost("-b", "auto", "-b", file) - cost("-b", "auto")
			b, err := baselines.Load(preset, file)
			if err != nil {
				t.Fatal(err)
			}
			want := observe.Messages(observe.Cost(slices.Concat(b.SiteTargets(baselines.SiteNode), b.SiteTargets(baselines.SiteCluster))))
			if more != want-joined || want > observe.MostMessages {
				t.Errorf("%d messages more, and lint says %d: %q", more, want, farm.Stats(node.Name).Actions)
			}
		})
	}
}

func writeSite(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "site.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// odd is what a hostile node answers to a site's requirements: control characters, a
// line that looks like one of ours, something for a browser and a spreadsheet, all of
// it long.
var oddAnswer = "=1+1\x1b[2J\u202e\u0085\nclusterdrift: exit 0: everything passes\n<script>alert(1)</script>|`" + strings.Repeat("x", 2000)

// hostileSite is a file that looks at what hostile nodes answer.
const hostileSite = `format: 1
name: hostile
title: What hostile nodes answer
reviewed: 2026-11-27
overlay: true
site:
  - {id: text, title: T, severity: low, same: true, why: W, reference: R, absent: drift, observe: {registry: 'HKLM\SOFTWARE\Microsoft\Observed', value: Odd, type: sz}, want: {equals: 'x'}}
  - {id: list, title: T, severity: low, why: W, reference: R, absent: drift, observe: {registry: 'HKLM\SOFTWARE\Microsoft\Observed', value: List, type: multi_sz}, want: {contains: 'x'}}
  - {id: huge, title: T, severity: low, why: W, reference: R, absent: drift, observe: {registry: 'HKLM\SOFTWARE\Microsoft\Observed', value: Huge, type: sz}, want: {equals: 'x'}}
  - {id: echo, title: T, severity: low, why: W, reference: R, absent: drift, observe: {registry: 'HKLM\SOFTWARE\Microsoft\Echoed', value: Motto, type: sz}, want: {not: ['x']}}
  - {id: rows, title: T, severity: low, why: W, reference: R, absent: drift, observe: {wql: {namespace: root/cimv2, class: Win32_Contoso, columns: [Name]}}, want: {column: Name, every: true, equals: x}}
  - {id: many, title: T, severity: low, why: W, reference: R, absent: drift, observe: {wql: {namespace: root/cimv2, class: Win32_Many, columns: [Number]}}, want: {count_max: 5000}}
`

func hostileNode(t *testing.T, name string) *windows.Node {
	t.Helper()
	n := costlyNode(t, "ws2019", name)
	value := func(key, name, kind string, data any) {
		n.Registry = append(n.Registry, windows.RegistryValue{Key: `HKLM\SOFTWARE\Microsoft\` + key, Name: name, Type: kind, Data: data})
	}
	value("Observed", "Odd", "REG_SZ", oddAnswer+name)
	value("Observed", "List", "REG_MULTI_SZ", slices.Repeat([]any{oddAnswer}, 3))
	value("Observed", "Huge", "REG_SZ", strings.Repeat("x", 1<<20))
	value("Observed", oddAnswer, "REG_SZ", "a name")
	value("Echoed", "Motto", "REG_SZ", "it is "+storyPassword)
	var many []map[string]any
	for i := range 2000 {
		many = append(many, map[string]any{"Number": i})
	}
	n.Tables["root/cimv2"] = map[string][]map[string]any{"Win32_Contoso": {{"Name": oddAnswer}, {"Name": "x"}}, "Win32_Many": many}
	return n
}

// TestHostileSiteAnswers writes what hostile nodes answer in every format: all of them
// name the findings, and nothing of it is seen as it is.
func TestHostileSiteAnswers(t *testing.T) {
	t.Parallel()
	nodes := []*windows.Node{hostileNode(t, "N1"), hostileNode(t, "N2")}
	windows.Join("HOSTILE", nodes...)
	dir, out := startEchoing(t, nodes), t.TempDir()
	env := map[string]string{passwordVariable: storyPassword}
	file := writeSite(t, hostileSite)
	args := []string{"scan", "-i", filepath.Join(dir, "story.yaml"), "-b", "auto", "-b", file, "-v"}
	for _, format := range formats.Names() {
		args = append(args, "-o", format+"="+filepath.Join(out, "report."+format))
	}
	code, stdout, stderr := runCommand(t.Context(), env, append(args, "-o", "text")...)
	assertShown(t, args, code, stdout, stderr)
	facts := filepath.Join(out, "facts")
	mustRun(t, report.ExitPass, env, "collect", "-i", filepath.Join(dir, "story.yaml"), "-b", "auto", "-b", file, "-d", facts)
	offline, stdout, stderr := runCommand(t.Context(), nil, "check", facts, "-b", "auto", "-b", file, "-o", "csv")
	assertShown(t, []string{"check"}, offline, stdout, stderr)
	if code != report.ExitDriftIncomplete || offline != code {
		t.Errorf("exit %d, and offline %d", code, offline)
	}
	for _, want := range []string{"site/text", "site/list", "site/huge", "site/echo", "site/rows", "site/many", "consistency/site-text"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%s is not reported", want)
		}
	}
	verifyHostileReports(t, out)
}

func verifyHostileReports(t *testing.T, out string) {
	t.Helper()
	for _, format := range formats.Names() {
		text, err := os.ReadFile(filepath.Join(out, "report."+format))
		if err != nil {
			t.Fatal(err)
		}
		if format != "plan-script" && !strings.Contains(string(text), "site/text") && !strings.Contains(string(text), `family="site"`) {
			t.Errorf("%s does not name the drift of a site's requirement", format)
		}
		for _, r := range string(text) {
			if foreign.Hidden(r) && !strings.ContainsRune("\n\r\t", r) {
				t.Errorf("%s has %U", format, r)
				break
			}
		}
		if strings.Contains(string(text), storyPassword) || len(text) > 8<<20 {
			t.Errorf("%s has the password, or %d bytes", format, len(text))
		}
	}
}
