package simulator_test

import (
	"crypto/x509"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/mask"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/remote/trace"
	"github.com/clusterdrift/clusterdrift/remote/trace/record"
)

const password = `Pa55-wörd & <x>`

// reading is what a node answered.
type reading struct {
	OS, Hotfixes, Drivers []remote.Row
	Outputs, Firewall     []remote.Output
	Keys                  []string
	Denied                string // the error for a key that the account may not read
	NoClass               string
	Messages              int
}

// serve starts a node and returns how to reach it.
func serve(t *testing.T, n *windows.Node, https bool) remote.Target {
	t.Helper()
	farm, err := simulator.Start([]*windows.Node{n}, simulator.Options{HTTPS: https})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	e := farm.Endpoints()[0]
	target := remote.Target{Host: e.Host, Port: e.Port, HTTPS: e.HTTPS, Auth: remote.NTLM}
	if e.HTTPS {
		target.TLS.Roots = x509.NewCertPool()
		target.TLS.Roots.AppendCertsFromPEM(e.CA)
	}
	return target
}

func open(t *testing.T, target remote.Target, n *windows.Node, tracer remote.Tracer) *remote.Session {
	t.Helper()
	limits := remote.DefaultLimits()
	limits.Backoff = time.Millisecond
	s, err := remote.Open(t.Context(), target, remote.Credentials{
		User: n.Account.Domain + `\` + n.Account.User, Password: remote.NewSecret(n.Account.Password),
	}, remote.Options{Limits: limits, Trace: tracer})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// read asks a node for some of everything, in one session.
func read(t *testing.T, target remote.Target, n *windows.Node, tracer remote.Tracer) reading {
	t.Helper()
	s := open(t, target, n, tracer)
	ctx := t.Context()
	var r reading
	var err error
	ask := func(into *[]remote.Row, wql string) {
		t.Helper()
		if *into, err = s.Query(ctx, "root/cimv2", wql); err != nil {
			t.Fatal(err)
		}
	}
	ask(&r.OS, "SELECT BuildNumber,CSName FROM Win32_OperatingSystem")
	ask(&r.Hotfixes, "SELECT HotFixID FROM Win32_QuickFixEngineering")
	ask(&r.Drivers, "SELECT * FROM Win32_SystemDriver")
	if r.Outputs, err = s.Run(ctx, []remote.Command{remote.NetshTCPGlobal, remote.RegQuery(remote.KeyDefender), remote.NetshTCPDump}); err != nil {
		t.Fatal(err)
	}
	if r.Firewall, err = s.Run(ctx, []remote.Command{remote.RegQuery(remote.KeyFirewallRules)}); err != nil {
		t.Fatal(err)
	}
	if r.Keys, err = s.RegistryKeys(ctx, remote.KeyServicing); err != nil {
		t.Fatal(err)
	}
	_, err = s.RegistryKeys(ctx, remote.KeyAutoUpdate)
	r.Denied = err.Error()
	_, err = s.Query(ctx, "root/cimv2", "SELECT x FROM NoSuchClass")
	r.NoClass = err.Error()
	s.Close(ctx)
	r.Messages = s.Traffic().Messages
	return r
}

// recordHealthy reads a healthy node with a fault and returns its trace.
func recordHealthy(t *testing.T, fault string) (reading, *windows.Node, string) {
	t.Helper()
	n := windows.Healthy(1, password)[0]
	n.Conduct.Fault = fault
	n.Firewall.StockRules = true
	n.Denied = []string{remote.KeyAutoUpdate}
	recorder, err := record.New(t.TempDir(), "CLU1", n.Name, mask.New(password))
	if err != nil {
		t.Fatal(err)
	}
	r := read(t, serve(t, n, false), n, recorder)
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	return r, n, recorder.Path()
}

func replay(t *testing.T, path string, a windows.Account) *windows.Node {
	t.Helper()
	n, err := simulator.Replay(path, a)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What is read of a trace is what was read of the node, in as many messages,
// however often and over whatever transport it is played.
func TestReplay(t *testing.T) {
	for _, fault := range []string{"", simulator.FaultQuotaOnce, simulator.FaultQuotaThrice} {
		want, original, path := recordHealthy(t, fault)
		if len(want.Hotfixes) < 2 || len(want.Firewall[0].Text) < 90_000 || len(want.Keys) == 0 {
			t.Fatalf("too little to compare: %d hotfixes, %d bytes, %d keys", len(want.Hotfixes), len(want.Firewall[0].Text), len(want.Keys))
		}
		account := windows.Account{Domain: "OTHER", User: "someone", Password: "else"}
		n := replay(t, path, account)
		if n.Name != original.Name {
			t.Errorf("the node is %q", n.Name)
		}
		for _, https := range []bool{false, true} {
			target := serve(t, n, https)
			for range 2 {
				// Only what differs is worth the time that a diff of megabytes takes.
				if got := read(t, target, n, nil); !reflect.DeepEqual(want, got) {
					t.Errorf("fault %q, https %v: recorded - replayed +\n%s", fault, https, cmp.Diff(want, got))
				}
			}
		}
	}
}

// A replayed node can be recorded: the trace is the same but for what is made
// up for each run.
func TestReplayIsRecorded(t *testing.T) {
	_, _, path := recordHealthy(t, "")
	n := replay(t, path, windows.Account{User: "u", Password: password})
	again, err := record.New(t.TempDir(), "CLU1", n.Name, mask.New(password))
	if err != nil {
		t.Fatal(err)
	}
	read(t, serve(t, n, false), n, again)
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(outline(t, path), outline(t, again.Path())); d != "" {
		t.Errorf("recorded - recorded again +\n%s", d)
	}
}

func outline(t *testing.T, path string) []trace.Exchange {
	t.Helper()
	all, err := trace.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all.Exchanges {
		e := &all.Exchanges[i]
		e.Started, e.ElapsedMS, e.Request, e.Response = time.Time{}, 0, "", strings.Repeat("x", len(e.Response))
	}
	return all.Exchanges
}

// The password is in the registry of this node; its trace has it nowhere, and
// can be played.
func TestReplayOfMaskedTrace(t *testing.T) {
	n := windows.Healthy(1, "unused")[0]
	n.Account.Password = password
	n.Registry = append(n.Registry, windows.RegistryValue{Key: remote.KeyServicing, Name: "Note", Type: "REG_SZ", Data: "is " + password})
	recorder, err := record.New(t.TempDir(), "", n.Name, mask.New(password))
	if err != nil {
		t.Fatal(err)
	}
	note := func(n *windows.Node, tracer remote.Tracer) remote.Output {
		s := open(t, serve(t, n, false), n, tracer)
		defer s.Close(t.Context())
		out, err := s.Run(t.Context(), []remote.Command{remote.RegQuery(remote.KeyServicing)})
		if err != nil {
			t.Fatal(err)
		}
		return out[0]
	}
	live := note(n, recorder)
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	if !live.Masked {
		t.Fatalf("the node does not tell the password: %q", live.Text)
	}
	written, err := os.ReadFile(recorder.Path())
	if err != nil || mask.New(password).In(string(written)) {
		t.Errorf("the trace holds the password: %v", err)
	}
	if got := note(replay(t, recorder.Path(), n.Account), nil); string(got.Text) != string(live.Text) || got.Masked {
		t.Errorf("replayed %q, want %q", got.Text, live.Text)
	}
}

func TestReplayRefusesWhatItDoesNotHold(t *testing.T) {
	_, _, path := recordHealthy(t, "")
	n := replay(t, path, windows.Account{User: "u", Password: password})
	s := open(t, serve(t, n, false), n, nil)
	defer s.Close(t.Context())
	const want = "The trace that this node answers from does not hold this request"
	_, err := s.Query(t.Context(), "root/cimv2", "SELECT CSName FROM Win32_OperatingSystem")
	if !remote.IsKind(err, remote.Fault) || !strings.Contains(err.Error(), want) {
		t.Errorf("another query: %v", err)
	}
	if _, err = s.Query(t.Context(), "root/mscluster", "SELECT HotFixID FROM Win32_QuickFixEngineering"); !remote.IsKind(err, remote.Fault) {
		t.Errorf("another namespace: %v", err)
	}
	if _, err = s.RegistryValues(t.Context(), remote.KeyTCP); !remote.IsKind(err, remote.Fault) {
		t.Errorf("another key: %v", err)
	}
	if _, err = s.RegistryValues(t.Context(), remote.KeySessionManager); !remote.IsKind(err, remote.Fault) {
		t.Errorf("another method: %v", err)
	}
	if _, err = s.Run(t.Context(), []remote.Command{remote.NetshTCPDump}); !remote.IsKind(err, remote.Fault) {
		t.Errorf("another line: %v", err)
	}
}

// edit rewrites a trace.
func edit(t *testing.T, path string, change func(*trace.Exchange)) string {
	t.Helper()
	all, err := trace.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(all)
	for _, x := range all.Exchanges {
		change(&x)
		e.Encode(x)
	}
	edited := filepath.Join(t.TempDir(), "edited"+trace.Suffix)
	if err := os.WriteFile(edited, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return edited
}

func TestReplayOfFailures(t *testing.T) {
	_, _, path := recordHealthy(t, "")
	for name, tt := range map[string]struct {
		status   int
		response string
		want     remote.Kind
	}{
		"no answer":         {0, "", remote.Unreachable},
		"no usable answer":  {200, "", remote.Unreachable},
		"HTTP status alone": {404, "", remote.Unreachable},
		"bad request":       {400, "", remote.NotSealed},
		"not XML":           {200, "<s:Envelope><a:RelatesTo>x", remote.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			edited := edit(t, path, func(e *trace.Exchange) {
				if strings.Contains(e.Request, "Win32_QuickFixEngineering") {
					e.Status, e.Response = tt.status, tt.response
				}
			})
			n := replay(t, edited, windows.Account{User: "u", Password: password})
			s := open(t, serve(t, n, false), n, nil)
			defer s.Close(t.Context())
			if _, err := s.Query(t.Context(), "root/cimv2", "SELECT HotFixID FROM Win32_QuickFixEngineering"); !remote.IsKind(err, tt.want) {
				t.Errorf("error %v, want kind %s", err, tt.want)
			}
		})
	}
}

func TestReplayRefusesHostileTraces(t *testing.T) {
	_, _, path := recordHealthy(t, "")
	for name, tt := range map[string]struct {
		change func(*trace.Exchange)
		want   string
	}{
		"no SOAP":   {func(e *trace.Exchange) { e.Request = "x" }, "line 2: the request cannot be read"},
		"no header": {func(e *trace.Exchange) { e.Request = strings.Replace(e.Request, "MessageID", "Message", 2) }, "line "},
		"huge":      {func(e *trace.Exchange) { e.Request = strings.Repeat("x", 200_000) }, "line 2: the request has 200000 bytes, more than the 153600"},
		"deep":      {func(e *trace.Exchange) { e.Request = strings.Repeat("<a>", 50_000) }, "line 2: the request cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := simulator.Replay(edit(t, path, tt.change), windows.Account{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v", err)
			}
		})
	}
	deep := edit(t, path, func(e *trace.Exchange) { e.Response = strings.Repeat("<a>", 100_000) })
	replay(t, deep, windows.Account{}) // what a node answered does no harm
	if _, err := simulator.Replay(filepath.Join(t.TempDir(), "none"), windows.Account{}); err == nil {
		t.Error("no error without a file")
	}
}
