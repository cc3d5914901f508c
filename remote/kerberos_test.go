package remote_test

import (
	"crypto/tls"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

const realmName = "CONTOSO.TEST"

// startRealm runs a realm with the account of the simulated nodes and writes
// its krb5.conf, a keytab and a credential cache.
func startRealm(t testing.TB) (*kdc.Realm, string) {
	t.Helper()
	realm, err := kdc.Start(realmName)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(realm.Close)
	realm.AddUser("clusteraudit", password)
	dir := t.TempDir()
	write := func(name string, data []byte, err error) {
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	write("krb5.conf", []byte(realm.Config()), nil)
	keytab, err := realm.Keytab("clusteraudit")
	write("keytab", keytab, err)
	cache, err := realm.CCache("clusteraudit")
	write("ccache", cache, err)
	return realm, dir
}

func passwordLogin(dir string) remote.Login {
	return remote.Login{User: "clusteraudit@" + realmName, Password: remote.NewSecret(password), Config: filepath.Join(dir, "krb5.conf")}
}

func newTickets(t testing.TB, l remote.Login) *remote.Tickets {
	t.Helper()
	tickets, err := remote.NewTickets(l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tickets.Close)
	return tickets
}

// kerberosTarget is how to enter the first node of a farm whose node is NODE0001.
func kerberosTarget(farm *simulator.Farm) remote.Target {
	t := target(farm)
	t.Auth = remote.Kerberos
	t.SPN = "HTTP/" + strings.ToLower(farm.Endpoints()[0].Node) + "." + strings.ToLower(realmName)
	return t
}

func TestKerberosReads(t *testing.T) {
	realm, dir := startRealm(t)
	logins := map[string]remote.Login{
		"password": passwordLogin(dir),
		"keytab":   {User: "clusteraudit", Realm: realmName, Keytab: filepath.Join(dir, "keytab"), Config: filepath.Join(dir, "krb5.conf")},
		"ccache":   {CCache: "FILE:" + filepath.Join(dir, "ccache"), Config: filepath.Join(dir, "krb5.conf")},
	}
	for name, login := range logins {
		for _, https := range []bool{false, true} {
			t.Run(name+map[bool]string{false: " over http", true: " over https"}[https], func(t *testing.T) {
				farm, _ := start(t, "", simulator.Options{HTTPS: https, Realm: realm})
				credentials := remote.Credentials{User: login.User, Tickets: newTickets(t, login)}
				s, err := remote.Open(t.Context(), kerberosTarget(farm), credentials, options())
				if err != nil {
					t.Fatal(err)
				}
				rows, err := s.Query(t.Context(), "root/cimv2", "SELECT HotFixID FROM Win32_QuickFixEngineering")
				if err != nil || len(rows) < 2 {
					t.Fatalf("%d rows, %v", len(rows), err)
				}
				out, err := s.Run(t.Context(), []remote.Command{remote.RegQuery(remote.KeyFirewallRules)})
				if err != nil || len(out[0].Text) < 50_000 {
					t.Errorf("%d bytes of output, %v", len(out[0].Text), err)
				}
				if s.Node().Sealed == https {
					t.Errorf("sealed: %v", s.Node().Sealed)
				}
				s.Close(t.Context())
				extra := 1 // the leg with the ticket; over https the ticket travels with the first message
				if https {
					extra = 0
				}
				checkTraffic(t, farm, s, extra)
			})
		}
	}
}

// One ticket-granting ticket for a scan, one service ticket for each node, and
// no goroutine left.
func TestKerberosTicketsAreCounted(t *testing.T) {
	realm, dir := startRealm(t)
	nodes := windows.Healthy(4, password)
	farm, err := simulator.Start(nodes, simulator.Options{Realm: realm})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	before := runtime.NumGoroutine()
	as, tgs := realm.Requests()
	tickets, err := remote.NewTickets(passwordLogin(dir))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second session to a node uses the ticket again
		for _, e := range farm.Endpoints() {
			target := remote.Target{Host: e.Host, Port: e.Port, Auth: remote.Kerberos, SPN: "HTTP/" + strings.ToLower(e.Node) + "." + strings.ToLower(realmName)}
			s, err := remote.Open(t.Context(), target, remote.Credentials{Tickets: tickets}, options())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Query(t.Context(), "root/cimv2", "SELECT Version FROM Win32_OperatingSystem"); err != nil {
				t.Error(err)
			}
			s.Close(t.Context())
		}
	}
	tickets.Close()
	asNow, tgsNow := realm.Requests()
	if asNow-as != 1 || tgsNow-tgs != len(nodes) {
		t.Errorf("%d ticket-granting and %d service tickets, want 1 and %d", asNow-as, tgsNow-tgs, len(nodes))
	}
	waitForGoroutines(t, before)
}

func TestKerberosRefusals(t *testing.T) {
	realm, dir := startRealm(t)
	realm.AddService("HTTP/old."+strings.ToLower(realmName), 23) // RC4 only
	other, err := kdc.Start("OTHER.TEST")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	farm, _ := start(t, "", simulator.Options{Realm: realm})
	outside, _ := start(t, "", simulator.Options{}) // knows nothing of the realm
	skewed := windows.Healthy(1, password)
	skewed[0].Conduct.ClockSkew = time.Hour
	late, err := simulator.Start(skewed, simulator.Options{Realm: realm})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(late.Close)

	good := passwordLogin(dir)
	wrong, nobody := good, good
	wrong.Password = remote.NewSecret("wrong")
	nobody.User = "nobody@" + realmName
	rc4, unknown := kerberosTarget(farm), kerberosTarget(farm)
	rc4.SPN, unknown.SPN = "HTTP/old."+strings.ToLower(realmName), "HTTP/nowhere.contoso.test"
	tests := []struct {
		name   string
		login  remote.Login
		target remote.Target
		kind   remote.Kind
		text   string
	}{
		{"wrong password", wrong, kerberosTarget(farm), remote.KDCRefused, "refuses the password"},
		{"unknown user", nobody, kerberosTarget(farm), remote.KDCRefused, "does not know the user"},
		{"unknown service", good, unknown, remote.AuthFailed, "does not know the service"},
		{"only RC4", good, rc4, remote.AuthFailed, "only RC4"},
		{"a node outside the realm", good, kerberosTarget(outside), remote.AuthRefused, "does not take Kerberos|refused the ticket"},
		{"clock skew", good, kerberosTarget(late), remote.AuthFailed, "clocks"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := remote.Open(t.Context(), tt.target, remote.Credentials{Tickets: newTickets(t, tt.login)}, options())
			if err == nil {
				s.Close(t.Context())
			}
			checkError(t, err, tt.kind)
			for _, want := range strings.Split(tt.text, "|") {
				if strings.Contains(err.Error(), want) {
					return
				}
			}
			t.Errorf("%v does not say %q", err, tt.text)
		})
	}
}

