package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Headers of a request. The signature is the HMAC-SHA256, in hexadecimal digits, of the
// timestamp, a dot and the body.
const (
	KeyHeader       = "Idempotency-Key"
	TimestampHeader = "Clusterdrift-Timestamp" // seconds since 1970
	SignatureHeader = "Clusterdrift-Signature" // "sha256=" and 64 hexadecimal digits
)

// maxAnswer is how much of an answer is read, in bytes. It is not looked at.
const maxAnswer = 64 << 10

// webhook sends requests by HTTP.
type webhook struct {
	sink    Sink
	secrets Secrets
	version string
	now     func() time.Time
}

// Send posts a message. An answer of 200 to 299 means that it arrived.
func (w *webhook) Send(ctx context.Context, m *Message) error {
	ctx, cancel := context.WithTimeout(ctx, w.sink.Timeout)
	defer cancel()
	u, failure := w.url(ctx)
	if failure != nil {
		return failure
	}
	body, err := payload(w.sink.Webhook.Payload, m)
	if err != nil {
		return &Failure{Problem: "the message cannot be written", Refused: true}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return &Failure{Problem: "the URL cannot be used"}
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("User-Agent", "clusterdrift/"+w.version)
	request.Header.Set(KeyHeader, m.Key)
	if failure := w.sign(ctx, request, body); failure != nil {
		return failure
	}
	return w.post(request, u.Hostname())
}

// url is that of the webhook, from where it is kept.
func (w *webhook) url(ctx context.Context) (*url.URL, *Failure) {
	text := w.sink.Webhook.URL
	if text == "" {
		var failure *Failure
		if text, failure = w.secrets.find(ctx, w.sink.Webhook.URLFrom, "the URL"); failure != nil {
			return nil, failure
		}
	}
	u, problem := checkURL(text)
	if problem != "" {
		return nil, &Failure{Problem: problem}
	}
	return u, nil
}

// sign adds the signature, if the sink has a key.
func (w *webhook) sign(ctx context.Context, r *http.Request, body []byte) *Failure {
	if w.sink.Webhook.SigningKey.Empty() {
		return nil
	}
	key, failure := w.secrets.find(ctx, w.sink.Webhook.SigningKey, "the signing key")
	if failure != nil {
		return failure
	}
	at := strconv.FormatInt(w.now().Unix(), 10)
	r.Header.Set(TimestampHeader, at)
	r.Header.Set(SignatureHeader, "sha256="+signature(key, at, body))
	return nil
}

// signature is the HMAC-SHA256 of a request, in hexadecimal digits.
func signature(key, at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// post sends a request on a connection of its own. A redirection is not followed: it could
// lead anywhere.
func (w *webhook) post(r *http.Request, host string) error {
	config, failure := tlsConfig(host, w.sink.Webhook.CAFile)
	if failure != nil {
		return failure
	}
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: config, ForceAttemptHTTP2: true, DisableKeepAlives: true, DialContext: (&net.Dialer{}).DialContext, MaxResponseHeaderBytes: maxAnswer}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		return connectFailure(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer)) // what counts is the status
	if failure := statusFailure(answer); failure != nil {
		return failure
	}
	return nil
}

// statusFailure is what a status means; nil: the message arrived.
func statusFailure(a *http.Response) *Failure {
	code := a.StatusCode
	f := &Failure{Problem: fmt.Sprintf("the receiver answered with HTTP %d", code)}
	switch {
	case code >= 200 && code < 300:
		return nil
	case code >= 300 && code < 400:
		f.Problem += ", a redirection, which is not followed: name the URL that it leads to"
	case code == http.StatusUnauthorized, code == http.StatusForbidden, code == http.StatusNotFound:
		f.Problem += ": check the URL and what the receiver allows"
	case code == http.StatusTooManyRequests, code == http.StatusRequestTimeout, code == http.StatusServiceUnavailable:
		if seconds, err := strconv.Atoi(a.Header.Get("Retry-After")); err == nil && seconds > 0 {
			f.After = time.Duration(min(seconds, 24*60*60)) * time.Second
		}
	case code >= 400 && code < 500:
		f.Refused = true
	}
	return f
}

// payload is the body of a request.
func payload(p Payload, m *Message) ([]byte, error) {
	switch p {
	case Slack:
		return json.Marshal(slackPayload(m))
	case Teams:
		return json.Marshal(teamsPayload(m))
	}
	return json.Marshal(m)
}
