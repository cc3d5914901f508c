package remote_test

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

const password = "Pa55-wörd & <x>"

// start runs one healthy node that misbehaves as told, and returns how to reach it.
func start(t testing.TB, fault string, o simulator.Options) (*simulator.Farm, remote.Target) {
	t.Helper()
	node := windows.Healthy(1, password)[0]
	node.Conduct.Fault = fault
	farm, err := simulator.Start([]*windows.Node{node}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	return farm, target(farm)
}

func target(farm *simulator.Farm) remote.Target {
	e := farm.Endpoints()[0]
	t := remote.Target{Host: e.Host, Port: e.Port, HTTPS: e.HTTPS, Auth: remote.NTLM}
	if e.HTTPS {
		t.TLS.Roots = x509.NewCertPool()
		t.TLS.Roots.AppendCertsFromPEM(e.CA)
	}
	return t
}

func credentials() remote.Credentials {
	return remote.Credentials{User: `CONTOSO\clusteraudit`, Password: remote.NewSecret(password)}
}

func options() remote.Options { return remote.Options{Limits: remote.DefaultLimits()} }

func open(t testing.TB, target remote.Target) *remote.Session {
	t.Helper()
	s, err := remote.Open(t.Context(), target, credentials(), options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(context.Background()) })
	return s
}

func TestSessionReads(t *testing.T) {
	tests := []struct {
		name  string
		https bool
		auth  remote.Auth
		extra int // HTTP requests beyond the messages
	}{
		{"ntlm sealed over http", false, remote.NTLM, 2},
		{"ntlm over https", true, remote.NTLM, 1},
		{"basic over https", true, remote.Basic, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			farm, target := start(t, "", simulator.Options{HTTPS: tt.https})
			target.Auth = tt.auth
			s := open(t, target)
			ctx := t.Context()

			rows, err := s.Query(ctx, "root/cimv2", "SELECT BuildNumber,CSName FROM Win32_OperatingSystem")
			if err != nil {
				t.Fatal(err)
			}
			if build, _ := rows[0].Int("BuildNumber"); len(rows) != 1 || build != 7601 {
				t.Errorf("operating system: %v", rows)
			}
			if rows, err = s.Query(ctx, "root/cimv2", "SELECT HotFixID FROM Win32_QuickFixEngineering"); err != nil || len(rows) < 2 {
				t.Fatalf("hotfixes: %d rows, %v", len(rows), err)
			}
			out, err := s.Run(ctx, []remote.Command{remote.NetshTCPGlobal, remote.RegQueryTree(remote.KeyFirewallMDM)})
			if err != nil {
				t.Fatal(err)
			}
			if !out[0].OK || !strings.Contains(string(out[0].Text), "Chimney") || out[1].OK {
				t.Errorf("commands: %v %q", out, out[0].Text)
			}
			names, err := s.RegistryKeys(ctx, remote.KeyServicing)
			if err != nil || len(names) == 0 {
				t.Errorf("sub-keys: %v, %v", names, err)
			}
			if _, err := s.RegistryDWORD(ctx, remote.KeyCurrentVersion, "UBR"); !remote.IsKind(err, remote.NotFound) {
				t.Errorf("missing value: %v", err)
			}
			if _, err := s.Query(ctx, "root/cimv2", "SELECT x FROM NoSuchClass"); !remote.IsKind(err, remote.NotFound) {
				t.Errorf("missing class: %v", err)
			}
			s.Close(ctx)
			checkTraffic(t, farm, s, tt.extra)
		})
	}
}

