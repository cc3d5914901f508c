package simulator

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// hostile starts a node with a fault.
func hostile(t *testing.T, fault string, w system) *Farm {
	t.Helper()
	n := &windows.Node{}
	n.Conduct.Fault = fault
	return farmOf(t, n, w, Options{})
}

var wqlMessage = enumerateMessage("SELECT Name FROM X")

// sealedPost sends a sealed query and returns what came back, unopened.
func (c *client) sealedPost() (*http.Response, []byte) {
	c.t.Helper()
	return c.post(http.Header{"Content-Type": {testSealedType}}, c.wrap([]byte(wqlMessage)))
}

func TestDowngradeToBasic(t *testing.T) {
	c := dial(t, hostile(t, FaultDowngradeBasic, &fakeWindows{}).Endpoints()[0])
	resp, _ := c.post(http.Header{"Authorization": {"Negotiate " + base64.StdEncoding.EncodeToString(negotiateMessage(supported))}}, nil)
	if got := resp.Header.Values("WWW-Authenticate"); resp.StatusCode != 401 || !slices.Equal(got, []string{`Basic realm="WSMAN"`}) {
		t.Errorf("status %d, offers %q", resp.StatusCode, got)
	}
	c.basic = "Basic " + base64.StdEncoding.EncodeToString([]byte("Scan:"+testAccount.Password))
	c.ask(wqlMessage) // a client that falls for it gets what it wants
}

func TestNoSeal(t *testing.T) {
	c := dial(t, hostile(t, FaultNoSeal, &fakeWindows{}).Endpoints()[0])
	if status, _ := c.logon(testAccount, nil); status != 200 {
		t.Fatalf("logon: status %d", status)
	}
	if c.seal != nil {
		t.Error("the client has negotiated sealing")
	}
	c.ask(wqlMessage)
}

func TestUnsealed(t *testing.T) {
	resp, body := connect(t, hostile(t, FaultUnsealed, &fakeWindows{})).sealedPost()
	if got := bodyOf(t, string(body)); resp.StatusCode != 200 || got.name.Local != "EnumerateResponse" {
		t.Errorf("status %d: %s", resp.StatusCode, body)
	}
}

func TestBrokenSeals(t *testing.T) {
	for _, fault := range []string{FaultWrongSequence, FaultTruncatedSeal} {
		c := connect(t, hostile(t, fault, &fakeWindows{}))
		_, body := c.sealedPost()
		if _, err := c.unwrap(body); err == nil {
			t.Errorf("%s: the answer opens", fault)
		}
	}
}

func TestMalformedMultipart(t *testing.T) {
	f := hostile(t, FaultMalformedMultipart, &fakeWindows{})
	seen := map[string]bool{}
	c := connect(t, f)
	for range 8 {
		_, body := c.sealedPost()
		head, _, _ := bytes.Cut(body, []byte("octet-stream\r\n"))
		seen[string(head)+string(body[max(0, len(body)-3):])] = true
		if _, err := c.unwrap(body); err == nil {
			t.Errorf("the answer opens: %q", body)
		}
	}
	if len(seen) < 7 {
		t.Errorf("%d ways to break the frame", len(seen))
	}
}

func TestBrokenXML(t *testing.T) {
	_, answer := connect(t, hostile(t, FaultMalformedXML, &fakeWindows{})).exchange(wqlMessage)
	if _, err := parse([]byte(answer)); err == nil {
		t.Errorf("well-formed: %s", answer)
	}
	_, answer = connect(t, hostile(t, FaultDeepXML, &fakeWindows{})).exchange(wqlMessage)
	if n := strings.Count(answer, "<d>"); n != 100_000 {
		t.Errorf("%d elements deep", n)
	}
}

