package serving_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/bcrypt"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/serving"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// made makes a folder with a history of one run and the files given.
func made(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	place, err := history.ParsePlace(filepath.Join(dir, "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.Create(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r := &report.Result{Started: time.Unix(1, 0), Finished: time.Unix(2, 0), Clusters: []report.Cluster{{Name: "C", Nodes: []report.Node{{Name: "N", State: report.Unreachable}}}}}
	if _, _, err := s.Record(t.Context(), r, history.Origin{Scope: "s", At: time.Unix(3, 0)}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// started runs the command, and returns the address that it printed and a way to end it.
func started(t *testing.T, args ...string) (address string, end func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- command(ctx, in, args...)
		_ = in.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		cancel()
		t.Fatalf("%v: %v", err, <-done)
	}
	return strings.TrimSpace(line), func() error { cancel(); return <-done }
}

func command(ctx context.Context, out io.Writer, args ...string) error {
	var s serving.Server
	c := &cobra.Command{Use: "serve", SilenceErrors: true, SilenceUsage: true}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return s.Run(c, term.Terminal{Out: out, Err: io.Discard, Now: time.Now}, "1.0.0")
	}
	s.Register(c.Flags())
	c.SetArgs(args)
	return c.ExecuteContext(ctx)
}

// certificate is one for 127.0.0.1, and its key, in PEM.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}))
}

// TestServe serves with TLS and passwords until it is interrupted.
func TestServe(t *testing.T) {
	hash, err := bcrypt.GenerateFromPassword([]byte("right"), 10)
	if err != nil {
		t.Fatal(err)
	}
	cert, key := certificate(t)
	dir := made(t, map[string]string{
		"a.crt": cert, "a.key": key, "users": "ann:" + string(hash),
		"serve.yaml": "format: 1\nlisten: 127.0.0.1:0\ntls: {certificate: a.crt, key: a.key}\nauthentication: {type: basic, users: users}\n",
	})
	address, end := started(t, "--history", filepath.Join(dir, "history.db"), "--access", filepath.Join(dir, "serve.yaml"))
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(cert))
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	for path, want := range map[string]int{"": 200, "healthz": 200, "nothing": 404} {
		if got := status(t, client, address+path, "right"); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	for path, want := range map[string]int{"": 401, "metrics": 401, "style.css": 401, "nothing": 401, "healthz": 200, "readyz": 200} {
		if got := status(t, client, address+path, "wrong"); got != want {
			t.Errorf("%s with a wrong password: %d, want %d", path, got, want)
		}
	}
	if err := end(); err != nil {
		t.Error(err)
	}
	if r, err := client.Get(address); err == nil {
		_ = r.Body.Close()
		t.Error("it answers after its end")
	}
}

// TestServeWithoutItsIssuer: an issuer that is down keeps serve from nothing but logins.
func TestServeWithoutItsIssuer(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	issuer := "http://" + closed.Addr().String()
	closed.Close()
	dir := made(t, map[string]string{
		"s":          "hunter2-secret",
		"serve.yaml": "format: 1\nlisten: 127.0.0.1:0\nauthentication: {type: oidc, issuer: '" + issuer + "', client_id: c, client_secret: 'file:s', redirect_url: 'http://127.0.0.1/oidc/callback', allowed_users: [a]}\n",
	})
	address, end := started(t, "--history", filepath.Join(dir, "history.db"), "--access", filepath.Join(dir, "serve.yaml"))
	for path, want := range map[string]int{"healthz": 200, "readyz": 200, "": 401, "metrics": 401, "style.css": 401, "oidc/login": 503, "oidc/callback": 400, "oidc/logout": 200} {
		if got := status(t, http.DefaultClient, address+path, "right"); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	if err := end(); err != nil {
		t.Error(err)
	}
}

func status(t *testing.T, client *http.Client, address, password string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("ann", password)
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}

// TestServeRefuses is what serve does not begin with. No secret is in what it says.
func TestServeRefuses(t *testing.T) {
	const short = "hunter2-short"
	cert, key := certificate(t)
	dir := made(t, map[string]string{
		"a.crt": cert, "a.key": key, "none": "\n", "short": short, "damaged": "-----BEGIN hunter2",
		"short.yaml":   "format: 1\nauthentication: {type: proxy, secret: 'file:short'}\n",
		"missing.yaml": "format: 1\nauthentication: {type: proxy, secret: 'file:nothing'}\n",
		"pem.yaml":     "format: 1\ntls: {certificate: damaged, key: damaged}\n",
		"pairs.yaml":   "format: 1\ntls: {certificate: a.key, key: a.crt}\n",
		"users.yaml":   "format: 1\nauthentication: {type: basic, users: none}\n",
		"open.yaml":    "format: 1\nlisten: 0.0.0.0:0\ntls: {certificate: a.crt, key: a.key}\n",
		"plain.yaml":   "format: 1\nlisten: 0.0.0.0:0\nauthentication: {type: basic, users: users}\n",
		"wrong.yaml":   "format: 1\nlisen: x\n",
		"oidc.yaml":    "format: 1\nauthentication: {type: oidc, issuer: 'https://login.example', client_id: c, client_secret: 'file:nothing', redirect_url: 'http://127.0.0.1/oidc/callback', allowed_users: [a]}\n",
		"all.yaml":     "format: 1\nauthentication: {type: oidc, issuer: 'https://login.example', client_id: c, redirect_url: 'http://127.0.0.1/oidc/callback'}\n",
		"nohttps.yaml": "format: 1\nlisten: 0.0.0.0:0\nauthentication: {type: oidc, issuer: 'https://login.example', client_id: c, redirect_url: 'https://d.example/oidc/callback', allowed_users: [a]}\n",
	})
	db := filepath.Join(dir, "history.db")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--access", filepath.Join(dir, "short.yaml")}, "shorter than 16 characters"},
		{[]string{"--access", filepath.Join(dir, "missing.yaml")}, "the secret of the reverse proxy cannot be read"},
		{[]string{"--access", filepath.Join(dir, "pem.yaml")}, "are not a certificate and its key"},
		{[]string{"--access", filepath.Join(dir, "pairs.yaml")}, "are not a certificate and its key"},
		{[]string{"--access", filepath.Join(dir, "users.yaml")}, "has no user"},
		{[]string{"--access", filepath.Join(dir, "open.yaml")}, "no authentication"},
		{[]string{"--access", filepath.Join(dir, "plain.yaml")}, "no TLS"},
		{[]string{"--access", filepath.Join(dir, "wrong.yaml")}, "lisen"},
		{[]string{"--access", filepath.Join(dir, "oidc.yaml")}, "the secret of the client cannot be read"},
		{[]string{"--access", filepath.Join(dir, "all.yaml")}, "everyone whom the issuer knows could read"},
		{[]string{"--access", filepath.Join(dir, "nohttps.yaml")}, "no TLS"},
		{[]string{"--listen", "0.0.0.0:0"}, "no TLS and no authentication"},
		{[]string{"--listen", "127.0.0.1"}, "not an address"},
	} {
		err := command(t.Context(), io.Discard, append(tt.args, "--history", db)...)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v, want %s", tt.args, err, tt.want)
		}
	}
	if err := command(t.Context(), io.Discard, "--history", filepath.Join(dir, "none.db"), "--listen", "127.0.0.1:0"); err == nil || !strings.Contains(err.Error(), "it does not exist") {
		t.Errorf("without a history: %v", err)
	}
}
