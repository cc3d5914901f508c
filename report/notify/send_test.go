package notify_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log"
	"mime"
	"mime/quotedprintable"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

// hostile is a name that tries to add headers, mentions, links, formats and colours.
const hostile = "HV\r\nBcc: eve@example\x1b[31m <!channel> *bold* [x](https://evil.example) <a href='x'> &amp; \u202e"

// message is one of a hostile cluster, as compare leaves it but for its texts, which are not
// cleaned here.
func message() *notify.Message {
	return &notify.Message{
		Format: notify.Format, Document: notify.Document, Key: "0123456789abcdef0123456789abcdef", Kind: notify.Changed, Scope: "nightly", Run: "abcdef012345", Cluster: hostile,
		At: nightOf(3), Drift: 1, Changes: map[diff.Class]int{diff.New: 1, diff.NodeNotRead: 1},
		Nodes:    []diff.NodeChange{{Class: diff.NodeNotRead, Name: hostile, Problem: hostile}},
		Findings: []diff.Change{{Class: diff.New, ID: "hotfix/KB1", Node: hostile, Severity: baselines.High, Got: hostile, Brief: "Install it."}},
	}
}

func noSecrets(context.Context, notify.SecretRef) (string, error) {
	return "", errors.New("there is none")
}

// secret is what every secret is.
const secret = "s3cr3t-of-the-test"

func allSecrets(context.Context, notify.SecretRef) (string, error) { return secret, nil }

func clock() time.Time { return nightOf(3) }

func hook(url string) notify.Sink {
	return notify.Sink{Name: "oncall", Type: notify.Webhook, Timeout: 10 * time.Second, Webhook: notify.WebhookSettings{URL: url, Payload: notify.JSON}}
}

// send sends the message once; problem is why it failed.
func send(t *testing.T, s notify.Sink, secrets notify.Secrets, m *notify.Message) *notify.Failure {
	t.Helper()
	err := notify.NewSender(s, secrets, "1.0.0", clock).Send(t.Context(), m)
	var f *notify.Failure
	if err != nil && !errors.As(err, &f) {
		t.Fatalf("%T: %v", err, err)
	}
	if f != nil && strings.ContainsAny(f.Problem, "\x1b\n") || f != nil && strings.Contains(f.Problem, secret) {
		t.Errorf("%q", f.Problem)
	}
	return f
}

// quiet is a server that does not write what goes wrong to standard error.
func quiet(s *httptest.Server) *httptest.Server {
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	return s
}

func TestWebhook(t *testing.T) {
	r := &receiver{}
	server := httptest.NewServer(r)
	defer server.Close()
	s := hook(server.URL + "/notices")
	s.Webhook.SigningKey = notify.SecretRef{File: "key"}
	m := message()
	if f := send(t, s, allSecrets, m); f != nil {
		t.Fatal(f)
	}
	q := r.requests[0]
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(q.header.Get("Clusterdrift-Timestamp") + "." + q.body))
	if got, want := q.header.Get("Clusterdrift-Signature"), "sha256="+hex.EncodeToString(mac.Sum(nil)); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
	var back notify.Message
	if err := json.Unmarshal([]byte(q.body), &back); err != nil || back.Cluster != m.Cluster || q.header.Get("Idempotency-Key") != m.Key {
		t.Errorf("%v: %s", err, q.body)
	}
	if f := send(t, s, noSecrets, m); f == nil || f.Problem != "the signing key cannot be read: there is none" {
		t.Errorf("without the key: %v", f)
	}
}

// TestWebhookAnswers has what a receiver may answer, and what is made of it.
func TestWebhookAnswers(t *testing.T) {
	for _, tt := range []struct {
		status  int
		header  http.Header
		want    string // of the problem; empty: none
		refused bool
		after   time.Duration
	}{
		{200, nil, "", false, 0},
		{204, nil, "", false, 0},
		{301, http.Header{"Location": {"http://127.0.0.1:1/"}}, "the receiver answered with HTTP 301, a redirection, which is not followed", false, 0},
		{400, nil, "the receiver answered with HTTP 400", true, 0},
		{403, nil, "the receiver answered with HTTP 403: check the URL", false, 0},
		{429, http.Header{"Retry-After": {"7"}}, "the receiver answered with HTTP 429", false, 7 * time.Second},
		{429, http.Header{"Retry-After": {"999999999"}}, "the receiver answered with HTTP 429", false, 24 * time.Hour},
		{429, http.Header{"Retry-After": {"soon"}}, "the receiver answered with HTTP 429", false, 0},
		{500, nil, "the receiver answered with HTTP 500", false, 0},
		{503, http.Header{"Retry-After": {"-5"}}, "the receiver answered with HTTP 503", false, 0},
	} {
		r := &receiver{status: tt.status, header: tt.header}
		server := httptest.NewServer(r)
		f := send(t, hook(server.URL), noSecrets, message())
		switch {
		case tt.want == "" && f != nil:
			t.Errorf("%d: %v", tt.status, f)
		case tt.want != "" && (f == nil || !strings.HasPrefix(f.Problem, tt.want) || f.Refused != tt.refused || f.After != tt.after):
			t.Errorf("%d: %+v", tt.status, f)
		}
		server.Close()
	}
}

