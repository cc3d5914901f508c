package remote_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
)

// Each answer that is neither a message nor a challenge says what it means and
// which setting leads to it, whichever leg of the log-on it answers.
func TestStatusesNameTheSetting(t *testing.T) {
	tests := []struct {
		name, answer string
		kind         remote.Kind
		text, hint   string // parts
	}{
		{"request too long", httpSys(400, "Bad Request", "Bad Request - Request Too Long"), remote.AuthFailed, "the token has", "MaxFieldLength and MaxRequestBytes"},
		{"headers too large", bare(431, ""), remote.AuthFailed, "(HTTP 431)", "MaxFieldLength"},
		{"invalid host name", httpSys(400, "Bad Request", "Bad Request - Invalid Hostname"), remote.Unreachable, `"Bad Request - Invalid Hostname"`, "netsh http show iplisten"},
		{"another bad request", httpSys(400, "Bad Request", "Bad Request - Invalid Verb"), remote.Malformed, `it says "Bad Request - Invalid Verb"`, "HTTPERR"},
		{"bad request without a word", bare(400, ""), remote.Malformed, "before WinRM saw it", "HTTPERR"},
		{"forbidden", bare(403, ""), remote.Malformed, "forbidden (HTTP 403)", "certmapping"},
		{"another prefix", httpSys(404, "Not Found", "Not Found"), remote.Unreachable, "at /wsman (HTTP 404)", "URLPrefix = wsman"},
		{"another method", bare(405, ""), remote.Unreachable, "another web server", "URLPrefix"},
		{"a proxy asks", bare(407, "Proxy-Authenticate: NTLM\r\n"), remote.Malformed, "a proxy answers", "uses no proxy"},
		{"a length is missing", bare(411, ""), remote.Malformed, "(HTTP 411)", "uses no proxy"},
		{"too large", bare(413, ""), remote.TooBig, "(HTTP 413)", "MaxEnvelopeSizekb"},
		{"server fails without a word", bare(500, ""), remote.NotSealed, "(HTTP 500)", "encryption"},
		{"gateway", bare(502, ""), remote.Unreachable, "load balancer", "uses no proxy"},
		{"service stopped", httpSys(503, "Service Unavailable", "Service Unavailable"), remote.Unreachable, "WinRM service is stopped", "sc query WinRM"},
		{"gateway is late", bare(504, ""), remote.Unreachable, "load balancer", "uses no proxy"},
		{"a portal", bare(302, "Location: https://portal.example/login\r\n"), remote.Malformed, `to "https://portal.example/login"`, "portal"},
		{"to https", bare(301, "Location: https://hv01:5986/wsman\r\n"), remote.Malformed, "redirects", "Use transport https"},
		{"without a location", bare(307, ""), remote.Malformed, "redirects elsewhere (HTTP 307)", "does not redirect"},
		{"plain text", "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n", remote.Malformed, `it says "Client sent an HTTP request`, "proxy"},
		{"a teapot", bare(418, ""), remote.Malformed, "not one of WinRM (HTTP 418)", "port"},
	}
	for _, tt := range tests {
		for leg := 1; leg <= 2; leg++ {
			t.Run(fmt.Sprintf("%s/%d", tt.name, leg), func(t *testing.T) {
				target := serveRaw(t, func(n int, _ *http.Request, conn net.Conn) bool {
					if n < leg {
						return write(conn, challenge(""))
					}
					return write(conn, tt.answer) && !strings.HasPrefix(tt.answer, "HTTP/1.0")
				})
				_, err := remote.Open(t.Context(), target, credentials(), options())
				checkError(t, err, tt.kind)
				p := remote.Problem(err)
				if !strings.Contains(p.Message, tt.text) || !strings.Contains(p.Hint, tt.hint) {
					t.Errorf("%q, %q; want %q and %q", p.Message, p.Hint, tt.text, tt.hint)
				}
				if remote.PasswordRefused(err) {
					t.Error("it counts as a refused password")
				}
			})
		}
	}
}

// A token that is too long is named with its size. The advice never lowers the limits
// of the node below their default.
func TestTokenSizeIsNamed(t *testing.T) {
	var header int
	target := serveRaw(t, func(_ int, req *http.Request, conn net.Conn) bool {
		header = len(req.Header.Get("Authorization"))
		return write(conn, httpSys(400, "Bad Request", "Bad Request - Request Too Long"))
	})
	_, err := remote.Open(t.Context(), target, credentials(), options())
	p := remote.Problem(err)
	if !strings.Contains(p.Message, fmt.Sprintf("the header that carries it %d", header)) || !strings.Contains(p.Hint, "to 16384 or more") {
		t.Errorf("a header of %d bytes: %q, %q", header, p.Message, p.Hint)
	}
}

