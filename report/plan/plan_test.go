package plan

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// drifting are findings of everything in an embedded baseline that has a remedy,
// each of them a drift.
func drifting(t *testing.T, name string) []checks.Finding {
	t.Helper()
	b, err := baselines.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	var all []baselines.Requirement
	for _, p := range b.Heartbeat.Properties {
		all = append(all, p.Requirement)
	}
	for _, o := range b.Offload {
		all = append(all, o.Requirement)
	}
	for _, f := range b.Firewall {
		all = append(all, f.Requirement)
	}
	for _, s := range b.Services {
		all = append(all, s.Requirement)
	}
	for _, h := range b.Hotfixes {
		all = append(all, h.Requirement)
	}
	all = append(all, *b.IPv6.Enabled, *b.PendingReboot, b.Antivirus.Exclusions.Requirement)
	if b.IPv6.NeighbourDiscovery != nil {
		all = append(all, b.IPv6.NeighbourDiscovery.Requirement)
	}
	var found []checks.Finding
	for _, r := range all {
		found = append(found, driftOf(r))
	}
	return found
}

func driftOf(r baselines.Requirement) checks.Finding {
	family, _, _ := strings.Cut(r.ID, "/")
	return checks.Finding{ID: r.ID, Family: family, Title: r.Title, Status: checks.Drift, Severity: r.Severity, Got: "other",
		Reason: "it is other", Fix: r.Fix, Provenance: r.Provenance, Remedy: r.Remedy}
}

func plannedNode(name, host string, number, build int) *facts.Node {
	n := fixture.Node(name, number)
	n.OS.HostName, n.OS.Build = host, build
	return n
}

// pick returns the drifts of these ids.
func pick(t *testing.T, all []checks.Finding, ids ...string) []checks.Finding {
	t.Helper()
	var found []checks.Finding
	for _, id := range ids {
		i := slices.IndexFunc(all, func(f checks.Finding) bool { return f.ID == id })
		if i < 0 {
			t.Fatalf("no %s", id)
		}
		found = append(found, all[i])
	}
	return found
}

// planned is a cluster in which nodes drift by what the embedded baseline asks for.
func planned(t *testing.T, cluster, baseline string, build int, drift map[string][]string) report.Judged {
	all := drifting(t, baseline)
	j := report.Judged{Cluster: checks.Cluster{Name: cluster}}
	number := 0
	for node, ids := range drift {
		number++
		j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: plannedNode(node, node, 0, build), Baseline: fixture.Baseline()})
		for _, f := range pick(t, all, ids...) {
			f.Cluster, f.Node = cluster, node
			j.Findings = append(j.Findings, f)
		}
	}
	return j
}

func plannedOld(t *testing.T) report.Judged {
	return planned(t, "OLD", "ws2008r2-sp1", 7601, map[string][]string{
		"OLD1": {"heartbeat/SameSubnetThreshold", "hotfix/KB2552040", "hotfix/KB2524478", "firewall/cluster-tcp-3343-in"},
		"OLD2": {"heartbeat/SameSubnetThreshold", "offload/chimney", "service/NlaSvc"},
	})
}

func plannedNew(t *testing.T) report.Judged {
	return planned(t, "NEW", "ws2019", 17763, map[string][]string{
		"NEW1": {"heartbeat/CrossSubnetThreshold", "antivirus/exclusions", "firewall/cluster-tcp-3343-in", "service/netprofm"},
		"NEW2": {"heartbeat/CrossSubnetThreshold", "ipv6/enabled", "offload/chimney"},
	})
}

