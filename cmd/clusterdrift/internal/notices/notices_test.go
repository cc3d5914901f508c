package notices_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/notices"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

const secret = "s3cr3t-path-of-a-webhook"

// keyring is one of a test: it has a secret for one name, and fails for another.
type keyring struct{ term.Keyring }

func (keyring) Get(user string) (remote.Secret, error) {
	switch user {
	case "oncall":
		return remote.NewSecret(secret), nil
	case "locked":
		return remote.Secret{}, errors.New("it is locked, or does not answer")
	}
	return remote.Secret{}, nil
}

func terminal(out *bytes.Buffer) term.Terminal {
	return term.Terminal{Out: out, Err: out, Now: time.Now, Keyring: keyring{}, Env: func(string) (string, bool) { return "", false }}
}

// config is a configuration with the sinks, in a folder with the files.
func config(t *testing.T, sinks string, files map[string]string) (*notices.Config, string) {
	t.Helper()
	dir := t.TempDir()
	files["notify.yaml"] = "format: 1\nsinks:\n" + sinks
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := new(notices.Config)
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	c.Register(f)
	if err := f.Set("notify", filepath.Join(dir, "notify.yaml")); err != nil {
		t.Fatal(err)
	}
	return c, dir
}

// TestSecretsStayPut sends a notice whose URL and key are secrets to a receiver that fails, and
// looks for them in the history and in what is printed.
func TestSecretsStayPut(t *testing.T) {
	var path, signed string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, signed = r.URL.Path, r.Header.Get(notify.SignatureHeader)
		w.WriteHeader(http.StatusBadRequest)
	}))
	defer server.Close()
	c, dir := config(t, `  - {name: a, type: webhook, url: "file:hook.url", signing_key: "keyring:oncall"}`+"\n", map[string]string{"hook.url": server.URL + "/" + secret + "\n"})
	sinks, err := c.Sinks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	place, err := history.ParsePlace(filepath.Join(dir, "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.Create(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	r := &report.Result{Started: time.Unix(1, 0), Finished: time.Unix(2, 0), Clusters: []report.Cluster{{Name: "C", Nodes: []report.Node{{Name: "N", State: report.Unreachable}}}}}
	o := history.Origin{Scope: "s", At: time.Unix(3, 0), Compose: notify.Compose(sinks, r, "s", time.Unix(3, 0), 0)}
	if _, _, err := s.Record(t.Context(), r, o); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := c.Send(t.Context(), terminal(&out), s, "s", sinks, "1.0.0"); err != nil {
		t.Fatal(err)
	}
	if want := "1 notice not delivered to a, kept for the next audit: the receiver answered with HTTP 400\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	if path != "/"+secret || !strings.HasPrefix(signed, "sha256=") {
		t.Errorf("the receiver got %q, signed %q", path, signed)
	}
	s.Close()
	for _, name := range []string{"history.db", "history.db-wal"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil && bytes.Contains(data, []byte("s3cr3t")) {
			t.Errorf("%s has the secret", name)
		}
	}
}

// TestSecretsThatAreMissing says what is wrong with each place of a secret.
func TestSecretsThatAreMissing(t *testing.T) {
	for _, tt := range []struct{ url, want string }{
		{"file:none", "the URL cannot be read: open the file: "},
		{"file:shared", "can be read by other users"},
		{"file:empty", "is empty"},
		{"keyring:nobody", "the keyring has nothing for nobody; store it with clusterdrift credential set nobody"},
		{"keyring:locked", "the keyring: it is locked, or does not answer"},
	} {
		if runtime.GOOS == "windows" && tt.url == "file:shared" {
			continue
		}
		c, dir := config(t, "  - {name: a, type: webhook, url: '"+tt.url+"'}\n", map[string]string{"shared": "https://127.0.0.1:1/\n", "empty": "\n"})
		if err := os.Chmod(filepath.Join(dir, "shared"), 0o644); err != nil {
			t.Fatal(err)
		}
		sinks, err := c.Sinks(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = notices.Senders(terminal(new(bytes.Buffer)), sinks, "1")["a"].Send(context.Background(), &notify.Message{})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.url, err, tt.want)
		}
	}
}
