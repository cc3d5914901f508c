package notify

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"net/mail"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema of a configuration.
func Schema() []byte { return bytes.Clone(schema) }

var compiledSchema = strict.Embedded(schema, "a configuration of notices")

// Times for one attempt.
const (
	defaultTimeout = 15 * time.Second
	maxTimeout     = 2 * time.Minute
)

// Load reads a configuration. It reads none of the files that the configuration names.
// Whatever is wrong is a *strict.Error; several are joined.
func Load(path string) ([]Sink, error) {
	data, err := strict.ReadFile(path)
	if err != nil {
		return nil, &strict.Error{Message: fmt.Sprintf("cannot read the configuration of notices: %v", err)}
	}
	return parse(path, data)
}

func parse(path string, data []byte) ([]Sink, error) {
	d := strict.Parse(path, data)
	if len(d.Problems) == 0 {
		d.Validate(compiledSchema())
	}
	if len(d.Problems) > 0 {
		return nil, errors.Join(strict.Sorted(d.Problems)...)
	}
	var all []Sink
	names := map[string]bool{}
	for _, n := range strict.Items(d.Root, "sinks") {
		s := reader{d, n, filepath.Dir(path)}.sink()
		if names[fold(s.Name)] {
			d.Fail(strict.Get(n, "name"), "another sink is named "+s.Name, "give each its own name")
		}
		names[fold(s.Name)] = true
		all = append(all, s)
	}
	if len(d.Problems) > 0 {
		return nil, errors.Join(strict.Sorted(d.Problems)...)
	}
	return all, nil
}

// reader reads one sink and notes what the schema cannot see.
type reader struct {
	d   *strict.Document
	n   *yaml.Node
	dir string // of the configuration
}

// keysOf are the keys that a sink of a type has besides those of all.
func keysOf(t Type) (required, optional []string) {
	switch t {
	case Webhook:
		return []string{"url"}, []string{"payload", "signing_key", "ca_file"}
	case Mail:
		return []string{"server", "from", "to"}, []string{"tls", "user", "password", "ca_file"}
	}
	return []string{"command"}, nil
}

func (r reader) text(key string) string { return strict.Text(r.n, key) }

func (r reader) fail(key, message, hint string) { r.d.Fail(strict.Get(r.n, key), message, hint) }

func (r reader) sink() Sink {
	s := Sink{
		Name: r.text("name"), Type: Type(r.text("type")), Severity: baselines.Low, Clusters: strict.Texts(r.n, "clusters"),
		Timeout: defaultTimeout, Command: strict.Texts(r.n, "command"),
	}
	if severity := r.text("severity"); severity != "" {
		s.Severity = baselines.Severity(severity)
	}
	r.keys(s.Type)
	if text := r.text("timeout"); text != "" {
		d, err := time.ParseDuration(text)
		if err != nil || d <= 0 || d > maxTimeout {
			r.fail("timeout", "the timeout is not between 1ms and 2m", "write it like 15s")
		}
		s.Timeout = d
	}
	switch s.Type {
	case Webhook:
		s.Webhook = r.webhook()
	case Mail:
		s.Mail = r.mail()
	case Command:
		if len(s.Command) > 0 && !filepath.IsAbs(s.Command[0]) {
			r.fail("command", "the program "+strconv.Quote(s.Command[0])+" is not named by an absolute path", "write the whole path of the program")
		}
	}
	return s
}

// keys notes what a sink of the type lacks, and what only others have.
func (r reader) keys(t Type) {
	required, optional := keysOf(t)
	for _, key := range required {
		if strict.Get(r.n, key) == nil {
			r.d.Fail(r.n, fmt.Sprintf("a sink of the type %s needs the key %s", t, key), "")
		}
	}
	known := slices.Concat([]string{"name", "type", "severity", "clusters", "timeout"}, required, optional)
	for key := range strict.Pairs(r.n) {
		if !slices.Contains(known, key.Value) {
			r.d.Fail(key, fmt.Sprintf("a sink of the type %s does not have the key %s", t, key.Value), "it may have "+strings.Join(known, ", "))
		}
	}
}

func (r reader) webhook() WebhookSettings {
	w := WebhookSettings{Payload: JSON, SigningKey: r.secret("signing_key"), CAFile: r.path("ca_file")}
	if p := r.text("payload"); p != "" {
		w.Payload = Payload(p)
	}
	text := r.text("url")
	switch {
	case strings.HasPrefix(text, "file:"), strings.HasPrefix(text, "keyring:"):
		w.URLFrom = r.secret("url")
	case w.Payload != JSON && text != "":
		r.fail("url", "the URL of a webhook of Slack or Teams is a secret", "write it to a file that only the account of the job can read, and the path here: url: file:slack.url")
	case text != "":
		w.URL = text
		if _, problem := checkURL(text); problem != "" {
			r.fail("url", problem, "write it like https://alerts.contoso.example/clusterdrift, or to a file, and its path here: url: file:webhook.url")
		}
	}
	return w
}

func (r reader) mail() MailSettings {
	m := MailSettings{
		Server: r.text("server"), TLS: StartTLS, From: r.text("from"), To: strict.Texts(r.n, "to"),
		User: r.text("user"), Password: r.secret("password"), CAFile: r.path("ca_file"),
	}
	if t := r.text("tls"); t != "" {
		m.TLS = TLS(t)
	}
	for i, text := range append([]string{m.From}, m.To...) {
		if _, err := mail.ParseAddress(text); err != nil && text != "" {
			key := "to"
			if i == 0 {
				key = "from"
			}
			r.fail(key, strconv.Quote(text)+" is not a mail address", "write it like oncall@contoso.example")
		}
	}
	switch {
	case (m.User == "") != m.Password.Empty():
		r.d.Fail(r.n, "user and password belong together", "give both, or neither")
	case m.TLS == NoTLS && m.Server != "" && !loopback(m.Server):
		r.fail("tls", "without TLS, others could read the message and the password", "use starttls or tls; none is for a server on this machine")
	}
	return m
}

// secret is where the secret of a key is.
func (r reader) secret(key string) SecretRef {
	kind, name, _ := strings.Cut(r.text(key), ":")
	switch {
	case kind == "file" && name != "":
		return SecretRef{File: r.below(name)}
	case kind == "keyring" && name != "":
		return SecretRef{Keyring: name}
	case kind != "":
		r.fail(key, key+" names no file and no entry of the keyring", "write file:PATH or keyring:NAME")
	}
	return SecretRef{}
}

func (r reader) path(key string) string {
	if text := r.text(key); text != "" {
		return r.below(text)
	}
	return ""
}

func (r reader) below(path string) string { return strict.From(r.dir, path) }
