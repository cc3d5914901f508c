package fleet_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// mixedFarm starts one node for each letter: g is healthy, r has another password,
// k takes Kerberos only, d is down, x lets in whoever comes, s is silent, and c is
// silent once it has been shown a password. The account is one of the domain, or of
// each node with local. The jobs ask for the identity alone.
func mixedFarm(t *testing.T, letters string, local bool, o simulator.Options) (*simulator.Farm, []fleet.Job) {
	t.Helper()
	nodes := windows.Healthy(len(letters), password)
	for i, l := range letters {
		n := nodes[i]
		if local {
			n.Account.Domain = ""
		}
		switch l {
		case 'r':
			n.Account.Password = "another"
		case 'k':
			n.Conduct.Offers = []string{"Kerberos"}
		case 'd':
			n.Conduct.Down = true
		case 'x':
			n.Conduct.Fault = simulator.FaultAnyPassword
		case 's':
			n.Conduct.Fault = simulator.FaultSilent
		case 'c':
			n.Conduct.Fault = simulator.FaultSilentAfterChallenge
		}
	}
	f, jobs := farm(t, nodes, o)
	for i, e := range f.Endpoints() {
		if local {
			jobs[i].Credentials.User = "clusteraudit"
		}
		jobs[i].Plan = func(facts.OS) facts.Request { return facts.Request{} }
		if e.HTTPS {
			jobs[i].Target.HTTPS = true
			jobs[i].Target.TLS.Roots = x509.NewCertPool()
			jobs[i].Target.TLS.Roots.AppendCertsFromPEM(e.CA)
		}
	}
	return f, jobs
}

// letters tells in one letter for each node what came of it: g was read, r refused
// the password, - was not tried, k does not take the scheme, d does not answer.
func letters(nodes []*facts.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		switch p := n.Problem; {
		case p == nil:
			b.WriteByte('g')
		case strings.Contains(p.Message, "not tried"):
			b.WriteByte('-')
		case strings.Contains(p.Message, "refused the credentials"):
			b.WriteByte('r')
		case strings.Contains(p.Message, "does not take"):
			b.WriteByte('k')
		case p.Kind == string(remote.Unreachable):
			b.WriteByte('d')
		default:
			b.WriteString("?" + p.Message)
		}
	}
	return b.String()
}

// refusedBy counts the passwords that the nodes have refused.
func refusedBy(f *simulator.Farm, jobs []fleet.Job) int {
	refused := 0
	for _, j := range jobs {
		refused += f.Stats(j.Name).Refused
	}
	return refused
}

// Whichever node answers first, the result is that of trying the nodes one after
// the other, and no more of them refuse the password than are allowed to. The long
// suite tries more runs.
func TestRefusalsDoNotDependOnWhoIsFirst(t *testing.T) {
	overLanes(t, testRefusalsDoNotDependOnWhoIsFirst)
}

func testRefusalsDoNotDependOnWhoIsFirst(t *testing.T, lanes fleet.Lanes) {
	runs := 30
	if os.Getenv("CLUSTERDRIFT_LONG") != "" {
		runs = 300
	}
	tests := []struct {
		name, nodes, want string
		local, https      bool
		auth              remote.Auth
	}{
		{name: "nodes without the scheme are no refusals", nodes: "kkkgg", want: "kkkgg"},
		{name: "refused and accepted", nodes: "rgrgrgg", want: "rgrgr--"},
		{name: "dead nodes between", nodes: "drdrdrdg", want: "drdrdrd-"},
		{name: "fewer than the limit", nodes: "rkrgggg", want: "rkrgggg"},
		{name: "proven", nodes: "gggrrrrg", want: "gggrrrrg"},
		{name: "proven for a local name only", nodes: "gggrrrrg", want: "gggrrr--", local: true},
		{name: "ntlm over https", nodes: "gxgrrrrg", want: "gggrrr--", https: true},
		{name: "basic", nodes: "xrgrrg", want: "grgrr-", https: true, auth: remote.Basic},
		{name: "basic where it is off", nodes: "kkkkg", want: "kkkkg", https: true, auth: remote.Basic},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, jobs := mixedFarm(t, tt.nodes, tt.local, simulator.Options{HTTPS: tt.https})
			for i := range jobs {
				if tt.auth != "" {
					jobs[i].Target.Auth = tt.auth
				}
			}
			for run := range runs {
				o := optionsOver(lanes, 1+rand.IntN(len(jobs)))
				o.Fuses = fleet.NewFuses(3)
				o.Fuses.ByHand() // no node is slow
				if run == 0 {
					o.Concurrency = 1
				}
				before := refusedBy(f, jobs)
				if got := letters(fleet.Scan(t.Context(), jobs, o)); got != tt.want {
					t.Fatalf("run %d, %d at a time: %s, want %s", run, o.Concurrency, got, tt.want)
				}
				if n := refusedBy(f, jobs) - before; n != strings.Count(tt.want, "r") {
					t.Fatalf("run %d: %d refusals, want %d", run, n, strings.Count(tt.want, "r"))
				}
			}
		})
	}
}

