package simulator

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/trace"
)

func TestFindHoles(t *testing.T) {
	for name, tt := range map[string]struct {
		answer string
		want   []string
	}{
		"enumeration":   {"<E><Header><a:RelatesTo>r&amp;1</a:RelatesTo></Header><Body><n:EnumerateResponse><n:EnumerationContext> c </n:EnumerationContext></n:EnumerateResponse></Body></E>", []string{"RelatesTo=r&1", "EnumerationContext=c"}},
		"property":      {"<E><Body><PullResponse><Items><X><EnumerationContext>c</EnumerationContext><RelatesTo>r</RelatesTo></X></Items></PullResponse></Body></E>", nil},
		"self-closed":   {"<E><Header><RelatesTo/></Header></E>", nil},
		"empty":         {"<E><Header><RelatesTo></RelatesTo></Header></E>", []string{"RelatesTo="}},
		"with elements": {"<E><Header><RelatesTo><x/></RelatesTo></Header></E>", nil},
		"damaged":       {"<E><Header><RelatesTo>r</RelatesTo></Header>&bad;<Header><RelatesTo>s</RelatesTo>", []string{"RelatesTo=r"}},
		"unbalanced":    {"</a></a><Header><RelatesTo>r</RelatesTo>", []string{"RelatesTo=r"}},
		"no base64":     {"<ReceiveResponse><Stream>***</Stream></ReceiveResponse>", nil},
		"output":        {"<ReceiveResponse><Stream>YWJj</Stream></ReceiveResponse>", []string{"Stream=abc"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, h := range findHoles(tt.answer) {
				got = append(got, h.element+"="+h.text)
				if inside := tt.answer[h.from:h.to]; strings.ContainsAny(inside, "<>") {
					t.Errorf("the hole is %q", inside)
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("want - got +\n%s", d)
			}
		})
	}
}

const (
	oldNonce = "0123456789abcdef0123456789abcdef"
	newNonce = "fedcba9876543210fedcba9876543210"
)

// receiveTrace is a synthetic trace of a command whose output comes in pieces
// of the given size, two to an answer.
func receiveTrace(output string, size int) *trace.Trace {
	t := &trace.Trace{}
	add := func(request, response string) {
		t.Exchanges = append(t.Exchanges, trace.Exchange{Seq: len(t.Exchanges) + 1, Status: 200, Request: request, Response: response})
	}
	add(shellMessage(actionCommand, "S", commandLineBody(oldNonce)), "<CommandResponse><CommandId>C</CommandId></CommandResponse>")
	for len(output) > 0 {
		var streams string
		for range 2 {
			n := min(size, len(output))
			streams += `<Stream Name="stdout" CommandId="C">` + base64.StdEncoding.EncodeToString([]byte(output[:n])) + `</Stream>`
			output = output[n:]
		}
		add(shellMessage(actionReceive, "S", receiveBody("C")), "<ReceiveResponse>"+streams+"</ReceiveResponse>")
	}
	return t
}

func commandLineBody(nonce string) string {
	return `<rsp:CommandLine><rsp:Command>ver 2&gt;&amp;1 &amp;&amp; echo ` + nonce + `:0:0 || echo ` + nonce + `:0:1</rsp:Command></rsp:CommandLine>`
}

// The nonce of a command line is found in the output wherever that is cut.
func TestReplayRewritesNonces(t *testing.T) {
	output := "Windows " + oldNonce + ":0:0\r\n" + oldNonce[:20] + " x " + oldNonce + ":1:1\r\n"
	want := strings.ReplaceAll(output, oldNonce, newNonce)
	for size := 1; size <= len(output); size++ {
		r, err := newRecording(receiveTrace(output, size))
		if err != nil {
			t.Fatal(err)
		}
		p := newPlayback(r)
		for run := range 2 {
			if got := runReplayed(t, p); got != want {
				t.Fatalf("pieces of %d, run %d: %q, want %q", size, run, got, want)
			}
		}
	}
}

// runReplayed starts the command of receiveTrace and receives all its output.
func runReplayed(t *testing.T, p *playback) string {
	t.Helper()
	ask := func(message string) (recordedExchange, bool) {
		req, f := readRequest([]byte(message))
		if f != nil {
			t.Fatal(f.reason)
		}
		return p.answer(req, "uuid:1")
	}
	if _, ok := ask(shellMessage(actionCommand, "S", commandLineBody(newNonce))); !ok {
		t.Fatal("the command is not in the trace")
	}
	var output string
	for {
		e, ok := ask(shellMessage(actionReceive, "S", receiveBody("C")))
		if !ok {
			return output
		}
		for _, h := range findHoles(e.response) {
			output += h.text
		}
	}
}

// Two runs of the same enumeration do not get each other's pages, and a
// context that was used or made up gets none.
func TestReplayMapsContexts(t *testing.T) {
	recorded := &trace.Trace{}
	add := func(request, response string) {
		recorded.Exchanges = append(recorded.Exchanges, trace.Exchange{Seq: len(recorded.Exchanges) + 1, Status: 200, Request: request, Response: response})
	}
	page := func(kind, context string, n int) string {
		return fmt.Sprintf("<%s><EnumerationContext>%s</EnumerationContext><Items>%d</Items></%s>", kind, context, n, kind)
	}
	const wql = "SELECT Name FROM X"
	for n := range 2 { // a node that gives every enumeration the same context
		add(enumerateMessage(wql), page("EnumerateResponse", "same", 10*n))
		add(pullMessage("same", "32000"), page("PullResponse", "same", 10*n+1))
		add(pullMessage("same", "20"), "<PullResponse><Items>"+fmt.Sprint(10*n+2)+"</Items></PullResponse>")
	}
	r, err := newRecording(recorded)
	if err != nil {
		t.Fatal(err)
	}
	p := newPlayback(r)
	ask := func(message string) (context, response string) {
		req, f := readRequest([]byte(message))
		if f != nil {
			t.Fatal(f.reason)
		}
		e, ok := p.answer(req, "uuid:1")
		if !ok {
			return "", "none"
		}
		for _, h := range findHoles(e.response) {
			context = h.text
		}
		return context, e.response
	}
	pages := func(context string) (all []string) {
		for {
			next, response := ask(pullMessage(context, "5"))
			if response == "none" {
				return all
			}
			all = append(all, response[strings.Index(response, "<Items>"):])
			context = next
		}
	}
	for range 2 {
		first, _ := ask(enumerateMessage(wql))
		second, _ := ask(enumerateMessage("  " + wql + "\n"))
		if first == second || first == "same" {
			t.Fatalf("contexts %q and %q", first, second)
		}
		tail := func(n int) []string {
			return []string{fmt.Sprintf("<Items>%d</Items></PullResponse>", n+1), fmt.Sprintf("<Items>%d</Items></PullResponse>", n+2)}
		}
		if d := cmp.Diff(tail(10), pages(second)); d != "" {
			t.Errorf("second: want - got +\n%s", d)
		}
		if d := cmp.Diff(tail(0), pages(first)); d != "" {
			t.Errorf("first: want - got +\n%s", d)
		}
		if got := pages(first); got != nil {
			t.Errorf("a used context gives %q", got)
		}
		if got := pages("same"); got != nil {
			t.Errorf("the recorded context gives %q", got)
		}
	}
}
