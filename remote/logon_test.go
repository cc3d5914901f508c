package remote_test

import (
	"context"
	"crypto/tls"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// gate admits every logon and keeps what came of them.
type gate struct {
	admitted int
	outcomes []remote.Outcome
}

func (g *gate) admit(context.Context) (func(remote.Outcome), error) {
	g.admitted++
	return func(o remote.Outcome) { g.outcomes = append(g.outcomes, o) }, nil
}

// enter opens a session and reads with it; it returns the first error.
func (g *gate) enter(t *testing.T, target remote.Target, c remote.Credentials) error {
	t.Helper()
	o := options()
	o.Admit = g.admit
	o.Limits.Message, o.Limits.Backoff = time.Second, time.Millisecond
	s, err := remote.Open(t.Context(), target, c, o)
	if err != nil {
		return err
	}
	defer s.Close(t.Context())
	for range 3 {
		if _, err := s.Query(t.Context(), "root/cimv2", "SELECT Version FROM Win32_OperatingSystem"); err != nil {
			return err
		}
	}
	return nil
}

// Before the password goes out the session is admitted, and says what came of it
// each time. Only an answer to the password is a refusal of it.
func TestLogonOutcomes(t *testing.T) {
	type outcomes = []remote.Outcome
	conduct := func(c windows.Conduct) func(*windows.Node) { return func(n *windows.Node) { n.Conduct = c } }
	offers := func(schemes ...string) func(*windows.Node) { return conduct(windows.Conduct{Offers: schemes}) }
	fault := func(f string) func(*windows.Node) { return conduct(windows.Conduct{Fault: f}) }
	tests := []struct {
		name    string
		node    func(*windows.Node)
		auth    remote.Auth
		https   bool
		wrong   bool // the password
		want    outcomes
		kind    remote.Kind // of the error; empty: none
		refused bool
	}{
		{name: "sealed", auth: remote.NTLM, want: outcomes{remote.LogonUnproven, remote.LogonProven}},
		{name: "ntlm over https", auth: remote.NTLM, https: true, want: outcomes{remote.LogonAccepted}},
		{name: "basic", auth: remote.Basic, https: true, want: outcomes{remote.LogonAccepted}},

		{name: "wrong, sealed", auth: remote.NTLM, wrong: true, want: outcomes{remote.LogonRefused}, kind: remote.AuthRefused, refused: true},
		{name: "wrong, ntlm over https", auth: remote.NTLM, https: true, wrong: true, want: outcomes{remote.LogonRefused}, kind: remote.AuthRefused, refused: true},
		{name: "wrong, basic", auth: remote.Basic, https: true, wrong: true, want: outcomes{remote.LogonRefused}, kind: remote.AuthRefused, refused: true},

		{name: "no ntlm", auth: remote.NTLM, node: offers("Kerberos"), kind: remote.AuthFailed},
		{name: "no ntlm over https", auth: remote.NTLM, https: true, node: offers("Basic", "CredSSP"), kind: remote.AuthFailed},
		{name: "no basic", auth: remote.Basic, https: true, node: offers("Negotiate", "Kerberos"), want: outcomes{remote.LogonBroken}, kind: remote.AuthFailed},
		{name: "only basic, in clear", auth: remote.NTLM, node: fault(simulator.FaultDowngradeBasic), kind: remote.AuthFailed},
		{name: "no seal", auth: remote.NTLM, node: fault(simulator.FaultNoSeal), kind: remote.NotSealed},
		{name: "redirected", auth: remote.Basic, https: true, node: fault(simulator.FaultRedirect), want: outcomes{remote.LogonBroken}, kind: remote.Malformed},
		{name: "silent", auth: remote.NTLM, node: fault(simulator.FaultSilent), kind: remote.Timeout},
		{name: "silent over https", auth: remote.Basic, https: true, node: fault(simulator.FaultSilent), want: outcomes{remote.LogonBroken}, kind: remote.Timeout},

		{name: "no answer", auth: remote.NTLM, node: fault(simulator.FaultSilentAfterChallenge), want: outcomes{remote.LogonBroken}, kind: remote.Timeout},
		{name: "no answer over https", auth: remote.Basic, https: true, node: fault(simulator.FaultSilentAfterChallenge), want: outcomes{remote.LogonBroken}, kind: remote.Timeout},
		{name: "rogue", auth: remote.NTLM, wrong: true, node: fault(simulator.FaultAnyPassword), want: outcomes{remote.LogonUnproven}, kind: remote.NotSealed},
		{name: "rogue over https", auth: remote.NTLM, https: true, wrong: true, node: fault(simulator.FaultAnyPassword), want: outcomes{remote.LogonAccepted}},
		{name: "answers in clear", auth: remote.NTLM, node: fault(simulator.FaultUnsealed), want: outcomes{remote.LogonUnproven}, kind: remote.NotSealed},
		{name: "refused once it was accepted", auth: remote.NTLM, node: fault(simulator.FaultUnauthorizedLater), want: outcomes{remote.LogonUnproven, remote.LogonProven}, kind: remote.AuthRefused},
		{name: "refused once it was accepted, basic", auth: remote.Basic, https: true, node: fault(simulator.FaultUnauthorizedLater), want: outcomes{remote.LogonAccepted}, kind: remote.AuthRefused},
		{name: "again on a fresh connection", auth: remote.NTLM, node: fault(simulator.FaultResetOnce),
			want: outcomes{remote.LogonUnproven, remote.LogonProven, remote.LogonUnproven, remote.LogonProven}},
		{name: "again on a fresh connection, basic", auth: remote.Basic, https: true, node: fault(simulator.FaultResetOnce),
			want: outcomes{remote.LogonAccepted, remote.LogonAccepted}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			node := windows.Healthy(1, password)[0]
			if tt.node != nil {
				tt.node(node)
			}
			farm, err := simulator.Start([]*windows.Node{node}, simulator.Options{HTTPS: tt.https})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(farm.Close)
			c, to := credentials(), target(farm)
			to.Auth = tt.auth
			if tt.wrong {
				c.Password = remote.NewSecret("wrong")
			}
			var g gate
			err = g.enter(t, to, c)
			if tt.kind == "" && err != nil || tt.kind != "" && !remote.IsKind(err, tt.kind) {
				t.Errorf("error %v, want kind %q", err, tt.kind)
			}
			if !slices.Equal(g.outcomes, tt.want) {
				t.Errorf("outcomes %v, want %v", g.outcomes, tt.want)
			}
			if got := remote.PasswordRefused(err); got != tt.refused {
				t.Errorf("the password was refused: %v, want %v", got, tt.refused)
			}
			if shown := farm.Stats(node.Name).Passwords; g.admitted == 0 && shown > 0 {
				t.Errorf("%d passwords were shown without leave", shown)
			}
		})
	}
}