// checkTraffic compares what the session counted with what the node saw.
func checkTraffic(t *testing.T, farm *simulator.Farm, s *remote.Session, extra int) {
	t.Helper()
	seen, own := farm.Stats(farm.Endpoints()[0].Node), s.Traffic()
	if seen.Connections != 1 || own.Connections != 1 {
		t.Errorf("%d connections seen, %d counted, want 1", seen.Connections, own.Connections)
	}
	if seen.Messages != own.Messages || seen.Requests != own.Requests {
		t.Errorf("the node saw %d messages in %d requests, the session counted %d in %d", seen.Messages, seen.Requests, own.Messages, own.Requests)
	}
	if own.Requests-own.Messages != extra {
		t.Errorf("%d requests beyond the messages, want %d", own.Requests-own.Messages, extra)
	}
	if seen.ShellsOpen != 0 {
		t.Errorf("%d shells left open", seen.ShellsOpen)
	}
}

func TestOpenRefuses(t *testing.T) {
	_, plain := start(t, "", simulator.Options{})
	_, secure := start(t, "", simulator.Options{HTTPS: true})
	free, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	free.Close()

	basic, closed, untrusted := plain, plain, secure
	basic.Auth = remote.Basic
	closed.Port = port
	untrusted.TLS.Roots = x509.NewCertPool()
	tests := []struct {
		name   string
		target remote.Target
		user   string
		pass   string
		kind   remote.Kind
	}{
		{"basic over http", basic, "", password, remote.Refused},
		{"no password", plain, "", "", remote.Refused},
		{"nothing listens", closed, "", password, remote.Unreachable},
		{"untrusted certificate", untrusted, "", password, remote.TLSFailed},
		{"http where https is", remote.Target{Host: secure.Host, Port: secure.Port, Auth: remote.NTLM}, "", password, remote.Malformed},
		{"wrong password over http", plain, "", "wrong", remote.AuthRefused},
		{"unknown user over http", plain, `CONTOSO\free`, password, remote.AuthRefused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := credentials()
			c.Password = remote.NewSecret(tt.pass)
			if tt.user != "" {
				c.User = tt.user
			}
			s, err := remote.Open(t.Context(), tt.target, c, options())
			if err == nil {
				s.Close(t.Context())
			}
			checkError(t, err, tt.kind)
		})
	}
}

// Over HTTPS the credentials travel with the first message.
func TestWrongPasswordOverHTTPS(t *testing.T) {
	_, target := start(t, "", simulator.Options{HTTPS: true})
	for _, auth := range []remote.Auth{remote.NTLM, remote.Basic} {
		target.Auth = auth
		s, err := remote.Open(t.Context(), target, remote.Credentials{User: `CONTOSO\clusteraudit`, Password: remote.NewSecret("wrong")}, options())
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Query(t.Context(), "root/cimv2", "SELECT Version FROM Win32_OperatingSystem")
		s.Close(t.Context())
		checkError(t, err, remote.AuthRefused)
	}
}

func checkError(t *testing.T, err error, kind remote.Kind) {
	t.Helper()
	if !remote.IsKind(err, kind) {
		t.Fatalf("error %v, want kind %s", err, kind)
	}
	p := remote.Problem(err)
	if p.Hint == "" {
		t.Errorf("%v says not what to do", err)
	}
	if strings.Contains(p.Message+p.Hint, password) {
		t.Errorf("the password shows in %q", p.Message+p.Hint)
	}
}