// A rogue node that lets everyone in at once does not lift the limit for the
// others, which refuse a moment later.
func TestRogueNodeDoesNotLiftTheLimit(t *testing.T) { overLanes(t, testRogueNodeDoesNotLiftTheLimit) }

func testRogueNodeDoesNotLiftTheLimit(t *testing.T, lanes fleet.Lanes) {
	for _, auth := range []remote.Auth{remote.NTLM, remote.Basic} {
		for _, nodes := range []string{"xrrrrrrrrr", "xxxxrrrrrr", "rxrrrrrrrr"} {
			t.Run(fmt.Sprint(auth, " ", nodes), func(t *testing.T) {
				f, jobs := mixedFarm(t, nodes, false, simulator.Options{HTTPS: true})
				for i := range jobs {
					jobs[i].Target.Auth = auth
					jobs[i].Credentials.Password = remote.NewSecret("wrong")
				}
				o := optionsOver(lanes, len(jobs))
				o.Fuses = fleet.NewFuses(3)
				fleet.Scan(t.Context(), jobs, o)
				if n := refusedBy(f, jobs); n != 3 {
					t.Errorf("%d nodes have refused the password, want 3", n)
				}
			})
		}
	}
}

// A rogue node cannot make the seal of a password that it does not know.
func TestRogueNodeOverHTTP(t *testing.T) { overLanes(t, testRogueNodeOverHTTP) }

func testRogueNodeOverHTTP(t *testing.T, lanes fleet.Lanes) {
	f, jobs := mixedFarm(t, "xxxrrrrr", false, simulator.Options{})
	for i := range jobs {
		jobs[i].Credentials.Password = remote.NewSecret("wrong")
	}
	o := optionsOver(lanes, len(jobs))
	o.Fuses = fleet.NewFuses(3)
	for i, n := range fleet.Scan(t.Context(), jobs, o) {
		if i < 3 && (n.Problem == nil || n.Problem.Kind != string(remote.NotSealed)) {
			t.Errorf("the rogue node: %+v", n.Problem)
		}
	}
	if n := refusedBy(f, jobs); n != 3 {
		t.Errorf("%d nodes have refused the password, want 3", n)
	}
}

// until waits for what must come to be.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

// Nodes that never answer hold no others up: not before they were shown the
// password, nor, as long as they are fewer than the limit, afterwards.
func TestSilentNodesDoNotHoldUpOthers(t *testing.T) { overLanes(t, testSilentNodesDoNotHoldUpOthers) }

func testSilentNodesDoNotHoldUpOthers(t *testing.T, lanes fleet.Lanes) {
	for _, nodes := range []string{strings.Repeat("s", 60) + "gg", "ccggggg", "scscsggggg"} {
		t.Run(nodes, func(t *testing.T) {
			f, jobs := mixedFarm(t, nodes, false, simulator.Options{})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			o := optionsOver(lanes, len(jobs))
			o.Fuses = fleet.NewFuses(3)
			o.Limits.Message, o.NodeTimeout = time.Hour, time.Hour
			expire := o.Fuses.ByHand()
			read := make(chan *facts.Node, len(jobs))
			o.Done = func(n *facts.Node) { read <- n }
			scanned := make(chan []*facts.Node)
			go func() { scanned <- fleet.Scan(ctx, jobs, o) }()

			silent := func() (open int) {
				for i, l := range nodes {
					s := f.Stats(jobs[i].Name)
					if l == 's' && s.Requests > 0 && s.OpenNow > 0 || l == 'c' && s.Passwords > 0 && s.OpenNow > 0 {
						open++
					}
				}
				return open
			}
			quiet := len(nodes) - strings.Count(nodes, "g")
			until(t, "all silent nodes are waited for", func() bool { expire(); return silent() == quiet })
			for range strings.Count(nodes, "g") {
				expire()
				if n := <-read; n.Problem != nil {
					t.Errorf("%s: %+v", n.Name, n.Problem)
				}
			}
			if silent() != quiet {
				t.Errorf("%d silent nodes are still waited for, want %d", silent(), quiet)
			}
			cancel()
			<-scanned
		})
	}
}