// A session that is not admitted shows no password.
func TestLogonNotAdmitted(t *testing.T) {
	for _, auth := range []remote.Auth{remote.NTLM, remote.Basic} {
		farm, to := start(t, "", simulator.Options{HTTPS: true})
		to.Auth = auth
		o, full := options(), errors.New("no more")
		o.Admit = func(context.Context) (func(remote.Outcome), error) { return nil, full }
		if _, err := remote.Open(t.Context(), to, credentials(), o); err != full {
			t.Errorf("%s: %v", auth, err)
		}
		if n := farm.Stats(farm.Endpoints()[0].Node).Passwords; n != 0 {
			t.Errorf("%s: %d passwords were shown", auth, n)
		}
	}
}

// A session that is closed before it reads has shown nothing.
func TestLogonUnused(t *testing.T) {
	_, to := start(t, "", simulator.Options{HTTPS: true})
	var g gate
	o := options()
	o.Admit = g.admit
	s, err := remote.Open(t.Context(), to, credentials(), o)
	if err != nil {
		t.Fatal(err)
	}
	s.Close(t.Context())
	if !slices.Equal(g.outcomes, []remote.Outcome{remote.LogonBroken}) {
		t.Errorf("outcomes %v", g.outcomes)
	}
}

// The KDC is shown the password once: its ticket is proof, and only the first
// error of a refusal is one of the password.
func TestLogonByKerberos(t *testing.T) {
	realm, dir := startRealm(t)
	good := passwordLogin(dir)
	wrong, unknown := good, good
	wrong.Password = remote.NewSecret("wrong")
	unknown.User = "nobody@" + realmName
	cached := remote.Login{CCache: dir + "/ccache", Config: good.Config}
	tests := []struct {
		name    string
		login   remote.Login
		fault   string
		want    []remote.Outcome
		kind    remote.Kind
		refused bool
	}{
		{"right", good, "", []remote.Outcome{remote.LogonProven}, "", false},
		{"a ticket from before", cached, "", nil, "", false},
		{"wrong", wrong, "", []remote.Outcome{remote.LogonRefused}, remote.KDCRefused, true},
		{"unknown user", unknown, "", []remote.Outcome{remote.LogonBroken}, remote.KDCRefused, false},
		{"the node refuses the ticket", good, simulator.FaultDowngradeBasic, []remote.Outcome{remote.LogonProven}, remote.AuthFailed, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			farm, _ := start(t, tt.fault, simulator.Options{Realm: realm})
			c := remote.Credentials{Tickets: newTickets(t, tt.login)}
			var g gate
			for node := range 3 { // the same one each time
				err := g.enter(t, kerberosTarget(farm), c)
				if tt.kind == "" && err != nil || tt.kind != "" && !remote.IsKind(err, tt.kind) {
					t.Errorf("error %v, want kind %q", err, tt.kind)
				}
				if got, want := remote.PasswordRefused(err), tt.refused && node == 0; got != want {
					t.Errorf("node %d: the password was refused: %v, want %v", node, got, want)
				}
			}
			if !slices.Equal(g.outcomes, tt.want) {
				t.Errorf("outcomes %v, want %v", g.outcomes, tt.want)
			}
		})
	}
}

// A refused client certificate is not a refused password.
func TestLogonByCertificate(t *testing.T) {
	farm, to := start(t, "", simulator.Options{HTTPS: true}) // its account has no certificate
	to.Auth = remote.Certificate
	pair, err := tls.X509KeyPair(farm.ClientCertificate())
	if err != nil {
		t.Fatal(err)
	}
	var g gate
	err = g.enter(t, to, remote.Credentials{Client: &pair})
	if !remote.IsKind(err, remote.AuthRefused) || remote.PasswordRefused(err) || g.admitted != 0 {
		t.Errorf("%v, admitted %d times", err, g.admitted)
	}
}