func TestHostileNodes(t *testing.T) {
	tests := []struct {
		fault string
		kind  remote.Kind
	}{
		{simulator.FaultDowngradeBasic, remote.AuthFailed},
		{simulator.FaultNoSeal, remote.NotSealed},
		{simulator.FaultUnsealed, remote.NotSealed},
		{simulator.FaultWrongSequence, remote.NotSealed},
		{simulator.FaultTruncatedSeal, remote.Malformed},
		{simulator.FaultMalformedMultipart, remote.Malformed},
		{simulator.FaultMalformedXML, remote.Malformed},
		{simulator.FaultDeepXML, remote.Malformed},
		{simulator.FaultWrongRelatesTo, remote.Malformed},
		{simulator.FaultReplayedPage, remote.TooBig},
		{simulator.FaultEndlessPulls, remote.TooBig},
		{simulator.FaultHugeBody, remote.TooBig},
		{simulator.FaultHugeChunkedBody, remote.TooBig},
		{simulator.FaultSlowBody, remote.Timeout},
		{simulator.FaultResetMidBody, remote.Unreachable},
		{simulator.FaultSilent, remote.Timeout},
		{simulator.FaultUnauthorizedLater, remote.AuthRefused},
		{simulator.FaultRedirect, remote.Malformed},
		{simulator.FaultEndlessOutput, remote.TooBig},
		{simulator.FaultBadBase64, remote.Malformed},
	}
	for _, tt := range tests {
		t.Run(tt.fault, func(t *testing.T) {
			before := runtime.NumGoroutine()
			farm, target := start(t, tt.fault, simulator.Options{})
			limits := remote.DefaultLimits()
			limits.Message = time.Second
			limits.Pages = 30
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()

			err := readEverything(ctx, target, limits)
			if tt.fault == simulator.FaultDowngradeBasic && farm.Stats(farm.Endpoints()[0].Node).Messages > 0 {
				t.Error("the password went to a node that asked for it in clear")
			}
			if ctx.Err() != nil {
				t.Fatal("the node was not given up within its deadline")
			}
			checkError(t, err, tt.kind)
			farm.Close()
			waitForGoroutines(t, before)
		})
	}
}

// readEverything returns the first error of a session that uses each way to read.
func readEverything(ctx context.Context, target remote.Target, limits remote.Limits) error {
	return readAllWith(ctx, target, remote.Options{Limits: limits})
}

func readAllWith(ctx context.Context, target remote.Target, o remote.Options) error {
	s, err := remote.Open(ctx, target, credentials(), o)
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	if _, err := s.Query(ctx, "root/cimv2", "SELECT HotFixID FROM Win32_QuickFixEngineering"); err != nil {
		return err
	}
	if _, err := s.Query(ctx, "root/cimv2", "SELECT Version FROM Win32_OperatingSystem"); err != nil {
		return err
	}
	_, err = s.Run(ctx, []remote.Command{remote.RegQuery(remote.KeyCurrentVersion)})
	return err
}

func waitForGoroutines(t *testing.T, before int) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// A node that is busy for a moment is asked again.
func TestBusyNodeIsAskedAgain(t *testing.T) {
	_, target := start(t, simulator.FaultQuotaOnce, simulator.Options{})
	limits := remote.DefaultLimits()
	limits.Backoff = time.Millisecond
	if err := readEverything(t.Context(), target, limits); err != nil {
		t.Error(err)
	}
}

func TestBrokenSessionStaysBroken(t *testing.T) {
	_, target := start(t, simulator.FaultMalformedXML, simulator.Options{})
	s := open(t, target)
	_, first := s.Query(t.Context(), "root/cimv2", "SELECT Version FROM Win32_OperatingSystem")
	if _, second := s.Query(t.Context(), "root/cimv2", "SELECT Version FROM Win32_OperatingSystem"); second != first {
		t.Errorf("first %v, then %v", first, second)
	}
}

func TestCancelReachesTheSocket(t *testing.T) {
	_, target := start(t, simulator.FaultSilent, simulator.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	checkKind(t, readEverything(ctx, target, remote.DefaultLimits()), remote.Interrupted)
}

func checkKind(t *testing.T, err error, kind remote.Kind) {
	t.Helper()
	if !remote.IsKind(err, kind) {
		t.Errorf("error %v, want kind %s", err, kind)
	}
}

// An IPv6 address may carry the zone of a link-local network.
func TestAddressWithAZone(t *testing.T) {
	listener, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6 loopback")
	}
	defer listener.Close()
	asked := make(chan string, 1)
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case asked <- r.Host:
		default:
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	port := listener.Addr().(*net.TCPAddr).Port
	_, err = remote.Open(t.Context(), remote.Target{Host: "::1%lo", Port: port, Auth: remote.NTLM}, credentials(), options())
	checkError(t, err, remote.Unreachable)
	if host := <-asked; host != net.JoinHostPort("::1", strconv.Itoa(port)) {
		t.Errorf("Host header %q", host)
	}
}