// A wrong password is tried once for the whole scan, not once for each node.
func TestKerberosTriesAWrongPasswordOnce(t *testing.T) {
	realm, dir := startRealm(t)
	farm, _ := start(t, "", simulator.Options{Realm: realm})
	login := passwordLogin(dir)
	login.Password = remote.NewSecret("wrong")
	tickets := newTickets(t, login)
	for range 3 {
		_, err := remote.Open(t.Context(), kerberosTarget(farm), remote.Credentials{Tickets: tickets}, options())
		checkKind(t, err, remote.KDCRefused)
	}
	if n := realm.FailedLogons(); n != 1 {
		t.Errorf("%d failed logons, want 1", n)
	}
}

func TestKerberosHostileNodes(t *testing.T) {
	realm, dir := startRealm(t)
	tickets := newTickets(t, passwordLogin(dir))
	tests := []struct {
		fault string
		https bool
		kind  remote.Kind
	}{
		{simulator.FaultWrongAPRep, false, remote.NotSealed},
		{simulator.FaultNoAPRep, false, remote.NotSealed},
		{simulator.FaultWrongAPRep, true, remote.NotSealed},
		{simulator.FaultNoAPRep, true, remote.NotSealed},
		{simulator.FaultUnsealed, false, remote.NotSealed},
		{simulator.FaultWrongSequence, false, remote.NotSealed},
		{simulator.FaultTruncatedSeal, false, remote.Malformed},
		{simulator.FaultMalformedMultipart, false, remote.Malformed},
		{simulator.FaultWrongRelatesTo, false, remote.Malformed},
		{simulator.FaultUnauthorizedLater, false, remote.AuthRefused},
	}
	for _, tt := range tests {
		t.Run(tt.fault+map[bool]string{false: " http", true: " https"}[tt.https], func(t *testing.T) {
			farm, _ := start(t, tt.fault, simulator.Options{HTTPS: tt.https, Realm: realm})
			checkError(t, readWith(t, kerberosTarget(farm), remote.Credentials{Tickets: tickets}), tt.kind)
		})
	}
}

