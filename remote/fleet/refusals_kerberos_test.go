package fleet_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// withTickets has every second job, from the first on, log on to a realm with the
// password; the others show it to their nodes.
func withTickets(t *testing.T, realm *kdc.Realm, jobs []fleet.Job, password string) {
	t.Helper()
	conf := filepath.Join(t.TempDir(), "krb5.conf")
	if err := os.WriteFile(conf, []byte(realm.Config()), 0o600); err != nil {
		t.Fatal(err)
	}
	c := remote.Credentials{User: "clusteraudit@CONTOSO.TEST", Password: remote.NewSecret(password)}
	tickets, err := remote.NewTickets(remote.Login{User: c.User, Password: c.Password, Config: conf})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tickets.Close)
	for i := range jobs {
		jobs[i].Credentials = c
		if i%2 == 0 {
			jobs[i].Credentials.Tickets = tickets
			jobs[i].Target.Auth, jobs[i].Target.SPN = remote.Kerberos, "HTTP/"+jobs[i].Name
		}
	}
}

// startRealm starts a realm that knows the account of the nodes.
func startRealm(t *testing.T) *kdc.Realm {
	t.Helper()
	realm, err := kdc.Start("CONTOSO.TEST")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(realm.Close)
	realm.AddUser("clusteraudit", password)
	return realm
}

// The KDC and the nodes refuse the same password: they are counted together, the
// KDC once however many nodes its tickets are for.
func TestRefusalsOfTheKDC(t *testing.T) { overLanes(t, testRefusalsOfTheKDC) }

func testRefusalsOfTheKDC(t *testing.T, lanes fleet.Lanes) {
	realm := startRealm(t)
	f, jobs := mixedFarm(t, "gggggggg", false, simulator.Options{Realm: realm})
	for limit, want := range map[int]string{1: "K-K-K-K-", 2: "KrK-K-K-", 3: "KrKrK-K-"} {
		withTickets(t, realm, jobs, "wrong")
		o := optionsOver(lanes, len(jobs))
		o.Fuses = fleet.NewFuses(limit)
		o.Fuses.ByHand() // no node is slow
		shown, failed := refusedBy(f, jobs), realm.FailedLogons()
		var got strings.Builder
		for _, n := range fleet.Scan(t.Context(), jobs, o) {
			switch {
			case n.Problem == nil:
				got.WriteByte('g')
			case strings.Contains(n.Problem.Message, "the KDC refuses the password"):
				got.WriteByte('K')
			case strings.Contains(n.Problem.Message, "not tried"):
				got.WriteByte('-')
			case strings.Contains(n.Problem.Message, "refused the credentials"):
				got.WriteByte('r')
			}
		}
		if got.String() != want {
			t.Errorf("limit %d: %s, want %s", limit, &got, want)
		}
		if n := refusedBy(f, jobs) - shown + realm.FailedLogons() - failed; n != limit {
			t.Errorf("limit %d: %d refusals", limit, n)
		}
	}
}

// With the right password one logon is enough for all nodes that take tickets. Slow
// ones among them do not hold up those that are shown the password.
func TestTicketsDoNotHoldUpPasswords(t *testing.T) { overLanes(t, testTicketsDoNotHoldUpPasswords) }

func testTicketsDoNotHoldUpPasswords(t *testing.T, lanes fleet.Lanes) {
	realm := startRealm(t)
	nodes := windows.Healthy(8, password)
	for i, n := range nodes {
		if n.Account.Domain = ""; i%2 == 1 {
			n.Account.User += "@CONTOSO.TEST" // as NTLM names it
		} else if i > 0 {
			n.Conduct.Fault = simulator.FaultSlowBody
		}
	}
	_, jobs := farm(t, nodes, simulator.Options{Realm: realm})
	withTickets(t, realm, jobs, password)
	o := optionsOver(lanes, len(jobs))
	o.Fuses = fleet.NewFuses(3)
	o.Fuses.ByHand() // no node is slow
	o.Limits.Message, o.NodeTimeout = time.Hour, time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	read := make(chan *facts.Node, len(jobs))
	o.Done = func(n *facts.Node) { read <- n }
	fleet.Scan(ctx, jobs[:1], o)
	scanned := make(chan []*facts.Node)
	go func() { scanned <- fleet.Scan(ctx, jobs[1:], o) }()
	for range 5 {
		if n := <-read; n.Problem != nil {
			t.Errorf("%s: %+v", n.Name, n.Problem)
		}
	}
	cancel()
	<-scanned
	if as, _ := realm.Requests(); as != 1 || realm.FailedLogons() != 0 {
		t.Errorf("%d logons, %d failed", as, realm.FailedLogons())
	}
}
