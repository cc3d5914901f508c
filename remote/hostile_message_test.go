package remote_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
)

// messageDamage changes the envelope that answers a message.
type messageDamage struct {
	name   string
	change func(envelope string) string
	kinds  []remote.Kind // of which the error is
	except []string      // steps at which it does no harm
}

// messageSteps are the messages of readMessages, in order.
func messageSteps() []string {
	return []string{"enumerate", "pull", "one row", "registry", "open a shell", "command", "receive", "signal"}
}

func swap(pattern, by string) func(string) string {
	return func(envelope string) string { return regexp.MustCompile(pattern).ReplaceAllString(envelope, by) }
}

func messageDamages() []messageDamage {
	malformed := []remote.Kind{remote.Malformed}
	big := []remote.Kind{remote.TooBig, remote.Malformed}
	within := func(inside string) func(string) string {
		return func(e string) string {
			return regexp.MustCompile(`(?s)<s:Body>.*</s:Body>`).ReplaceAllLiteralString(e, "<s:Body>"+inside+"</s:Body>")
		}
	}
	faultWith := func(detail string) func(string) string {
		return within(`<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>` + strings.Repeat("why ", 500) + "\u202e\u009b" + `</s:Text></s:Reason><s:Detail>` + detail + `</s:Detail></s:Fault>`)
	}
	padded := func(padding string) func(string) string {
		return func(e string) string { return strings.Replace(e, "</s:Body>", padding+"</s:Body>", 1) }
	}
	return []messageDamage{
		{"nothing", func(string) string { return "" }, []remote.Kind{remote.Malformed, remote.NotSealed}, nil},
		{"blanks", func(string) string { return "  \n" }, malformed, nil},
		{"text", func(string) string { return "yes" }, malformed, nil},
		{"JSON", func(string) string { return `{"a": 1}` }, malformed, nil},
		{"a page", func(string) string { return "<html><body>hi</body></html>" }, malformed, nil},
		{"half", func(e string) string { return e[:len(e)/2] }, malformed, nil},
		{"two documents", func(e string) string { return e + e }, malformed, nil},
		{"a document type", func(e string) string { return "<!DOCTYPE a [<!ENTITY b 'c'>]>" + e }, malformed, nil},
		{"an unknown entity", padded("<a>&b;</a>"), malformed, nil},
		{"zero bytes", padded("<a>\x00</a>"), malformed, nil},
		{"no UTF-8", padded("<a>\xff\xfe</a>"), malformed, nil},
		{"another encoding", func(e string) string { return `<?xml version="1.0" encoding="utf-16"?>` + e }, malformed, nil},
		{"XML 1.1", func(e string) string { return `<?xml version="1.1"?>` + e }, malformed, nil},
		{"deep", padded(strings.Repeat("<a>", 5000) + strings.Repeat("</a>", 5000)), malformed, nil},
		{"many elements", padded(strings.Repeat("<a/>", 110_000)), big, nil},
		{"many attributes", padded("<a " + strings.Repeat(`b="" `, 100_000) + "/>"), big, nil},
		{"longer than allowed", padded("<a>" + strings.Repeat("a", 2<<20) + "</a>"), big, nil},
		{"another envelope", swap(`http://www\.w3\.org/2003/05/soap-envelope`, "http://schemas.xmlsoap.org/soap/envelope/"), malformed, nil},
		{"another root", func(e string) string { return strings.ReplaceAll(e, "s:Envelope", "s:Letter") }, malformed, nil},
		{"no header", swap(`(?s)<s:Header>.*</s:Header>`, "<s:Header/>"), malformed, nil},
		{"no body", swap(`(?s)<s:Body>.*</s:Body>`, ""), malformed, nil},
		{"no action", swap(`(?s)<a:Action>[^<]*</a:Action>`, ""), malformed, nil},
		{"another action", swap(`Response</a:Action>`, "Reply</a:Action>"), malformed, nil},
		{"relates to nothing", swap(`(?s)<a:RelatesTo>[^<]*</a:RelatesTo>`, ""), malformed, nil},
		{"relates to another", swap(`<a:RelatesTo>[^<]*<`, "<a:RelatesTo>uuid:0<"), malformed, nil},
		{"an empty body", within(""), big, []string{"signal"}},
		{"another answer", within(`<x:Other xmlns:x="urn:x"/>`), big, []string{"signal"}},
		{"a fault without detail", faultWith(""), []remote.Kind{remote.Fault}, nil},
		{"a fault with a bad code", faultWith(`<f:WSManFault xmlns:f="urn:f" Code="-99999999999"/>`), []remote.Kind{remote.Fault}, nil},
		{"a denial", faultWith(`<f:WSManFault xmlns:f="urn:f" Code="0x80070005"/>`), []remote.Kind{remote.AccessDenied}, nil},
		{"a quota", faultWith(`<f:WSManFault xmlns:f="urn:f" Code="2150859174"/>`), []remote.Kind{remote.Quota}, nil},
		{"an envelope too large", faultWith(`<f:WSManFault xmlns:f="urn:f" Code="2150858790"/>`), []remote.Kind{remote.TooBig}, nil},
		{"bad credentials", faultWith(`<f:WSManFault xmlns:f="urn:f" Code="0x8007052E"/>`), []remote.Kind{remote.AuthRefused}, nil},
		{"no items, no end, no context", swap(`(?s)<n:(Enumerate|Pull)Response>.*</n:(Enumerate|Pull)Response>`, "<n:${1}Response/>"), malformed, messageStepsFrom("registry")},
		{"no end and no rows", swap(`(?s)<(\w):Items>.*</\w:Items>|<\w:EndOfSequence/>`, ""), []remote.Kind{remote.Malformed, remote.TooBig}, append(messageStepsFrom("registry"), "enumerate")},
		{"no return value", swap(`(?s)<p:ReturnValue>.*</p:ReturnValue>`, ""), malformed, messageStepsBut("registry")},
		{"a return value that is none", swap(`(?s)<p:ReturnValue>.*</p:ReturnValue>`, "<p:ReturnValue>x</p:ReturnValue>"), malformed, messageStepsBut("registry")},
		{"a denial of the provider", swap(`(?s)<p:ReturnValue>.*</p:ReturnValue>`, "<p:ReturnValue>2147942405</p:ReturnValue>"), []remote.Kind{remote.AccessDenied}, messageStepsBut("registry")},
		{"a shell without a name", swap(`(?s)<rsp:ShellId>[^<]*</rsp:ShellId>|<w:Selector .*</w:Selector>`, ""), malformed, messageStepsBut("open a shell")},
		{"a shell with an odd name", swap(`(?s)(<rsp:ShellId>|<w:Selector [^>]*>)[^<]*<`, "$1]]&gt;<"), malformed, messageStepsBut("open a shell")},
		{"a command with an odd name", swap(`(?s)<rsp:CommandId>[^<]*<`, "<rsp:CommandId>&lt;a&gt;<"), malformed, messageStepsBut("command")},
		{"output that is no base64", swap(`(?s)(<rsp:Stream [^>]*>)[^<]+<`, "$1***<"), malformed, messageStepsBut("receive")},
		{"output without marks", swap(`(?s)(<rsp:Stream [^>]*>)[^<]+<`, "${1}YWFh<"), malformed, messageStepsBut("receive")},
		{"output in many pieces", swap(`<rsp:CommandState`, strings.Repeat(`<rsp:Stream Name="stdout"></rsp:Stream>`, 6000)+"<rsp:CommandState"), big, messageStepsBut("receive")},
	}
}