// readWith returns the first error of two reads.
func readWith(t *testing.T, target remote.Target, c remote.Credentials) error {
	t.Helper()
	o := options()
	o.Limits.Backoff = time.Millisecond
	s, err := remote.Open(t.Context(), target, c, o)
	if err != nil {
		return err
	}
	defer s.Close(t.Context())
	for _, wql := range []string{"SELECT Version FROM Win32_OperatingSystem", "SELECT HotFixID FROM Win32_QuickFixEngineering", "SELECT Name FROM Win32_Service"} {
		if _, err := s.Query(t.Context(), "root/cimv2", wql); err != nil {
			return err
		}
	}
	return nil
}

func TestTicketsRefuseBadInput(t *testing.T) {
	_, dir := startRealm(t)
	conf := filepath.Join(dir, "krb5.conf")
	broken := filepath.Join(dir, "broken")
	if err := os.WriteFile(broken, []byte("no keytab"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]remote.Login{
		"no configuration":  {User: "u@R", Password: remote.NewSecret("p"), Config: filepath.Join(dir, "none")},
		"nothing to log in": {User: "u@R", Config: conf},
		"no keytab":         {User: "u@R", Keytab: filepath.Join(dir, "none"), Config: conf},
		"broken keytab":     {User: "u@R", Keytab: broken, Config: conf},
		"no cache":          {CCache: filepath.Join(dir, "none"), Config: conf},
		"broken cache":      {CCache: broken, Config: conf},
		"cache of a kind":   {CCache: "KEYRING:persistent:0", Config: conf},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := remote.NewTickets(l)
			checkError(t, err, remote.Refused)
		})
	}
}

