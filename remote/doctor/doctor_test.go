package doctor

import (
	"bytes"
	"cmp"
	"context"
	"crypto/x509"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

var update = flag.Bool("update", false, "write the golden files")

const (
	password = "Doctor-Pa55"
	realm    = "CONTOSO.EXAMPLE"
)

// visit is one node and the way to it.
type visit struct {
	https   bool
	realm   bool
	node    func(*windows.Node)
	target  func(*remote.Target)
	limits  func(*remote.Limits)
	service string        // that another account of the realm holds
	user    string        // who logs on; empty: the account of the node, with its domain
	wrong   bool          // the password is another
	forward time.Duration // our calendar, for the end of certificates
}

// TestExamine has a healthy node of each kind and one visit for each step that
// can fail. The nodes are simulated; testdata holds the reports.
func TestExamine(t *testing.T) {
	for name, v := range visits() {
		t.Run(name, func(t *testing.T) {
			r := v.examine(t)
			golden(t, name+".txt", r)
		})
	}
}

func withKerberos(t *remote.Target) { t.Auth, t.SPN = remote.Kerberos, "HTTP/HV01" }

func noCluster() map[string]map[string][]map[string]any {
	return map[string]map[string][]map[string]any{"root/MSCluster": {"MSCluster_Cluster": {}}}
}

func (v visit) examine(t *testing.T) Report {
	t.Helper()
	node := windows.FieldReport(password)[0]
	if v.node != nil {
		v.node(node)
	}
	o := simulator.Options{HTTPS: v.https}
	given := password
	if v.wrong {
		given = "another"
	}
	credentials := remote.Credentials{User: cmp.Or(v.user, `CONTOSO\clusteraudit`), Password: remote.NewSecret(given)}
	if v.realm {
		o.Realm, credentials = v.join(t, given)
	}
	farm, err := simulator.Start([]*windows.Node{node}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	limits := remote.DefaultLimits()
	if v.limits != nil {
		v.limits(&limits)
	}
	now := func() time.Time { return time.Now().Add(v.forward) }
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return Examine(ctx, v.way(farm.Endpoints()[0]), credentials, remote.Options{Limits: limits}, now)
}

// way is the target of a visit.
func (v visit) way(e simulator.Endpoint) remote.Target {
	target := remote.Target{Host: e.Host, Port: e.Port, HTTPS: e.HTTPS, Auth: remote.NTLM}
	if e.CA != nil {
		target.TLS.Roots = x509.NewCertPool()
		target.TLS.Roots.AppendCertsFromPEM(e.CA)
	}
	if v.target != nil {
		v.target(&target)
	}
	return target
}

// join starts a realm and logs the account of the node on there.
func (v visit) join(t *testing.T, given string) (*kdc.Realm, remote.Credentials) {
	t.Helper()
	r, err := kdc.Start(realm)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	r.AddUser("clusteraudit", password)
	if v.service != "" {
		r.AddService(v.service)
	}
	conf := filepath.Join(t.TempDir(), "krb5.conf")
	if err := os.WriteFile(conf, []byte(r.Config()), 0o600); err != nil {
		t.Fatal(err)
	}
	user := cmp.Or(v.user, "clusteraudit@"+realm)
	tickets, err := remote.NewTickets(remote.Login{User: user, Password: remote.NewSecret(given), Config: conf})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tickets.Close)
	return r, remote.Credentials{User: user, Password: remote.NewSecret(given), Tickets: tickets}
}

// moving are what differs from run to run.
var moving = []struct{ pattern, steady string }{
	{`(127\.0\.0\.1|localhost|hv\.\.01):\d+`, "$1:PORT"},
	{`TCP \d+`, "TCP PORT"},
	{`differ by \S+`, "differ by TIME"},
	{`sha256:[0-9a-f]{64}`, "sha256:PIN"},
	{`\d{4}-\d\d-\d\d`, "DATE"},
	{`TLS_[A-Z0-9_]+`, "CIPHER"},
	{`token has \d{3} bytes, the header that carries it \d{3}`, "token has N bytes, the header that carries it N"}, // the time in it is of one to three bytes
}

// golden compares a report, in a plain rendering, with a file.
func golden(t *testing.T, file string, r Report) {
	t.Helper()
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s, %s as %s; failed: %q\n", r.Address, r.Auth, r.User, r.Failed())
	for _, s := range r.Steps {
		fmt.Fprintf(&b, "%-13s%-8s %s\n", s.Name, s.Status, s.Text)
		for _, d := range s.Details {
			fmt.Fprintf(&b, "  . %s\n", d)
		}
		for _, f := range s.Fix {
			fmt.Fprintf(&b, "  - %s\n", f)
		}
	}
	for _, right := range r.Rights {
		fmt.Fprintf(&b, "%s: %s\n", right.Name, right.Held)
	}
	got := b.String()
	for _, m := range moving {
		got = regexp.MustCompile(m.pattern).ReplaceAllString(got, m.steady)
	}
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if changed := diff.Diff(string(want), got); changed != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, changed)
	}
}