// TestWebhookConnections has receivers that are down, slow, or not who they should be.
func TestWebhookConnections(t *testing.T) {
	r := &receiver{}
	server := quiet(httptest.NewUnstartedServer(r))
	config, ca := certificate(t)
	server.TLS = config
	server.StartTLS()
	defer server.Close()
	trusted := hook(server.URL)
	trusted.Webhook.CAFile = ca
	if f := send(t, trusted, noSecrets, message()); f != nil {
		t.Errorf("a trusted certificate: %v", f)
	}
	if f := send(t, hook(server.URL), noSecrets, message()); f == nil || !strings.HasPrefix(f.Problem, "the certificate of the server is not trusted") {
		t.Errorf("a certificate that is not trusted: %v", f)
	}
	other := trusted
	other.Webhook.URL = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	if f := send(t, other, noSecrets, message()); f == nil || f.Problem != "the certificate of the server is for another name" {
		t.Errorf("another name: %v", f)
	}

	plain := httptest.NewServer(r)
	secured := hook(strings.Replace(plain.URL, "http://", "https://", 1))
	if f := send(t, secured, noSecrets, message()); f == nil || strings.Contains(f.Problem, "HTTP") {
		t.Errorf("no TLS: %v", f)
	}
	plain.Close()
	if f := send(t, hook(plain.URL), noSecrets, message()); f == nil || f.Problem != "the server cannot be reached, or ended the connection" {
		t.Errorf("down: %v", f)
	}

	slow := &receiver{hang: make(chan struct{})}
	hanging := httptest.NewServer(slow)
	defer hanging.Close()
	defer close(slow.hang)
	impatient := hook(hanging.URL)
	impatient.Timeout = time.Millisecond
	if f := send(t, impatient, noSecrets, message()); f == nil || f.Problem != "the server did not answer in time" {
		t.Errorf("slow: %v", f)
	}
	secretURL := hook("")
	secretURL.Webhook.URLFrom = notify.SecretRef{File: "url"}
	if f := send(t, secretURL, allSecrets, message()); f == nil || f.Problem != "it is not a URL that begins with https://" {
		t.Errorf("a secret that is not a URL: %v", f)
	}
}

// TestChatPayloads has hostile names in what Slack and Teams get: all of it is plain text.
func TestChatPayloads(t *testing.T) {
	for _, p := range []notify.Payload{notify.Slack, notify.Teams} {
		r := &receiver{}
		server := httptest.NewServer(r)
		s := hook(server.URL)
		s.Webhook.Payload = p
		m := message()
		for range 500 { // more than either takes
			m.Findings = append(m.Findings, m.Findings[0])
		}
		if f := send(t, s, noSecrets, m); f != nil {
			t.Fatal(f)
		}
		server.Close()
		body := r.requests[0].body
		if len(body) > 150_000 || p == notify.Teams && len(body) > 28_000 {
			t.Errorf("%s: %d bytes", p, len(body))
		}
		var document any
		if err := json.Unmarshal([]byte(body), &document); err != nil {
			t.Fatal(err)
		}
		blocks := 0
		eachObject(document, func(o map[string]any) {
			text, _ := o["text"].(string)
			if strings.ContainsAny(text, "\x1b\r\u202e") || p == notify.Slack && strings.ContainsAny(text, "<>") {
				t.Errorf("%s: %q", p, text)
			}
			switch kind := o["type"]; kind {
			case "header", "section":
				blocks++
				if inner := o["text"].(map[string]any); inner["type"] != "plain_text" || len([]rune(inner["text"].(string))) > 3000 {
					t.Errorf("%s: %v", p, inner)
				}
			case "TextBlock", "mrkdwn":
				t.Errorf("%s: a text that is read as Markdown: %v", p, o)
			}
		})
		if blocks > 50 {
			t.Errorf("%s: %d blocks", p, blocks)
		}
	}
}