// The phases of a run count their refusals together.
func TestPhasesShareTheFuses(t *testing.T) { overLanes(t, testPhasesShareTheFuses) }

func testPhasesShareTheFuses(t *testing.T, lanes fleet.Lanes) {
	f, jobs := mixedFarm(t, "rrrrrrrr", false, simulator.Options{})
	o := optionsOver(lanes, len(jobs))
	o.Fuses = fleet.NewFuses(3)
	for _, j := range jobs[:2] {
		if _, err := fleet.Members(t.Context(), j, o); !remote.PasswordRefused(err) {
			t.Errorf("%s: %v", j.Name, err)
		}
	}
	if got, want := letters(fleet.Scan(t.Context(), jobs, o)), "r-------"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	_, err := fleet.Members(t.Context(), jobs[7], o)
	if !remote.IsKind(err, remote.NotTried) || remote.PasswordRefused(err) {
		t.Errorf("beyond the limit: %v", err)
	}
	if n, blown := o.Fuses.Blown(jobs[0].Credentials); n != 3 || !blown || refusedBy(f, jobs) != 3 {
		t.Errorf("%d refusals counted, %d made, blown %v", n, refusedBy(f, jobs), blown)
	}
}

// One account in several spellings, or by several schemes, has one fuse.
func TestFusesGoByAccount(t *testing.T) {
	c := func(user, password string) remote.Credentials {
		return remote.Credentials{User: user, Password: remote.NewSecret(password)}
	}
	withTickets := c(`contoso\Audit`, "a")
	withTickets.Tickets = &remote.Tickets{}
	fuses := fleet.NewFuses(1)
	turn := fuses.Turn(c(`CONTOSO\audit`, "a"))
	turn.Begin()
	report, err := turn.Admit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	report(remote.LogonRefused)
	turn.End()
	for _, tt := range []struct {
		credentials remote.Credentials
		blown       bool
	}{
		{c(`contoso\AUDIT`, "a"), true},
		{withTickets, true},
		{c(`CONTOSO\audit`, "b"), false},
		{c(`audit`, "a"), false},
	} {
		if _, blown := fuses.Blown(tt.credentials); blown != tt.blown {
			t.Errorf("%s: blown %v, want %v", tt.credentials.User, blown, tt.blown)
		}
	}
	if _, blown := (*fleet.Fuses)(nil).Blown(c("a", "b")); blown {
		t.Error("no fuses are blown")
	}
}

// Waiting ends with the job's time, or with the scan.
func TestWaitingForATurnEnds(t *testing.T) {
	c := remote.Credentials{User: `CONTOSO\audit`, Password: remote.NewSecret("a")}
	for _, tt := range []struct {
		name  string
		cause error
		kind  remote.Kind
		text  string
	}{
		{"deadline", context.DeadlineExceeded, remote.Timeout, "ran out while it waited"},
		{"interrupted", context.Canceled, remote.Interrupted, "interrupted"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fuses := fleet.NewFuses(1)
			fuses.ByHand()
			first, second, third := fuses.Turn(c), fuses.Turn(c), fuses.Turn(c)
			for _, turn := range []*fleet.Turn{first, second, third} {
				turn.Begin()
			}
			ctx, cancel := context.WithCancel(t.Context())
			if tt.cause == context.DeadlineExceeded {
				ctx, cancel = context.WithDeadline(t.Context(), time.Unix(1, 0))
			}
			cancel()
			_, err := second.Admit(ctx)
			if !remote.IsKind(err, tt.kind) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("error %v", err)
			}
			first.End()
			if _, err := third.Admit(t.Context()); err != nil {
				t.Errorf("a job that gave up holds up the next: %v", err)
			}
		})
	}
}