// plannedHostile has nodes and remedies that are not what they should be.
func plannedHostile(t *testing.T) report.Judged {
	j := plannedOld(t)
	j.Cluster.Name = fixture.Hostile
	add := func(n *facts.Node, f checks.Finding) {
		f.Node = n.Name
		j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: n, Baseline: fixture.Baseline()})
		j.Findings = append(j.Findings, f)
	}
	good := pick(t, drifting(t, "ws2008r2-sp1"), "offload/chimney")[0]
	bad := good
	bad.Remedy = &baselines.Remedy{Scope: baselines.OnNode, Cmd: []string{"echo a\r\ndel /q *"}}
	unconfirmed := good
	unconfirmed.Provenance = baselines.Unconfirmed
	odd := good
	odd.ID = "offload/x & del"
	wrongShell := good
	wrongShell.Remedy = &baselines.Remedy{Scope: baselines.OnNode, PowerShell: []string{"Get-Date"}}
	add(plannedNode(fixture.Hostile, fixture.Hostile, 1, 7601), good)
	add(plannedNode(fixture.Injected, "a&calc", 2, 7601), good)
	add(plannedNode("TWIN1", "TWIN", 3, 7601), good)
	add(plannedNode("TWIN2", "twin", 4, 7601), good)
	add(plannedNode("ANCIENT", "ANCIENT", 5, 6002), good)
	add(plannedNode("BAD1", "BAD1", 6, 7601), bad)
	add(plannedNode("BAD2", "BAD2", 7, 7601), unconfirmed)
	add(plannedNode("BAD3", "BAD3", 8, 7601), odd)
	add(plannedNode("BAD4", "BAD4", 9, 7601), wrongShell)
	u := fixture.UnknownFirewall()
	u.Reason = fixture.Hostile
	add(plannedNode("UNKNOWN", "UNKNOWN", 10, 7601), u)
	n, f := fixture.UnreachableNode("DARK", 11)
	f.Node = "DARK"
	j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: n})
	j.Findings = append(j.Findings, f)
	return j
}

func scripts(t *testing.T, r *report.Result) map[string]string {
	t.Helper()
	files, err := Scripts(r)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		all[f.Name] = string(f.Data)
	}
	return all
}