// eachObject visits all objects of a JSON document.
func eachObject(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(v)
		for _, one := range v {
			eachObject(one, visit)
		}
	case []any:
		for _, one := range v {
			eachObject(one, visit)
		}
	}
}

func mailSink(s *mailServer, protection notify.TLS, ca string) notify.Sink {
	return notify.Sink{Name: "mail", Type: notify.Mail, Timeout: 10 * time.Second, Mail: notify.MailSettings{
		Server: s.address, TLS: protection, From: "Audit <audit@contoso.example>", To: []string{"a@contoso.example", "Ü <b@contoso.example>"}, User: "audit", Password: notify.SecretRef{File: "p"}, CAFile: ca,
	}}
}

func TestMail(t *testing.T) {
	config, ca := certificate(t)
	for _, tt := range []struct {
		name       string
		protection notify.TLS
		auth       string
		logon      string
	}{
		{"starttls", notify.StartTLS, "LOGIN PLAIN", "PLAIN AGF1ZGl0AHMzY3IzdC1vZi10aGUtdGVzdA=="},
		{"tls, with the method of Exchange", notify.Implicit, "NTLM LOGIN", "LOGIN YXVkaXQ= czNjcjN0LW9mLXRoZS10ZXN0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newMailServer(t, config, tt.protection == notify.Implicit)
			s.auth = tt.auth
			m := message()
			if f := send(t, mailSink(s, tt.protection, ca), allSecrets, m); f != nil {
				t.Fatal(f)
			}
			if s.insecure || len(s.logons) != 1 || s.logons[0] != tt.logon || len(s.mails) != 1 {
				t.Fatalf("insecure %v, %q, %d mails", s.insecure, s.logons, len(s.mails))
			}
			got, err := mail.ReadMessage(strings.NewReader(s.mails[0]))
			if err != nil {
				t.Fatal(err)
			}
			if got.Header.Get("Bcc") != "" || got.Header.Get("Message-ID") != "<"+m.Key+"@contoso.example>" {
				t.Errorf("%v", got.Header)
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
			if err != nil || !strings.HasPrefix(subject, "clusterdrift: HV") || strings.ContainsAny(subject, "\x1b\r\n") {
				t.Errorf("%q, %v", subject, err)
			}
			body, err := io.ReadAll(quotedprintable.NewReader(got.Body))
			if err != nil || !strings.Contains(string(body), "New drift\n  high hotfix/KB1 on HV") {
				t.Errorf("%v: %s", err, body)
			}
		})
	}
}

// TestMailRefused has servers that refuse, cannot be trusted, or would take a password that
// others can read.
func TestMailRefused(t *testing.T) {
	config, ca := certificate(t)
	for _, tt := range []struct {
		name    string
		change  func(s *mailServer, k *notify.Sink)
		want    string
		refused bool
	}{
		{"no STARTTLS", func(s *mailServer, _ *notify.Sink) { s.tls = nil }, "the mail server does not offer STARTTLS", false},
		{"not trusted", func(_ *mailServer, k *notify.Sink) { k.Mail.CAFile = "" }, "the certificate of the server is not trusted", false},
		{"no method", func(s *mailServer, _ *notify.Sink) { s.auth = "NTLM" }, "the mail server offers neither", false},
		{"the password", func(s *mailServer, _ *notify.Sink) { s.refuse, s.code = "AUTH", 535 }, "the mail server refused the logon (535)", false},
		{"the sender", func(s *mailServer, _ *notify.Sink) { s.refuse, s.code = "MAIL", 550 }, "the mail server refused the sender (550)", false},
		{"a recipient", func(s *mailServer, _ *notify.Sink) { s.refuse, s.code = "RCPT", 450 }, "the mail server refused a recipient (450)", false},
		{"the mail", func(s *mailServer, _ *notify.Sink) { s.refuse, s.code = "DATA", 552 }, "the mail server refused the mail (552)", true},
		{"a file that has no certificate", func(_ *mailServer, k *notify.Sink) { k.Mail.CAFile = "send_test.go" }, "the file of ca_file has no certificate in PEM", false},
		{"down", func(_ *mailServer, k *notify.Sink) { k.Mail.Server = "127.0.0.1:1" }, "the server cannot be reached", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newMailServer(t, config, false)
			k := mailSink(s, notify.StartTLS, ca)
			tt.change(s, &k)
			f := send(t, k, allSecrets, message())
			if f == nil || !strings.HasPrefix(f.Problem, tt.want) || f.Refused != tt.refused {
				t.Errorf("%+v", f)
			}
			if s.insecure || len(s.mails) > 0 {
				t.Errorf("insecure %v, %d mails", s.insecure, len(s.mails))
			}
		})
	}
}
