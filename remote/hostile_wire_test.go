package remote_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
)

// wireDamage changes what a node answers, on its way. It writes to the client and
// reports whether the connection goes on.
type wireDamage struct {
	name   string
	write  func(client net.Conn, answer []byte) bool
	kinds  []remote.Kind // of which the error is
	except []string      // steps at which it does no harm
}

// replaced answers something else.
func replaced(text string) func(net.Conn, []byte) bool {
	return func(client net.Conn, _ []byte) bool { return write(client, text) }
}

// cut answers a part and ends the connection.
func cut(part func(answer []byte) int) func(net.Conn, []byte) bool {
	return func(client net.Conn, answer []byte) bool {
		client.Write(answer[:part(answer)])
		return false
	}
}

// headed changes the headers, the first line with them.
func headed(change func(headers string) string) func(net.Conn, []byte) bool {
	return func(client net.Conn, answer []byte) bool {
		end := bytes.Index(answer, []byte("\r\n\r\n"))
		return write(client, change(string(answer[:end]))+string(answer[end:]))
	}
}

// held sends a beginning and nothing more until the client gives up.
func held(begin func(answer []byte) int) func(net.Conn, []byte) bool {
	return func(client net.Conn, answer []byte) bool {
		client.Write(answer[:begin(answer)])
		io.Copy(io.Discard, client)
		return false
	}
}

func headersOf(answer []byte) int { return bytes.Index(answer, []byte("\r\n\r\n")) + 4 }

func wireDamages() []wireDamage {
	const (
		unreachable, malformed, timeout, big = remote.Unreachable, remote.Malformed, remote.Timeout, remote.TooBig
		notSealed, authFailed                = remote.NotSealed, remote.AuthFailed
	)
	kinds := func(k ...remote.Kind) []remote.Kind { return k }
	all := []wireDamage{
		{"no answer", cut(func([]byte) int { return 0 }), kinds(unreachable), nil},
		{"a reset", func(c net.Conn, _ []byte) bool { c.(*net.TCPConn).SetLinger(0); return false }, kinds(unreachable), nil},
		{"half of the first line", cut(func([]byte) int { return 7 }), kinds(unreachable, malformed), nil},
		{"half of the headers", cut(func(a []byte) int { return headersOf(a) / 2 }), kinds(unreachable, malformed), nil},
		{"half of the body", cut(func(a []byte) int { return (headersOf(a) + len(a)) / 2 }), kinds(unreachable), []string{"challenge", "log-on"}},
		{"silence", held(func([]byte) int { return 0 }), kinds(timeout), nil},
		{"silence after the headers", held(headersOf), kinds(timeout), []string{"challenge", "log-on"}},
		{"silence in the headers", held(func([]byte) int { return 20 }), kinds(timeout), nil},
		{"another protocol", replaced("SSH-2.0-OpenSSH_for_Windows_8.1\r\n\r\n"), kinds(malformed), nil},
		{"noise", replaced(strings.Repeat("\x00\xff\x16\x03\x01", 100) + "\r\n\r\n"), kinds(malformed), nil},
		{"TLS", replaced("\x15\x03\x01\x00\x02\x02\x28\r\n\r\n"), kinds(malformed), nil},
		{"two answers", func(c net.Conn, a []byte) bool { return write(c, string(a)+string(a)) }, kinds(malformed, notSealed), nil},
		{"no status", headed(func(h string) string { return strings.Replace(h, "HTTP/1.1 ", "HTTP/1.1 x", 1) }), kinds(malformed), nil},
		{"another version", headed(func(h string) string { return strings.Replace(h, "HTTP/1.1", "HTTP/9", 1) }), kinds(malformed), nil},
		{"a large status", headed(func(h string) string { return "HTTP/1.1 999 x" + h[strings.Index(h, "\r\n"):] }), kinds(malformed), nil},
		{"compressed", headed(func(h string) string { return h + "\r\nContent-Encoding: gzip" }), kinds(malformed), nil},
		{"a negative length", headed(lengthAs("-1")), kinds(malformed), nil},
		{"a huge length", headed(lengthAs("99999999999999999999")), kinds(malformed), nil},
		{"two lengths", headed(func(h string) string { return h + "\r\nContent-Length: 7" }), kinds(malformed), nil},
		{"a length that is too short", headed(lengthAs("3")), kinds(malformed, notSealed), []string{"challenge", "log-on"}},
		{"broken chunks", headed(func(h string) string { return lengthAs("")(h) + "\r\nTransfer-Encoding: chunked" }), kinds(malformed, unreachable, timeout), nil},
		{"a header without end", func(c net.Conn, _ []byte) bool {
			return write(c, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("a", 1<<20))
		}, kinds(big, unreachable, malformed), nil},
		{"headers without end", func(c net.Conn, _ []byte) bool {
			return write(c, "HTTP/1.1 200 OK\r\n"+strings.Repeat("X: a\r\n", 1<<17))
		}, kinds(big, unreachable, malformed), nil},
		{"interim answers without end", func(c net.Conn, _ []byte) bool {
			return write(c, strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 1<<15))
		}, kinds(big, unreachable, malformed), nil},
		{"a body without end", func(c net.Conn, _ []byte) bool {
			return write(c, "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n\r\n"+strings.Repeat("a", 1<<20))
		}, kinds(big, unreachable, malformed, notSealed), nil},
		{"an empty answer", replaced(bare(200, "")), kinds(malformed, notSealed), []string{"log-on"}},
		{"a page", replaced("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<html>hi</html>"), kinds(malformed, notSealed), []string{"log-on"}},
		{"a message in clear", replaced("HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: 4\r\n\r\n<a/>"), kinds(malformed, notSealed), []string{"log-on"}},
		{"no reason", replaced(bare(500, "")), kinds(notSealed), nil},
		{"a challenge again", replaced(bare(401, "WWW-Authenticate: Negotiate\r\n")), kinds(authFailed, remote.AuthRefused), nil},
		{"a changed byte", changed(func(a []byte) int { return headersOf(a) + (len(a)-headersOf(a))*3/4 }), kinds(notSealed, malformed), []string{"challenge", "log-on"}},
		{"a changed signature", changed(func(a []byte) int { return bytes.Index(a, []byte("octet-stream\r\n")) + len("octet-stream\r\n") + 8 }), kinds(notSealed, malformed), []string{"challenge", "log-on"}},
		{"an empty token", headed(func(h string) string { return strings.Replace(h, "Negotiate TlRM", "Negotiate =", 1) }), kinds(authFailed, malformed), stepsBut("challenge")},
		{"a short token", headed(func(h string) string { return strings.Replace(h, "Negotiate TlRM", "Negotiate TlRM\r\nX: ", 1) }), kinds(malformed), stepsBut("challenge")},
	}
	for _, status := range []struct {
		code int
		kind remote.Kind
	}{{302, malformed}, {400, malformed}, {404, unreachable}, {407, malformed}, {413, big}, {431, authFailed}, {503, unreachable}} {
		all = append(all, wireDamage{fmt.Sprintf("HTTP %d", status.code), replaced(httpSys(status.code, "x", "x")), kinds(status.kind), nil})
	}
	return all
}

