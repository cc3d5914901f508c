package fleet_test

import (
	"context"
	"crypto/x509"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

const password = "correct horse"

func plan(t testing.TB) func(facts.OS) facts.Request {
	t.Helper()
	b, err := baselines.Load("ws2008r2-sp1")
	if err != nil {
		t.Fatal(err)
	}
	return func(facts.OS) facts.Request { return checks.Plan(b) }
}

func farm(t testing.TB, nodes []*windows.Node, o simulator.Options) (*simulator.Farm, []fleet.Job) {
	t.Helper()
	f, err := simulator.Start(nodes, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	var jobs []fleet.Job
	for i, e := range f.Endpoints() {
		jobs = append(jobs, fleet.Job{
			Name: e.Node, Cluster: nodes[i].Cluster.Name,
			Target:      remote.Target{Host: e.Host, Port: e.Port, Auth: remote.NTLM},
			Credentials: remote.Credentials{User: `CONTOSO\clusteraudit`, Password: remote.NewSecret(password)},
			Plan:        plan(t),
		})
	}
	return f, jobs
}

func options(concurrency int) fleet.Options {
	return fleet.Options{Concurrency: concurrency, NodeTimeout: time.Minute, Limits: remote.DefaultLimits(), Now: time.Now}
}

// A full 2008 R2 plan costs at most 22 messages, 28 on the two nodes that also
// read the cluster-wide facts, over one connection with two requests for the
// handshake; and it leaves nothing on a node.
func TestMessageBudget(t *testing.T) {
	f, jobs := farm(t, windows.Healthy(8, password), simulator.Options{})
	readers := 0
	for _, n := range fleet.Scan(t.Context(), jobs, options(4)) {
		if n.Problem != nil {
			t.Fatalf("%s: %+v", n.Name, n.Problem)
		}
		budget := 22
		if n.Topology.Interfaces.State == facts.Collected {
			readers++
			budget = 28
		}
		seen := f.Stats(n.Name)
		if n.Traffic.Messages > budget || seen.Messages != n.Traffic.Messages {
			t.Errorf("%s: %d messages counted, %d seen, at most %d are allowed", n.Name, n.Traffic.Messages, seen.Messages, budget)
		}
		if seen.Requests != seen.Messages+2 || seen.Connections != 1 || seen.ShellsOpen != 0 {
			t.Errorf("%s: %d requests for %d messages, %d connections, %d shells left", n.Name, seen.Requests, seen.Messages, seen.Connections, seen.ShellsOpen)
		}
		for _, s := range []facts.Section{n.OS.Section, n.Hotfixes.Section, n.Packages.Section, n.Files.Section, n.Reboot.Section,
			n.Services.Section, n.TCP.Show.Section, n.TCP.Dump.Section, n.TCP.Registry.Section, n.Firewall.Local.Section, n.ClusterOf.Section} {
			if s.State != facts.Collected {
				t.Errorf("%s: %s is %s: %+v", n.Name, s.Source, s.State, s.Problem)
			}
		}
		if n.Firewall.Policy.State != facts.Absent {
			t.Errorf("%s: the policy store is %s", n.Name, n.Firewall.Policy.State)
		}
	}
	if readers != 2 {
		t.Errorf("%d nodes read the cluster-wide facts, want 2", readers)
	}
}

// Every command that reached a node is in the catalogue: nothing but reads.
func TestOnlyReadsReachTheNode(t *testing.T) { overLanes(t, testOnlyReadsReachTheNode) }

func testOnlyReadsReachTheNode(t *testing.T, lanes fleet.Lanes) {
	f, jobs := farm(t, windows.Healthy(1, password), simulator.Options{})
	fleet.Scan(t.Context(), jobs, optionsOver(lanes, 1))
	stats := f.Stats(jobs[0].Name)
	if len(stats.Commands) == 0 {
		t.Fatal("no command was run")
	}
	for _, line := range stats.Commands {
		for _, part := range strings.Split(line, " & ") {
			if !regexp.MustCompile(`^(reg query|netsh interface tcp (show|dump)|wevtutil (qe|gl)) `).MatchString(part) {
				t.Errorf("ran %q", part)
			}
		}
		for _, word := range []string{"powershell", "reg add", "netsh interface tcp set", "del ", ">>"} {
			if strings.Contains(strings.ToLower(line), word) {
				t.Errorf("%q holds %q", line, word)
			}
		}
	}
}

// An account without the right to a shell still learns what WMI and the
// registry provider tell, within the same budget.
func TestAccountWithoutShell(t *testing.T) { overLanes(t, testAccountWithoutShell) }

func testAccountWithoutShell(t *testing.T, lanes fleet.Lanes) {
	nodes := windows.Healthy(1, password)
	nodes[0].Account.NoShell = true
	_, jobs := farm(t, nodes, simulator.Options{})
	n := fleet.Scan(t.Context(), jobs, optionsOver(lanes, 1))[0]
	for name, s := range map[string]facts.Section{"hotfixes": n.Hotfixes.Section, "files": n.Files.Section,
		"services": n.Services.Section, "cluster": n.ClusterOf.Section, "reboot": n.Reboot.Section, "registry": n.TCP.Registry.Section} {
		if s.State != facts.Collected {
			t.Errorf("%s is %s: %+v", name, s.State, s.Problem)
		}
	}
	for name, s := range map[string]facts.Section{"packages": n.Packages.Section, "show": n.TCP.Show.Section, "firewall": n.Firewall.Local.Section} {
		if s.State != facts.Failed || s.Problem.Kind != string(remote.AccessDenied) {
			t.Errorf("%s is %s: %+v", name, s.State, s.Problem)
		}
	}
	if n.Traffic.Messages > 26 {
		t.Errorf("%d messages", n.Traffic.Messages)
	}
}

// Whatever one node does, the others are read, and nothing is left when the
// scan returns.
func TestBadNodesHarmNobody(t *testing.T) { overLanes(t, testBadNodesHarmNobody) }

func testBadNodesHarmNobody(t *testing.T, lanes fleet.Lanes) {
	before := runtime.NumGoroutine()
	nodes := windows.Healthy(len(simulator.Faults())+1, password)
	for i, fault := range simulator.Faults() {
		nodes[i].Conduct.Fault = fault
	}
	f, jobs := farm(t, nodes, simulator.Options{})
	o := optionsOver(lanes, len(jobs))
	o.Limits.Message = time.Second
	o.Limits.Backoff = time.Millisecond
	o.Limits.Pages = 30
	o.NodeTimeout = 10 * time.Second
	scanned := fleet.Scan(t.Context(), jobs, o)
	if last := scanned[len(scanned)-1]; last.Problem != nil || last.Hotfixes.State != facts.Collected {
		t.Errorf("the healthy node: %+v", last.Problem)
	}
	for i, fault := range simulator.Faults() {
		// Some harm a part of the facts at most, some are overcome by another try,
		// and some only concern Kerberos or TLS.
		partial := slices.Contains([]string{
			simulator.FaultPanicText, simulator.FaultBadBase64, simulator.FaultEndlessOutput, simulator.FaultReplayedPage,
			simulator.FaultEndlessPulls, simulator.FaultUnauthorizedLater,
			simulator.FaultQuotaOnce, simulator.FaultQuotaThrice, simulator.FaultResetOnce,
			simulator.FaultNoAPRep, simulator.FaultWrongAPRep, simulator.FaultChangedCertificate, simulator.FaultAnyPassword,
		}, fault)
		if scanned[i].Problem == nil && !partial {
			t.Errorf("%s was not noticed", fault)
		}
	}
	for _, j := range jobs {
		if open := f.Stats(j.Name).OpenNow; open != 0 {
			time.Sleep(100 * time.Millisecond) // the node hears of the end a moment later
			if open = f.Stats(j.Name).OpenNow; open != 0 {
				t.Errorf("%s: %d connections left", j.Name, open)
			}
		}
	}
	f.Close()
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
		time.Sleep(10 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines, %d before", n, before)
	}
}

func TestInterruptedScanReturns(t *testing.T) { overLanes(t, testInterruptedScanReturns) }

func testInterruptedScanReturns(t *testing.T, lanes fleet.Lanes) {
	nodes := windows.Healthy(3, password)
	nodes[1].Conduct.Fault = simulator.FaultSilent
	_, jobs := farm(t, nodes, simulator.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	o := optionsOver(lanes, 1) // the third node is not begun when the scan is interrupted
	done := 0
	o.Done = func(*facts.Node) {
		if done++; done == 1 {
			time.AfterFunc(50*time.Millisecond, cancel)
		}
	}
	traces := 0
	o.Trace = func(fleet.Job) (remote.Tracer, func(), error) {
		traces++
		return nil, func() {}, nil
	}
	scanned := fleet.Scan(ctx, jobs, o)
	if traces != 2 {
		t.Errorf("%d traces are begun", traces)
	}
	if scanned[0].Problem != nil {
		t.Errorf("the first node: %+v", scanned[0].Problem)
	}
	for _, n := range scanned[1:] {
		if n.Problem == nil || n.Problem.Kind != string(remote.Interrupted) {
			t.Errorf("%s: %+v", n.Name, n.Problem)
		}
	}
}

// A wrong password is tried on three nodes and no more, however many are read
// at a time; the others say why they were not.
func TestRefusedCredentialsEndTheScan(t *testing.T) { overLanes(t, testRefusedCredentialsEndTheScan) }

func testRefusedCredentialsEndTheScan(t *testing.T, lanes fleet.Lanes) {
	nodes := windows.Healthy(16, password)
	f, jobs := farm(t, nodes, simulator.Options{Latency: 5 * time.Millisecond})
	for i := range jobs {
		jobs[i].Credentials.Password = remote.NewSecret("wrong")
	}
	o := optionsOver(lanes, 16)
	o.Fuses = fleet.NewFuses(3)
	tried := 0
	for _, n := range fleet.Scan(t.Context(), jobs, o) {
		if n.Problem == nil || n.Problem.Kind != string(remote.AuthRefused) && n.Problem.Kind != string(remote.NotTried) {
			t.Errorf("%s: %+v", n.Name, n.Problem)
		}
		tried += f.Stats(n.Name).Passwords
	}
	if tried != 3 {
		t.Errorf("the password was tried on %d nodes, want 3", tried)
	}
}

// A few nodes that refuse rightly, and any number that do not answer and so have
// refused nothing, do not keep the others from being read.
func TestFailuresThatDoNotEndTheScan(t *testing.T) { overLanes(t, testFailuresThatDoNotEndTheScan) }

func testFailuresThatDoNotEndTheScan(t *testing.T, lanes fleet.Lanes) {
	for _, tt := range []struct {
		name   string
		failed int // the first nodes
		fail   func(*windows.Node)
	}{
		{"few refusals", 2, func(n *windows.Node) { n.Account.Password = "another" }},
		{"dead nodes", 6, func(n *windows.Node) { n.Conduct.Down = true }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			nodes := windows.Healthy(8, password)
			for _, n := range nodes[:tt.failed] {
				tt.fail(n)
			}
			_, jobs := farm(t, nodes, simulator.Options{})
			o := optionsOver(lanes, 8)
			o.Fuses = fleet.NewFuses(3)
			for i, n := range fleet.Scan(t.Context(), jobs, o) {
				if failed := n.Problem != nil; failed != (i < tt.failed) {
					t.Errorf("%s: %+v", n.Name, n.Problem)
				}
			}
		})
	}
}

// Over HTTPS the credentials travel with the first message.
func TestRefusedCredentialsOverHTTPS(t *testing.T) { overLanes(t, testRefusedCredentialsOverHTTPS) }

func testRefusedCredentialsOverHTTPS(t *testing.T, lanes fleet.Lanes) {
	f, jobs := farm(t, windows.Healthy(8, password), simulator.Options{HTTPS: true})
	for i, e := range f.Endpoints() {
		jobs[i].Target.HTTPS = true
		jobs[i].Target.TLS.Roots = x509.NewCertPool()
		jobs[i].Target.TLS.Roots.AppendCertsFromPEM(e.CA)
		jobs[i].Credentials.Password = remote.NewSecret("wrong")
	}
	o := optionsOver(lanes, 8)
	o.Fuses = fleet.NewFuses(2)
	tried := 0
	for _, n := range fleet.Scan(t.Context(), jobs, o) {
		tried += f.Stats(n.Name).Passwords
	}
	if tried != 2 {
		t.Errorf("the password was tried on %d nodes, want 2", tried)
	}
}

// An interrupted scan deletes its shells although the messages under way broke.
// A scan that is over before it can be interrupted is made slower.
func TestInterruptLeavesNoShell(t *testing.T) { overLanes(t, testInterruptLeavesNoShell) }

func testInterruptLeavesNoShell(t *testing.T, lanes fleet.Lanes) {
	for latency := 10 * time.Millisecond; latency < time.Second; latency *= 3 {
		if interruptedLeavesNoShell(t, lanes, latency) {
			return
		}
	}
	t.Error("no scan could be interrupted while a shell was open")
}

// interruptedLeavesNoShell reports whether the scan was interrupted at all.
func interruptedLeavesNoShell(t *testing.T, lanes fleet.Lanes, latency time.Duration) bool {
	t.Helper()
	nodes := windows.Healthy(4, password)
	f, jobs := farm(t, nodes, simulator.Options{Latency: latency})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { // interrupt as soon as a shell is open
		defer cancel()
		for ctx.Err() == nil {
			for _, j := range jobs {
				if f.Stats(j.Name).ShellsOpen > 0 {
					return
				}
			}
			time.Sleep(time.Millisecond)
		}
	}()
	interrupted := slices.ContainsFunc(fleet.Scan(ctx, jobs, optionsOver(lanes, 4)), func(n *facts.Node) bool {
		return n.Firewall.Local.State != facts.Collected
	})
	cancel()
	for _, j := range jobs {
		if open := f.Stats(j.Name).ShellsOpen; open != 0 {
			t.Errorf("%s: %d shells left", j.Name, open)
		}
	}
	return interrupted
}
