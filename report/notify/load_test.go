package notify_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

func load(t *testing.T, sinks string) ([]notify.Sink, string, error) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "notify.yaml")
	if err := os.WriteFile(file, []byte("format: 1\nsinks:\n"+sinks), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := notify.Load(file)
	return all, dir, err
}

func TestLoad(t *testing.T) {
	drive := filepath.VolumeName(t.TempDir()) // without one, no path of Windows is whole
	got, dir, err := load(t, `
  - {name: oncall, type: webhook, url: "https://alerts.contoso.example/x", signing_key: "file:hook.key", severity: high, clusters: [HV*], timeout: 30s, ca_file: ca.pem}
  - {name: channel, type: webhook, payload: slack, url: "keyring:slack"}
  - {name: mail, type: mail, server: "smtp.contoso.example:587", from: a@contoso.example, to: [b@contoso.example], user: u, password: "file:/etc/p"}
  - {name: local, type: mail, server: "localhost:25", tls: none, from: a@contoso.example, to: [b@contoso.example]}
  - {name: ticket, type: command, command: ["`+drive+`/bin/true", -q]}
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []notify.Sink{
		{
			Name: "oncall", Type: notify.Webhook, Severity: baselines.High, Clusters: []string{"HV*"}, Timeout: 30 * time.Second,
			Webhook: notify.WebhookSettings{URL: "https://alerts.contoso.example/x", Payload: notify.JSON, SigningKey: notify.SecretRef{File: filepath.Join(dir, "hook.key")}, CAFile: filepath.Join(dir, "ca.pem")},
		},
		{Name: "channel", Type: notify.Webhook, Severity: baselines.Low, Timeout: 15 * time.Second, Webhook: notify.WebhookSettings{URLFrom: notify.SecretRef{Keyring: "slack"}, Payload: notify.Slack}},
		{Name: "mail", Type: notify.Mail, Severity: baselines.Low, Timeout: 15 * time.Second, Mail: notify.MailSettings{
			Server: "smtp.contoso.example:587", TLS: notify.StartTLS, From: "a@contoso.example", To: []string{"b@contoso.example"}, User: "u", Password: notify.SecretRef{File: filepath.FromSlash(drive + "/etc/p")},
		}},
		{Name: "local", Type: notify.Mail, Severity: baselines.Low, Timeout: 15 * time.Second, Mail: notify.MailSettings{Server: "localhost:25", TLS: notify.NoTLS, From: "a@contoso.example", To: []string{"b@contoso.example"}}},
		{Name: "ticket", Type: notify.Command, Severity: baselines.Low, Timeout: 15 * time.Second, Command: []string{drive + "/bin/true", "-q"}},
	}
	if diff := cmp.Diff(want, got, cmp.Transformer("empty", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
		t.Error(diff)
	}
}

// TestLoadRefuses has one mistake in each configuration. What may be a secret is not repeated.
func TestLoadRefuses(t *testing.T) {
	for _, tt := range []struct{ name, sink, want string }{
		{"an unknown key", "{name: a, type: command, command: [/bin/true], comand: 1}", `unknown key "comand"`},
		{"an unknown type", "{name: a, type: pager}", `"pager"`},
		{"a name that is not one", "{name: a b, type: command, command: [/bin/true]}", "name"},
		{"no URL", "{name: a, type: webhook}", "a sink of the type webhook needs the key url"},
		{"a key of another type", "{name: a, type: command, command: [/bin/true], url: 'https://a.example'}", "a sink of the type command does not have the key url"},
		{"http", "{name: a, type: webhook, url: 'http://s3cr3t.example/x'}", "without TLS, others could read the notices"},
		{"not a URL", "{name: a, type: webhook, url: 's3cr3t'}", "it is not a URL that begins with https://"},
		{"a password", "{name: a, type: webhook, url: 'https://u:s3cr3t@a.example'}", "the URL has a user or a password in it"},
		{"the URL of Slack", "{name: a, type: webhook, payload: slack, url: 'https://hooks.slack.example/s3cr3t'}", "the URL of a webhook of Slack or Teams is a secret"},
		{"a secret as it is", "{name: a, type: webhook, url: 'https://a.example', signing_key: s3cr3t}", "signing_key names no file and no entry of the keyring"},
		{"a path that is not whole", "{name: a, type: command, command: [ticket]}", "is not named by an absolute path"},
		{"mail without TLS", "{name: a, type: mail, server: 'smtp.example:25', tls: none, from: a@b.example, to: [a@b.example]}", "without TLS, others could read"},
		{"a user without a password", "{name: a, type: mail, server: 'smtp.example:25', user: u, from: a@b.example, to: [a@b.example]}", "user and password belong together"},
		{"an address", "{name: a, type: mail, server: 'smtp.example:25', from: a@b.example, to: ['a@b.example, c']}", "is not a mail address"},
		{"a header in an address", "{name: a, type: mail, server: 'smtp.example:25', from: \"a@b.example\\r\\nBcc: c@d.example\", to: [a@b.example]}", "is not a mail address"},
		{"a timeout", "{name: a, type: command, command: [/bin/true], timeout: 3m}", "the timeout is not between 1ms and 2m"},
		{"a name twice", "{name: a, type: command, command: [/bin/true]}\n  - {name: A, type: command, command: [/bin/true]}", "another sink is named A"},
	} {
		_, _, err := load(t, "  - "+tt.sink+"\n")
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "notify.yaml:3:") && !strings.Contains(err.Error(), "notify.yaml:4:") {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