func TestPlanGolden(t *testing.T) {
	for name, tt := range map[string]struct {
		judged report.Judged
		files  []string
	}{
		"old":     {plannedOld(t), []string{"cluster-OLD1.cmd", "node-OLD1.cmd", "node-OLD2.cmd", "plan.md"}},
		"new":     {plannedNew(t), []string{"cluster-NEW1.ps1", "node-NEW1.ps1", "node-NEW2.ps1", "plan.md"}},
		"hostile": {plannedHostile(t), []string{"cluster-OLD1.cmd", "node-OLD1.cmd", "node-OLD2.cmd", "plan.md"}},
		"pass":    {fixture.Quiet(), []string{"plan.md"}},
	} {
		t.Run(name, func(t *testing.T) {
			files, err := Scripts(fixture.Result(tt.judged))
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, f := range files {
				names = append(names, f.Name)
				fixture.Golden(t, "plan-"+name+"."+f.Name, f.Data)
			}
			slices.Sort(names)
			if diff := cmp.Diff(tt.files, names); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestScriptsHoldNothingElse: every line of a script is one of the script without
// anything to do, of a remedy, or names an update.
func TestScriptsHoldNothingElse(t *testing.T) {
	for _, tt := range []struct {
		baseline string
		build    int
		shell    shell
	}{{"ws2008r2-rtm", 7600, commandPrompt}, {"ws2008r2-sp1", 7601, commandPrompt}, {"ws2012", 9200, powerShell}, {"ws2012r2", 9600, powerShell},
		{"ws2016", 14393, powerShell}, {"ws2019", 17763, powerShell}, {"ws2022", 20348, powerShell}, {"ws2025", 26100, powerShell}} {
		t.Run(tt.baseline, func(t *testing.T) {
			var ids []string
			lines := map[string]bool{}
			for _, f := range drifting(t, tt.baseline) {
				if f.ID == clusterServiceID {
					continue // it would be named in a comment
				}
				ids = append(ids, f.ID)
				if f.Remedy != nil {
					for _, l := range linesFor(*f.Remedy, tt.shell) {
						lines[l] = true
					}
				}
			}
			all := scripts(t, fixture.Result(planned(t, "C", tt.baseline, tt.build, map[string][]string{"N1": ids})))
			if len(all) != 3 {
				t.Fatalf("%d files", len(all))
			}
			for name, text := range all {
				if name != "plan.md" {
					checkScript(t, name, text, lines)
				}
			}
		})
	}
}

var (
	idLine      = regexp.MustCompile(`^echo\([a-z0-9-]+/[A-Za-z0-9._-]+$`)
	stepLine    = regexp.MustCompile(`^    @\{ Id = '[a-z0-9-]+/[A-Za-z0-9._-]+'; Line = '((?:[^']|'')*)' \}$`)
	updateLines = regexp.MustCompile(`^(?:call :(?:find|install) KB\d+|    'KB\d+'|echo\(  wusa\.exe FILE-OF-KB\d+\.msu /quiet /norestart)$`)
)

func checkScript(t *testing.T, name, text string, remedies map[string]bool) {
	t.Helper()
	fixed := map[string]bool{}
	for _, restart := range []bool{true, false} {
		page := scriptPage{Name: name, Version: "1.0.0", Made: "2026-11-22 09:30:12 UTC", Scanned: "2026-11-22 09:30:00 UTC",
			Cluster: "C", Host: "N1", Scan: "--partial N1", Once: strings.HasPrefix(name, "cluster-"), Restart: restart, Updates: []string{"KB1"}}
		for _, updates := range [][]string{nil, {"KB1"}} {
			page.Updates = updates
			bare, err := page.render(shell(strings.TrimPrefix(filepath.Ext(name), ".")))
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range strings.Split(string(bare), "\r\n") {
				fixed[l] = true
			}
		}
	}
	shown := map[string]bool{}
	for l := range remedies {
		shown["echo(  "+cmdEcho(l)] = true
	}
	seen := map[string]bool{}
	for _, l := range strings.Split(text, "\r\n") {
		if m := stepLine.FindStringSubmatch(l); m != nil {
			l = strings.ReplaceAll(m[1], "''", "'")
		}
		seen[l] = true
		if !fixed[l] && !remedies[l] && !shown[l] && !idLine.MatchString(l) && !updateLines.MatchString(l) {
			t.Errorf("%s: %q is neither fixed nor a remedy", name, l)
		}
	}
	if !slices.ContainsFunc(slices.Collect(keysOf(seen)), func(l string) bool { return remedies[l] }) {
		t.Errorf("%s mends nothing", name)
	}
	fixture.CheckPlain(t, name, text)
}

func keysOf(m map[string]bool) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// TestScriptLabels: whatever a script of cmd.exe goes to is there, once.
func TestScriptLabels(t *testing.T) {
	target := regexp.MustCompile(`(?:goto |call :)([a-z]+)`)
	all := scripts(t, fixture.Result(plannedOld(t)))
	for name, text := range scripts(t, fixture.Result(planned(t, "C", "ws2008r2-sp1", 7601, map[string][]string{"RESTART": {"pending-reboot/restart"}}))) {
		all[name] = text
	}
	if len(all) != 5 {
		t.Fatalf("%d files", len(all))
	}
	for name, text := range all {
		if name == "plan.md" {
			continue
		}
		for _, m := range target.FindAllStringSubmatch(text, -1) {
			if strings.Count(text, "\r\n:"+m[1]+"\r\n") != 1 {
				t.Errorf("%s: label %s", name, m[1])
			}
		}
	}
}

// TestScriptsParse asks PowerShell itself, where there is one. Nothing is run.
func TestScriptsParse(t *testing.T) {
	pwsh, err := exec.LookPath("pwsh")
	if err != nil {
		t.Skip("no pwsh here")
	}
	for name, text := range scripts(t, fixture.Result(plannedNew(t))) {
		if !strings.HasSuffix(name, ".ps1") {
			continue
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		const parse = `$e = $null; $null = [System.Management.Automation.Language.Parser]::ParseFile($args[0], [ref]$null, [ref]$e); $e; exit $e.Count`
		if out, err := exec.Command(pwsh, "-NoProfile", "-Command", "& {"+parse+"} '"+path+"'").CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestCmdEcho(t *testing.T) {
	for s, want := range map[string]string{
		`plain`:                  `plain`,
		`%SystemRoot%\x`:         `%%SystemRoot%%\x`,
		`a & b | c > d < e`:      `a ^& b ^| c ^> d ^< e`,
		`say "a & b"`:            `say ^"a ^& b^"`,
		`(Get-Cluster).x = 1`:    `^(Get-Cluster^).x = 1`,
		`^`:                      `^^`,
		"back`tick $x ! /? 'it'": "back`tick $x ! /? 'it'",
	} {
		if got := cmdEcho(s); got != want {
			t.Errorf("%s becomes %s, want %s", s, got, want)
		}
	}
}

func TestPSQuote(t *testing.T) {
	for s, want := range map[string]string{
		`plain`:         `'plain'`,
		`it's`:          `'it''s'`,
		"$(x) `n \"y\"": "'$(x) `n \"y\"'",
		`'; del *; '`:   `'''; del *; '''`,
	} {
		if got := psQuote(s); got != want {
			t.Errorf("%s becomes %s, want %s", s, got, want)
		}
	}
}

func TestComment(t *testing.T) {
	if got := comment("a%PATH%^&b\r\nc \"d\" ü #>"); strings.ContainsAny(got, "%^&\r\n\"#>ü") {
		t.Error(got)
	}
}

func TestDoableLinesArePlain(t *testing.T) {
	for _, line := range []string{"", " a", "a\nb", "a\r", "a\tb", "ü", "a\u2019b", "a\x00", strings.Repeat("x", 1001)} {
		f := report.Finding{ID: "a/b", Provenance: baselines.Sourced, Remedy: &baselines.Remedy{Scope: baselines.OnNode, Cmd: []string{line}}}
		if doable(f, commandPrompt) {
			t.Errorf("%q is taken for a line", line)
		}
	}
}

// TestPlanFollowsTheSite: what a site asks for instead of a sourced value is done by
// script as well.
func TestPlanFollowsTheSite(t *testing.T) {
	f := report.Finding{ID: "a/b", Provenance: baselines.Site, Remedy: &baselines.Remedy{Scope: baselines.OnNode, Cmd: []string{"x"}}}
	if !doable(f, commandPrompt) {
		t.Error("it is left to a person")
	}
}

// TestPlanOrder: nodes that restart come last, and each with one restart.
func TestPlanOrder(t *testing.T) {
	p := newPlan(fixture.Result(plannedOld(t)))[0]
	if len(p.nodes) != 2 || p.nodes[0].node.Name != "OLD2" || p.nodes[0].restart || !p.nodes[1].restart {
		t.Errorf("%+v", p.nodes)
	}
	if diff := cmp.Diff([]string{"KB2524478", "KB2552040"}, p.nodes[1].packages); diff != "" {
		t.Error(diff)
	}
	if text := scripts(t, fixture.Result(plannedOld(t)))["node-OLD1.cmd"]; strings.Count(text, "\r\nshutdown.exe") != 1 {
		t.Error("not one restart")
	}
}

// TestPlanAgreesOnce: what nodes of a cluster want set differently is for a person.
func TestPlanAgreesOnce(t *testing.T) {
	j := plannedOld(t)
	for i, f := range j.Findings {
		if f.ID == "heartbeat/SameSubnetThreshold" && f.Node == "OLD2" {
			j.Findings[i].Remedy = &baselines.Remedy{Scope: baselines.OnCluster, Cmd: []string{"cluster.exe /prop SameSubnetThreshold=9:DWORD"}}
		}
	}
	p := newPlan(fixture.Result(j))[0]
	if p.once != nil || len(p.decide) != 2 {
		t.Errorf("once %+v, decide %d", p.once, len(p.decide))
	}
}

// TestPlanBlockers: a cluster that lacks a node must not lose another one.
func TestPlanBlockers(t *testing.T) {
	j := plannedNew(t)
	stopped := fixture.Simple("service/ClusSvc", "service", checks.Drift, baselines.Critical, "stopped")
	stopped.Node = "NEW1"
	j.Findings = append(j.Findings, stopped)
	cut := fixture.Simple("cluster-network/interfaces", "cluster-network", checks.Waived, baselines.High, "NEW2 on Heartbeat: down")
	j.Findings = append(j.Findings, cut)
	in := fixture.Input(j)
	in.Interrupted = true
	want := []string{"the nodes cannot all reach each other: cluster-network/interfaces NEW2 on Heartbeat: down", "NEW1 may not be in the cluster: service/ClusSvc stopped", "the scan was interrupted: not every node was read"}
	r := report.New(in)
	if diff := cmp.Diff(want, newPlan(r)[0].blockers); diff != "" {
		t.Error(diff)
	}
	for name, text := range scripts(t, r) {
		if strings.HasSuffix(name, ".ps1") && !strings.Contains(text, "# DO NOT BEGIN: NEW1 may not") {
			t.Errorf("%s does not say so", name)
		}
	}
}