// lengthAs gives the Content-Length another value; an empty one leaves it out.
func lengthAs(value string) func(string) string {
	return func(headers string) string {
		var kept []string
		for _, line := range strings.Split(headers, "\r\n") {
			if !strings.HasPrefix(strings.ToLower(line), "content-length:") {
				kept = append(kept, line)
			}
		}
		if value != "" {
			kept = append(kept, "Content-Length: "+value)
		}
		return strings.Join(kept, "\r\n")
	}
}

// changed flips a byte.
func changed(where func(answer []byte) int) func(net.Conn, []byte) bool {
	return func(client net.Conn, answer []byte) bool {
		damaged := bytes.Clone(answer)
		damaged[min(where(answer), len(answer)-1)] ^= 0x40
		return write(client, string(damaged))
	}
}

// wireSteps are the exchanges of readEverything over one connection, in order.
func wireSteps() []string {
	return []string{"challenge", "log-on", "enumerate", "pull", "one row", "open a shell", "command", "receive", "signal"}
}

func stepsBut(step string) []string {
	return slices.DeleteFunc(wireSteps(), func(s string) bool { return s == step })
}

// damageAt is a way to a node on which the answer to the step, on each connection, is
// damaged.
func damageAt(t *testing.T, node remote.Target, step int, d wireDamage) remote.Target {
	var open sync.Map
	t.Cleanup(func() {
		open.Range(func(_, u any) bool { u.(*upstream).conn.Close(); return true })
	})
	return serveRaw(t, func(n int, req *http.Request, client net.Conn) bool {
		u, known := open.Load(client)
		if !known {
			conn, err := net.Dial("tcp", net.JoinHostPort(node.Host, strconv.Itoa(node.Port)))
			if err != nil {
				return false
			}
			u = &upstream{conn, bufio.NewReader(conn)}
			open.Store(client, u)
		}
		answer, err := u.(*upstream).ask(req)
		if err != nil {
			return false
		}
		if n == step {
			return d.write(client, answer)
		}
		return write(client, string(answer))
	})
}

// TestDamagedExchanges damages each answer of a visit in each way. The visit ends
// before its deadline with an error of a kind, and gives back what it held.
func TestDamagedExchanges(t *testing.T) {
	rows := 0
	for i, step := range wireSteps() {
		for _, d := range wireDamages() {
			if slices.Contains(d.except, step) {
				continue
			}
			rows++
			t.Run(strings.ReplaceAll(step+"/"+d.name, " ", "_"), func(t *testing.T) {
				t.Parallel()
				_, node := start(t, "", simulator.Options{})
				checkDamaged(t, damageAt(t, node, i+1, d), d)
			})
		}
	}
	if rows < 250 {
		t.Errorf("only %d rows", rows)
	}
}

func checkDamaged(t *testing.T, target remote.Target, d wireDamage) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	o := options()
	o.Limits.Body, o.Limits.Pages, o.Limits.Backoff = 256<<10, 20, time.Millisecond
	if o.Limits.Message = 20 * time.Second; slices.Contains(d.kinds, remote.Timeout) {
		o.Limits.Message = 400 * time.Millisecond
	}
	o.Budget = remote.NewBudget(64<<20, 1)
	err := readAllWith(ctx, target, o)
	if ctx.Err() != nil {
		t.Fatal("it was not given up within its deadline")
	}
	var known *remote.Error
	if !errors.As(err, &known) || !remote.IsKind(err, d.kinds...) {
		t.Errorf("error %v, want one of kind %v", err, d.kinds)
		return
	}
	p := remote.Problem(err)
	if p.Hint == "" || strings.Contains(p.Message+p.Hint, password) || strings.ContainsAny(p.Message, "\x00\x1b\r\n") {
		t.Errorf("%q, %q", p.Message, p.Hint)
	}
	if n := o.Budget.Held(); n != 0 {
		t.Errorf("%d bytes are still held", n)
	}
}

// upstream is a connection to the node itself, one for each of a client.
type upstream struct {
	conn   net.Conn
	reader *bufio.Reader
}

func (u *upstream) ask(req *http.Request) ([]byte, error) {
	if err := req.Write(u.conn); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(u.reader, req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %s\r\n", resp.Status)
	resp.Header.Set("Content-Length", strconv.Itoa(len(body)))
	resp.Header.Write(&b)
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes(), nil
}