func TestWrongRelatesTo(t *testing.T) {
	_, answer := connect(t, hostile(t, FaultWrongRelatesTo, &fakeWindows{})).exchange(wqlMessage)
	if strings.Contains(answer, "11111111-2222") || !strings.Contains(answer, "<a:RelatesTo>uuid:") {
		t.Errorf("answer %s", answer)
	}
}

func TestEndlessEnumerations(t *testing.T) {
	for _, tt := range []struct {
		fault string
		same  bool
	}{{FaultReplayedPage, true}, {FaultEndlessPulls, false}} {
		for _, n := range []int{0, 1, 5} {
			c := connect(t, hostile(t, tt.fault, &fakeWindows{rows: rowsOf(n, "a")}))
			context := c.ask(wqlMessage).text(nsEnumeration, "EnumerationContext")
			var pages []string
			for range 20 {
				page := c.ask(pullMessage(context, "32000"))
				if page.child(nsEnumeration, "EndOfSequence") != nil {
					t.Fatalf("%s ends", tt.fault)
				}
				context = page.text(nsEnumeration, "EnumerationContext")
				var names []string
				for _, item := range page.child(nsEnumeration, "Items").children {
					names = append(names, item.text("", "Name"))
				}
				pages = append(pages, strings.Join(names, ","))
			}
			slices.Sort(pages)
			distinct := len(slices.Compact(pages))
			if want := map[bool]int{true: 1, false: 20}[tt.same || n == 0]; distinct != want {
				t.Errorf("%s of %d: %d distinct pages, want %d", tt.fault, n, distinct, want)
			}
		}
	}
}

func TestHugeBodies(t *testing.T) {
	for fault, length := range map[string]int64{FaultHugeBody: 1 << 30, FaultHugeChunkedBody: -1} {
		c := connect(t, hostile(t, fault, &fakeWindows{}))
		req, _ := http.NewRequest("POST", c.url, bytes.NewReader(c.wrap([]byte(wqlMessage))))
		req.Header.Set("Content-Type", testSealedType)
		resp, err := c.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if resp.ContentLength != length {
			t.Errorf("%s announces %d bytes", fault, resp.ContentLength)
		}
		if n, err := io.CopyN(io.Discard, resp.Body, 64<<20); err != nil {
			t.Errorf("%s: %d bytes, %v", fault, n, err)
		}
		resp.Body.Close()
	}
}