// A balancer that ends the connection after the challenge is not a node that is down.
func TestConnectionEndsAfterTheChallenge(t *testing.T) {
	for name, last := range map[string]string{"announced": challenge("Connection: close\r\n"), "unannounced": challenge("")} {
		t.Run(name, func(t *testing.T) {
			target := serveRaw(t, func(_ int, _ *http.Request, conn net.Conn) bool {
				write(conn, last)
				return false
			})
			_, err := remote.Open(t.Context(), target, credentials(), options())
			checkError(t, err, remote.Unreachable)
			if p := remote.Problem(err); !strings.Contains(p.Message, "after the node's challenge") || !strings.Contains(p.Hint, "load balancer") {
				t.Errorf("%+v", p)
			}
		})
	}
}

// What a page says is shown in one short line, without what could do harm.
func TestPagesAreCleaned(t *testing.T) {
	const secret = "Pa55-word"
	pages := map[string]struct{ body, want string }{
		"heading":     {"<h2>One\r\n two</h2>", `it says "One two"`},
		"tags inside": {"<h1>a<b>c</b>d</h1>", `it says "acd"`},
		"paragraph":   {"<html><p>Only this</p></html>", `it says "Only this"`},
		"any case":    {"<H2>Loud</h2>", `it says "Loud"`},
		"unclosed":    {"<title>Half", `it says "Half"`},
		"escapes":     {"<h2>\x1b[31mred\u202e\x00</h2>", `it says "[31mred"`},
		"no UTF-8":    {"<h2>a\xff\xfeb</h2>", `it says "ab"`},
		"password":    {"<h2>x " + secret + " y</h2>", `it says "x [masked] y"`},
		"like a tag":  {"<h2>x " + password + " y</h2>", `it says "x [masked] y"`},
		"hidden":      {"<h2>x " + secret[:4] + "\u200b" + secret[4:] + " y</h2>", `it says "x [masked] y"`},
		"in tags":     {"<h2>x " + secret[:4] + "<i>" + secret[4:] + "</i> y</h2>", `it says "x [masked] y"`},
		"long":        {"<h2>" + strings.Repeat("a", 70000) + "</h2>", "a…\""},
		"empty":       {"<h2></h2>", "is stopped or has no listener (HTTP 503)"},
		"odd letters": {"\u0130\u212a<h2>\u0130\u212a</h2>", "it says \"\u0130\u212a\""},
		"no page":     {strings.Repeat("<", 50000), "(HTTP 503)"},
	}
	for name, tt := range pages {
		t.Run(name, func(t *testing.T) {
			target := serveRaw(t, func(_ int, _ *http.Request, conn net.Conn) bool {
				return write(conn, fmt.Sprintf("HTTP/1.1 503 x\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", len(tt.body), tt.body))
			})
			c := credentials()
			if c.Password = remote.NewSecret(secret); name == "like a tag" {
				c.Password = remote.NewSecret(password)
			}
			_, err := remote.Open(t.Context(), target, c, options())
			checkError(t, err, remote.Unreachable)
			message := remote.Problem(err).Message
			if !strings.Contains(message, tt.want) || len(message) > 1000 || strings.ContainsAny(message, "\x1b\x00\u202e\u200b") {
				t.Errorf("%q, want %q", message, tt.want)
			}
		})
	}
}

// The answer to a message is explained as that to a leg is; only a sealed message can
// be one that the node could not decrypt.
func TestStatusOfAMessage(t *testing.T) {
	for text, answer := range map[string]string{
		"service is stopped": httpSys(503, "Service Unavailable", "Service Unavailable"),
		"could not decrypt":  bare(400, ""),
	} {
		t.Run(text, func(t *testing.T) { checkMessageStatus(t, answer, text) })
	}
}

func checkMessageStatus(t *testing.T, answer, text string) {
	t.Helper()
	target := serveRaw(t, func(n int, req *http.Request, conn net.Conn) bool {
		switch n {
		case 1:
			return write(conn, challenge(""))
		case 2:
			return write(conn, bare(200, ""))
		}
		return write(conn, answer)
	})
	s, err := remote.Open(t.Context(), target, credentials(), options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(t.Context())
	_, err = s.Query(t.Context(), "root/cimv2", "SELECT Version FROM Win32_OperatingSystem")
	var e *remote.Error
	if !errors.As(err, &e) || e.Op != "read root/cimv2" || !strings.Contains(e.Text, text) || e.Hint == "" {
		t.Errorf("%+v", e)
	}
}