// TestExamineInterrupted gives up on a node that does not answer.
func TestExamineInterrupted(t *testing.T) {
	node := windows.FieldReport(password)[0]
	node.Conduct.Fault = simulator.FaultSilent
	farm, err := simulator.Start([]*windows.Node{node}, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer farm.Close()
	ctx, interrupt := context.WithCancel(t.Context())
	go func() {
		for farm.Stats(node.Name).Requests == 0 {
			time.Sleep(time.Millisecond)
		}
		interrupt()
	}()
	user := remote.Credentials{User: `CONTOSO\clusteraudit`, Password: remote.NewSecret(password)}
	r := Examine(ctx, visit{}.way(farm.Endpoints()[0]), user, remote.Options{Limits: remote.DefaultLimits()}, time.Now)
	if r.Failed() != "" || r.Healthy() {
		t.Errorf("an interrupted examination: %+v", r)
	}
	for _, s := range r.Steps {
		if s.Status != Skipped {
			t.Errorf("step %+v", s)
		}
	}
}

func TestSpare(t *testing.T) {
	r := Spare(remote.Target{Host: "HV01", Port: 5985}, remote.Credentials{}, "the reason")
	if len(r.Steps) != len(stepNames()) || r.Healthy() || r.Failed() != "" {
		t.Errorf("a node that was left alone: %+v", r)
	}
	for _, s := range r.Steps {
		if s.Status != Skipped || s.Text != "the reason" {
			t.Errorf("step %+v", s)
		}
	}
}

// TestExamineLeavesNothing looks at the node after a visit.
func TestExamineLeavesNothing(t *testing.T) {
	node := windows.FieldReport(password)[0]
	farm, err := simulator.Start([]*windows.Node{node}, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer farm.Close()
	user := remote.Credentials{User: `CONTOSO\clusteraudit`, Password: remote.NewSecret(password)}
	r := Examine(t.Context(), visit{}.way(farm.Endpoints()[0]), user, remote.Options{Limits: remote.DefaultLimits()}, time.Now)
	if !r.Healthy() {
		t.Fatalf("not healthy: %+v", r)
	}
	got := farm.Stats(node.Name)
	if got.ShellsOpen != 0 || got.Connections != 1 || len(got.Commands) != 1 {
		t.Errorf("%d shells open, %d connections, commands %q", got.ShellsOpen, got.Connections, got.Commands)
	}
}

func TestSummary(t *testing.T) {
	read := Step{Name: WQL, Status: OK}
	tests := map[string]Report{
		"ok":                         {Steps: []Step{{Name: Connect, Status: OK}, read}},
		"ok, with a warning: tls":    {Steps: []Step{{Name: TLS, Status: Warning}, read}},
		"shell failed: denied":       {Steps: []Step{{Name: TLS, Status: Warning}, read, {Name: Shell, Status: Failed, Text: "denied"}}},
		"not examined: interrupted":  {Steps: []Step{{Name: WQL, Status: Skipped, Text: "interrupted"}, {Name: Identity, Status: Skipped, Text: "not asked"}}},
		"not examined: three nodes…": Spare(remote.Target{}, remote.Credentials{}, "three nodes…"),
	}
	for want, r := range tests {
		if got := r.Summary(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