// A node that sends slowly or not at all stops as soon as the farm does.
func TestStallsEndWithTheFarm(t *testing.T) {
	for _, tt := range []struct {
		fault   string
		latency time.Duration
		headers bool // come before the stall
	}{{FaultSilent, 0, false}, {FaultSlowBody, 0, true}, {"", time.Hour, false}} {
		before := runtime.NumGoroutine()
		n := &windows.Node{Name: "N", Account: testAccount}
		n.Conduct.Fault, n.Conduct.Latency = tt.fault, tt.latency
		f, err := start([]*windows.Node{n}, []system{&fakeWindows{}}, Options{HTTPS: true}, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		c := connect(t, f)
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		req, _ := http.NewRequestWithContext(ctx, "POST", c.url, strings.NewReader(wqlMessage))
		req.Header.Set("Authorization", c.basic)
		resp, err := c.http.Do(req)
		if (err == nil) != tt.headers {
			t.Errorf("%q: %v", tt.fault, err)
		}
		if err == nil {
			if body, err := io.ReadAll(resp.Body); !errors.Is(err, context.DeadlineExceeded) || len(body) != 1 {
				t.Errorf("%q: %d bytes, %v", tt.fault, len(body), err)
			}
			resp.Body.Close()
		}
		cancel()
		began := time.Now()
		f.Close()
		if took := time.Since(began); took > time.Second/2 {
			t.Errorf("%q: Close took %v", tt.fault, took)
		}
		c.http.CloseIdleConnections()
		awaitGoroutines(t, before)
	}
}

func TestResetMidBody(t *testing.T) {
	c := connect(t, hostile(t, FaultResetMidBody, &fakeWindows{rows: rowsOf(1, strings.Repeat("x", 70_000))}))
	req, _ := http.NewRequest("POST", c.url, bytes.NewReader(c.wrap([]byte(wqlMessage))))
	req.Header.Set("Content-Type", testSealedType)
	resp, err := c.http.Do(req)
	if err == nil {
		_, err = io.ReadAll(resp.Body)
		resp.Body.Close()
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("error %v", err)
	}
}

func TestUnauthorizedLater(t *testing.T) {
	c := connect(t, hostile(t, FaultUnauthorizedLater, &fakeWindows{}))
	c.ask(wqlMessage)
	if resp, _ := c.sealedPost(); resp.StatusCode != 401 {
		t.Errorf("status %d", resp.StatusCode)
	}
	resp, _ := c.post(http.Header{"Authorization": {"Negotiate " + base64.StdEncoding.EncodeToString(negotiateMessage(supported))}}, nil)
	if got := resp.Header.Get("WWW-Authenticate"); resp.StatusCode != 401 || got != "Negotiate" {
		t.Errorf("a new handshake: %d %q", resp.StatusCode, got)
	}
}

func TestRedirect(t *testing.T) {
	c := dial(t, hostile(t, FaultRedirect, &fakeWindows{}).Endpoints()[0])
	resp, _ := c.post(http.Header{}, []byte("x"))
	if want := strings.Replace(c.url, "127.0.0.1", "localhost", 1); resp.StatusCode != 302 || resp.Header.Get("Location") != want {
		t.Errorf("%d to %q", resp.StatusCode, resp.Header.Get("Location"))
	}
}

func TestQuotaOnce(t *testing.T) {
	c := connect(t, hostile(t, FaultQuotaOnce, &fakeWindows{}))
	if got := c.fault(wqlMessage); got != "2150859174" {
		t.Errorf("fault %s", got)
	}
	c.ask(wqlMessage)
}

func TestHostileOutput(t *testing.T) {
	for _, tt := range []struct {
		fault string
		check func(*xmlNode) bool
	}{
		{FaultEndlessOutput, func(r *xmlNode) bool {
			return strings.HasSuffix(r.child(nsShell, "CommandState").attribute("State"), "Running") && len(r.text(nsShell, "Stream")) > 20_000
		}},
		{FaultBadBase64, func(r *xmlNode) bool {
			_, err := base64.StdEncoding.DecodeString(r.text(nsShell, "Stream"))
			return err != nil
		}},
		{FaultPanicText, func(r *xmlNode) bool {
			raw, err := base64.StdEncoding.DecodeString(r.text(nsShell, "Stream"))
			return err == nil && bytes.Contains(raw, []byte("\x1b]0;")) && bytes.HasSuffix(raw, []byte("out"))
		}},
	} {
		c := connect(t, hostile(t, tt.fault, &fakeWindows{output: "out"}))
		shell := c.openShell()
		command := c.start(shell)
		rounds := 1
		if tt.fault == FaultEndlessOutput {
			rounds = 10
		}
		for range rounds {
			if r := c.ask(shellMessage(actionReceive, shell, receiveBody(command))); !tt.check(r) {
				t.Errorf("%s: %+v", tt.fault, r.children)
			}
		}
	}
}

func TestPanicText(t *testing.T) {
	c := connect(t, hostile(t, FaultPanicText, &fakeWindows{rows: rowsOf(1, "a")}))
	name := c.ask(wqlMessage).child(nsWSMan, "Items").children[0].text("", "Name")
	for _, want := range []string{"a0\u009b31m", "\u202e", "<script>", "?]0;owned?"} {
		if !strings.Contains(name, want) {
			t.Errorf("%q lacks %q", name, want)
		}
	}
	_, answer := c.exchange(message("urn:x", cimv2, "", ""))
	if !strings.Contains(answer, "\u009b31m") {
		t.Error("the fault has a clean text")
	}
}
