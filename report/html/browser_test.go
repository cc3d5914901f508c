package html

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// browse opens a report in Chromium, without a network; the test is skipped
// where there is none.
func browse(t *testing.T, r *report.Result) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		t.Skip("there is no Chromium on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"), chromedp.WindowSize(1200, 900))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses root with it
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // starts it
		t.Fatal(err)
	}
	// A dialog that a script of a node opens would stop the page until then.
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	file := filepath.Join(t.TempDir(), "report.html")
	if err := report.WriteFile(file, func(w io.Writer) error { return Write(w, r, report.Options{}) }); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate("file://"+file)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// do runs a statement in the page.
func do(t *testing.T, ctx context.Context, statement string) {
	t.Helper()
	value[bool](t, ctx, "(() => { "+statement+"; return true; })()")
}

// value evaluates an expression in the page.
func value[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const shownIDs = `Array.from(document.querySelectorAll("details.subject")).filter((s) => !s.hidden).map((s) => s.querySelector(".id").textContent)`

func TestHTMLFilters(t *testing.T) {
	ctx := browse(t, fixture.Result(fixture.FieldReport(), fixture.Flipping()))
	all := value[[]string](t, ctx, shownIDs)
	if len(all) == 0 || strings.Contains(strings.Join(all, " "), "service/MpsSvc") {
		t.Errorf("shown at first: %q", all)
	}
	for _, c := range []struct{ name, value, want string }{
		{"severity", "0", "hotfix/KB2524478 hotfix/KB2552040 firewall/cluster-udp-3343-in network-profile/flips"},
		{"family", "heartbeat", "heartbeat/agreement heartbeat/SameSubnetThreshold"},
		{"node", "c2-n2", "network-profile/flips"},
		{"words", "asymmetrically", "hotfix/KB2552040"},
	} {
		do(t, ctx, `const f = document.getElementById("filters"); f.elements.namedItem("`+c.name+`").value = "`+c.value+`"; f.dispatchEvent(new Event("input"))`)
		if got := strings.Join(value[[]string](t, ctx, shownIDs), " "); !sameWords(got, c.want) {
			t.Errorf("%s %s shows %q, want %q", c.name, c.value, got, c.want)
		}
		value[bool](t, ctx, `new Promise((done) => { document.querySelector("button[type=reset]").click(); setTimeout(() => done(true), 20); })`)
	}
	if got := value[[]string](t, ctx, shownIDs); len(got) != len(all) {
		t.Errorf("after a reset %d are shown, not %d", len(got), len(all))
	}
	do(t, ctx, `document.querySelector('a[data-node="c1-n1"][data-family="offload"]').click()`)
	if got := value[[]string](t, ctx, shownIDs); !sameWords(strings.Join(got, " "), "offload/netdma offload/rss offload/chimney") {
		t.Errorf("a cell of the matrix shows %q", got)
	}
	if got := value[string](t, ctx, `document.getElementById("count").textContent`); !strings.HasPrefix(got, "3 of ") {
		t.Errorf("the page says %q", got)
	}
}

func sameWords(a, b string) bool {
	in := map[string]int{}
	for _, w := range strings.Fields(a) {
		in[w]++
	}
	for _, w := range strings.Fields(b) {
		in[w]--
	}
	for _, n := range in {
		if n != 0 {
			return false
		}
	}
	return true
}

func TestHTMLCopies(t *testing.T) {
	ctx := browse(t, fixture.Result(fixture.FieldReport()))
	do(t, ctx, `document.execCommand = (name) => { window.copied = name + " " + document.querySelector("textarea").value; return true; };
		Object.defineProperty(window, "isSecureContext", {value: false});
		document.querySelector("button.copy").click()`)
	const want = "copy wusa.exe Windows6.1-KB2552040-x64.msu /quiet /norestart"
	if got := value[string](t, ctx, "window.copied"); got != want {
		t.Errorf("%q was copied, want %q", got, want)
	}
	if got := value[string](t, ctx, `document.querySelector("button.copy").textContent`); got != "Copied" {
		t.Errorf("the button says %q", got)
	}
}

// TestHTMLIsAccessible asks axe-core, in light and dark; AXE_CORE is the path of
// axe.min.js of that npm package.
func TestHTMLIsAccessible(t *testing.T) {
	axe, err := os.ReadFile(os.Getenv("AXE_CORE"))
	if err != nil {
		t.Skip("AXE_CORE names no axe.min.js")
	}
	ctx := browse(t, fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Flipping()))
	for _, scheme := range []string{"light", "dark"} {
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
			t.Fatal(err)
		}
		do(t, ctx, `document.querySelectorAll("details").forEach((d) => { d.open = true; });
			document.querySelectorAll("input[name=status]").forEach((box) => { box.checked = true; });
			document.getElementById("filters").dispatchEvent(new Event("input"))`)
		do(t, ctx, string(axe))
		var found []struct {
			ID, Help string
			Nodes    []struct{ HTML string }
		}
		answer := value[string](t, ctx, `axe.run().then((r) => JSON.stringify(r.violations))`)
		if err := json.Unmarshal([]byte(answer), &found); err != nil {
			t.Fatal(err)
		}
		for _, v := range found {
			t.Errorf("%s: %s: %s (%d times), as in %s", scheme, v.ID, v.Help, len(v.Nodes), v.Nodes[0].HTML)
		}
	}
}