func TestClientCertificate(t *testing.T) {
	nodes := windows.Healthy(1, password)
	nodes[0].Account.Certificate = true
	farm, err := simulator.Start(nodes, simulator.Options{HTTPS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	certificate, err := tls.X509KeyPair(farm.ClientCertificate())
	if err != nil {
		t.Fatal(err)
	}
	entry := target(farm)
	entry.Auth = remote.Certificate
	if err := readWith(t, entry, remote.Credentials{Client: &certificate}); err != nil {
		t.Error(err)
	}
	if seen := farm.Stats(farm.Endpoints()[0].Node); seen.Requests != seen.Messages || seen.Messages == 0 {
		t.Errorf("%d requests for %d messages, want no more requests than messages", seen.Requests, seen.Messages)
	}
	plain := entry
	plain.HTTPS = false
	checkError(t, readWith(t, plain, remote.Credentials{Client: &certificate}), remote.Refused)
	checkError(t, readWith(t, entry, remote.Credentials{}), remote.Refused)

	stranger, err := simulator.Start(windows.Healthy(1, password), simulator.Options{HTTPS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stranger.Close)
	foreign, err := tls.X509KeyPair(stranger.ClientCertificate())
	if err != nil {
		t.Fatal(err)
	}
	if err := readWith(t, entry, remote.Credentials{Client: &foreign}); !remote.IsKind(err, remote.AuthRefused, remote.TLSFailed, remote.Unreachable) {
		t.Errorf("another authority's certificate: %v", err)
	}
}

// A domain that has NTLM off takes Kerberos only, and says so; nothing falls back.
func TestNodeWithoutNTLM(t *testing.T) {
	realm, dir := startRealm(t)
	nodes := windows.Healthy(1, password)
	nodes[0].Account.NoNTLM = true
	farm, err := simulator.Start(nodes, simulator.Options{Realm: realm})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	checkError(t, readWith(t, target(farm), credentials()), remote.AuthFailed)
	if err := readWith(t, kerberosTarget(farm), remote.Credentials{Tickets: newTickets(t, passwordLogin(dir))}); err != nil {
		t.Error(err)
	}
}

func TestTLSSettings(t *testing.T) {
	_, good := start(t, "", simulator.Options{HTTPS: true})
	s := open(t, good)
	pin := remote.PinOf(s.Node().Certificate)
	if s.Node().TLSVersion < tls.VersionTLS12 || s.Node().Cipher == "" || s.Node().Date.IsZero() {
		t.Errorf("node: %+v", s.Node())
	}
	pinned, otherPin, unverified, named, misnamed, modern := good, good, good, good, good, good
	pinned.TLS = remote.TLS{Pin: &pin}
	wrong := pin
	wrong[0] ^= 1
	otherPin.TLS = remote.TLS{Pin: &wrong}
	unverified.TLS = remote.TLS{InsecureSkipVerify: true}
	named.TLS.ServerName = "localhost"
	misnamed.TLS.ServerName = "hv01.contoso.test"
	modern.TLS.MinVersion = tls.VersionTLS13
	for _, tt := range []struct {
		name   string
		target remote.Target
		kind   remote.Kind
	}{
		{"pinned", pinned, ""}, {"another pin", otherPin, remote.TLSFailed}, {"not verified", unverified, ""},
		{"another name of the certificate", named, ""}, {"a name it does not have", misnamed, remote.TLSFailed}, {"TLS 1.3", modern, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := readWith(t, tt.target, credentials())
			if tt.kind == "" && err != nil || tt.kind != "" && !remote.IsKind(err, tt.kind) {
				t.Errorf("error %v, want kind %q", err, tt.kind)
			}
		})
	}
	if w := unverified.TLS.Weaknesses(); len(w) != 1 {
		t.Errorf("weaknesses %q", w)
	}
	if w := (remote.TLS{MinVersion: tls.VersionTLS10, InsecureSkipVerify: true, Pin: &pin}).Weaknesses(); len(w) != 1 {
		t.Errorf("weaknesses %q", w)
	}
	if p, err := remote.ParsePin(pin.String()); err != nil || p != pin {
		t.Errorf("%s reads as %s, %v", pin, p, err)
	}
	for _, bad := range []string{"", "sha1:00", "sha256:00", strings.Repeat("0", 64), "sha256:" + strings.Repeat("x", 64)} {
		if _, err := remote.ParsePin(bad); err == nil {
			t.Errorf("%q is a pin", bad)
		}
	}
}

// A read whose connection breaks is tried once more, on a fresh connection that
// must lead to the same certificate.
func TestReadIsTriedOnceMore(t *testing.T) {
	farm, plain := start(t, simulator.FaultResetOnce, simulator.Options{})
	if err := readWith(t, plain, credentials()); err != nil {
		t.Error(err)
	}
	if n := farm.Stats(farm.Endpoints()[0].Node).Connections; n != 2 {
		t.Errorf("%d connections, want 2", n)
	}
	_, changed := start(t, simulator.FaultChangedCertificate, simulator.Options{HTTPS: true})
	err := readWith(t, changed, credentials())
	checkError(t, err, remote.TLSFailed)
	var e *remote.Error
	if !errors.As(err, &e) || !strings.Contains(e.Text, "another certificate") {
		t.Errorf("error %v", err)
	}
	_, busy := start(t, simulator.FaultQuotaThrice, simulator.Options{})
	if err := readWith(t, busy, credentials()); err != nil {
		t.Errorf("a busy node: %v", err)
	}
}