func messageStepsFrom(step string) []string {
	return messageSteps()[slices.Index(messageSteps(), step):]
}

func messageStepsBut(step string) []string {
	return slices.DeleteFunc(messageSteps(), func(s string) bool { return s == step })
}

// messageProxy is a node in front of another that damages the answers to the messages
// from a step on.
func messageProxy(t *testing.T, step int, change func(string) string) remote.Target {
	t.Helper()
	_, node := start(t, "", simulator.Options{HTTPS: true})
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	t.Cleanup(client.CloseIdleConnections)
	var messages atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, "https://"+net.JoinHostPort(node.Host, strconv.Itoa(node.Port))+"/wsman", r.Body)
		if err != nil {
			return
		}
		req.Header = r.Header
		resp, err := client.Do(req)
		if err != nil {
			return
		}
		defer resp.Body.Close()
		envelope, _ := io.ReadAll(resp.Body)
		if messages.Add(1) >= int64(step) {
			envelope = []byte(change(string(envelope)))
		}
		w.Header().Set("Content-Type", resp.Header.Get("Content-Type"))
		w.WriteHeader(resp.StatusCode)
		io.Copy(w, bytes.NewReader(envelope))
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return remote.Target{Host: "127.0.0.1", Port: server.Listener.Addr().(*net.TCPAddr).Port, HTTPS: true, Auth: remote.Basic, TLS: remote.TLS{InsecureSkipVerify: true}}
}

// readMessages sends the messages of messageSteps and returns the first error.
func readMessages(ctx context.Context, target remote.Target, o remote.Options) error {
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
	if _, err := s.RegistryValues(ctx, remote.KeyCurrentVersion); err != nil {
		return err
	}
	_, err = s.Run(ctx, []remote.Command{remote.RegQuery(remote.KeyCurrentVersion)})
	return err
}

// TestDamagedMessages damages the answer to each message in each way, with nothing
// around it that would show the damage.
func TestDamagedMessages(t *testing.T) {
	rows := 0
	for i, step := range messageSteps() {
		for _, d := range messageDamages() {
			if slices.Contains(d.except, step) {
				continue
			}
			rows++
			t.Run(strings.ReplaceAll(step+"/"+d.name, " ", "_"), func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				o := options()
				o.Limits.Body, o.Limits.Pages, o.Limits.Backoff = 1<<20, 20, time.Millisecond
				o.Budget = remote.NewBudget(16<<20, 1)
				var hit atomic.Bool
				err := readMessages(ctx, messageProxy(t, i+1, func(e string) string {
					damaged := d.change(e)
					hit.Store(hit.Load() || damaged != e)
					return damaged
				}), o)
				var known *remote.Error
				if !hit.Load() || ctx.Err() != nil || !errors.As(err, &known) && err != nil {
					t.Fatalf("damaged: %t, deadline: %v, %v", hit.Load(), ctx.Err(), err)
				}
				if !remote.IsKind(err, d.kinds...) {
					t.Fatalf("error %v, want one of kind %v", err, d.kinds)
				}
				p := remote.Problem(err)
				if p.Hint == "" && known.Kind != remote.Fault || strings.Contains(p.Message+p.Hint, password) || len(p.Message) > 500 {
					t.Errorf("%q, %q", p.Message, p.Hint)
				}
				if n := o.Budget.Held(); n != 0 {
					t.Errorf("%d bytes are still held", n)
				}
			})
		}
	}
	if rows < 250 {
		t.Errorf("only %d rows", rows)
	}
}
