package html

import (
	"context"
	"encoding/json"
	"fmt"
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
	return browsePage(t, rendered(t, r))
}

func browsePage(t *testing.T, page []byte) context.Context {
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
	if err := os.WriteFile(file, page, 0o644); err != nil {
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

const shownIDs = `Array.from(document.querySelectorAll("details.subject")).filter((s) => !s.closest("[hidden]")).map((s) => s.querySelector(".id").textContent)`

// counts are the numbers at the boxes of the filter.
const counts = `Array.from(document.querySelectorAll("input[name=status]")).map((b) => b.value + " " + b.parentElement.querySelector(".n").textContent).join(", ")`

// set chooses a value of the filter.
func set(t *testing.T, ctx context.Context, name, to string) {
	t.Helper()
	do(t, ctx, `const f = document.getElementById("filters"); f.elements.namedItem("`+name+`").value = "`+to+`"; f.dispatchEvent(new Event("input"))`)
}

func reset(t *testing.T, ctx context.Context) {
	t.Helper()
	value[bool](t, ctx, `new Promise((done) => { document.querySelector("button[type=reset]").click(); setTimeout(() => done(true), 20); })`)
}

func TestHTMLFilters(t *testing.T) {
	ctx := browse(t, fixture.Result(fixture.FieldReport(), fixture.Flipping()))
	all := value[[]string](t, ctx, shownIDs)
	if len(all) == 0 {
		t.Fatal("nothing is shown at first")
	}
	for _, c := range []struct{ name, value, want, counts string }{
		{"severity", "0", "hotfix/KB2524478 hotfix/KB2552040 firewall/cluster-udp-3343-in firewall/cluster-udp-3343-in hotfix/KB2552040 network-profile/flips",
			"drift 5, unknown 2, waived 0, pass 9, not-applicable 0"},
		{"family", "heartbeat", "heartbeat/agreement heartbeat/SameSubnetThreshold", "drift 2, unknown 0, waived 0, pass 0, not-applicable 0"},
		{"node", "c2-n2", "network-profile/flips", "drift 1, unknown 0, waived 0, pass 0, not-applicable 0"},
		{"node", "c2", "network-profile/flips consistency/offload", "drift 2, unknown 0, waived 0, pass 0, not-applicable 0"},
		{"words", "asymmetrically", "hotfix/KB2552040", "drift 3, unknown 0, waived 0, pass 0, not-applicable 0"},
	} {
		set(t, ctx, c.name, c.value)
		if got := strings.Join(value[[]string](t, ctx, shownIDs), " "); !sameWords(got, c.want) {
			t.Errorf("%s %s shows %q, want %q", c.name, c.value, got, c.want)
		}
		if got := value[string](t, ctx, counts); got != c.counts {
			t.Errorf("%s %s counts %s, want %s", c.name, c.value, got, c.counts)
		}
		if got, want := value[string](t, ctx, "location.hash"), "#&"+c.name+"="+c.value; got != want {
			t.Errorf("the address is %s, want %s", got, want)
		}
		reset(t, ctx)
	}
	if got := value[[]string](t, ctx, shownIDs); len(got) != len(all) {
		t.Errorf("after a reset %d are shown, not %d", len(got), len(all))
	}
	if got := value[string](t, ctx, "location.hash"); got != "" {
		t.Errorf("after a reset the address is %q", got)
	}
	set(t, ctx, "words", "no such word")
	if !value[bool](t, ctx, `!document.getElementById("nothing").hidden`) {
		t.Error("the page does not say that nothing fits")
	}
}

// A cell of the matrix shows the findings of one family on one node with their evidence,
// those that pass too, and the address leads there again.
func TestHTMLCells(t *testing.T) {
	ctx := browse(t, fixture.Result(fixture.FieldReport(), fixture.Chain()))
	for _, c := range []struct{ node, family, want, counts string }{
		{"c2-n1", "offload", "offload/netdma offload/rss offload/chimney", "drift 2, unknown 0, waived 0, pass 1, not-applicable 0"},
		{"c2-n4", "offload", "offload/chimney", "drift 0, unknown 0, waived 0, pass 1, not-applicable 0"},
		{"c1-n4", "service", "service/ClusSvc", "drift 0, unknown 0, waived 0, pass 1, not-applicable 0"},
	} {
		reset(t, ctx)
		do(t, ctx, `document.querySelector('a[data-node="`+c.node+`"][data-family="`+c.family+`"]').click()`)
		check := func(when string) {
			t.Helper()
			if got := strings.Join(value[[]string](t, ctx, shownIDs), " "); !sameWords(got, c.want) {
				t.Errorf("%s: %s of %s shows %q, want %q", when, c.family, c.node, got, c.want)
			}
			if got := value[string](t, ctx, counts); got != c.counts {
				t.Errorf("%s: %s of %s counts %s, want %s", when, c.family, c.node, got, c.counts)
			}
		}
		check("clicked")
		if hidden := value[int](t, ctx, `Array.from(document.querySelectorAll(".subject:not([hidden]) .verdict:not([hidden])")).filter((v) => !v.checkVisibility({contentVisibilityAuto: true})).length`); hidden != 0 {
			t.Errorf("%s of %s: %d verdicts are folded", c.family, c.node, hidden)
		}
		address := value[string](t, ctx, "location.href")
		reset(t, ctx)
		if err := chromedp.Do(ctx, chromedp.Navigate("about:blank"), chromedp.Navigate(address)); err != nil {
			t.Fatal(err)
		}
		check("by its address")
	}
}

// The address of a finding opens it, with the script and without.
func TestHTMLAddresses(t *testing.T) {
	for _, script := range []bool{true, false} {
		ctx := browse(t, fixture.Result(fixture.Chain()))
		if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !script}); err != nil {
			t.Fatal(err)
		}
		page := strings.TrimSuffix(value[string](t, ctx, "location.href"), "#")
		if err := chromedp.Do(ctx, chromedp.Navigate("about:blank"), chromedp.Navigate(page+"#c1-event-node-removed-hv02")); err != nil {
			t.Fatal(err)
		}
		if !script {
			if hidden := value[bool](t, ctx, `document.getElementById("filters").hidden`); !hidden {
				t.Error("without the script there is a filter")
			}
		}
		top := value[float64](t, ctx, `document.getElementById("c1-event-node-removed-hv02").getBoundingClientRect().top`)
		if top < 0 || top > 900 {
			t.Errorf("script %t: the finding is at %.0f", script, top)
		}
	}
	ctx := browse(t, fixture.Result(fixture.Chain()))
	do(t, ctx, `document.querySelector("#c1-event-node-removed-hv02 > summary").click()`)
	if got := value[string](t, ctx, "location.hash"); got != "#c1-event-node-removed-hv02" {
		t.Errorf("an opened finding has the address %q", got)
	}
}

// The index of clusters is filtered by verdict and name, and its address keeps that.
func TestHTMLIndex(t *testing.T) {
	quiet := named("SQL-PROD-2")
	files, err := Pages(fixture.Result(fixture.Quiet(), quiet, fixture.Chain()))
	if err != nil {
		t.Fatal(err)
	}
	ctx := browsePage(t, files[len(files)-1].Data)
	const shown = `Array.from(document.querySelectorAll("tbody tr[data-verdict]")).filter((r) => r.checkVisibility()).map((r) => r.cells[0].textContent).join(" ")`
	if got := value[string](t, ctx, shown); got != "CHAIN SQL-PROD SQL-PROD-2" {
		t.Errorf("at first %s", got)
	}
	do(t, ctx, `document.querySelector("input[value=drift]").click(); const f = document.getElementById("clusters-filter"); f.elements.namedItem("words").value = "prod-2"; f.dispatchEvent(new Event("input"))`)
	if got := value[string](t, ctx, shown); got != "SQL-PROD-2" {
		t.Errorf("filtered %s", got)
	}
	if got := value[string](t, ctx, "location.hash"); got != "#&verdict=incomplete%2Cpass&words=prod-2" {
		t.Errorf("the address is %s", got)
	}
}

// sizes are the screens on which a report is read.
var sizes = []struct{ width, height int64 }{{480, 800}, {1280, 800}}

// resize gives the page a screen.
func resize(t *testing.T, ctx context.Context, width, height int64) {
	t.Helper()
	screen := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1}
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, screen); err != nil {
		t.Fatal(err)
	}
}

// The first finding is in the first screen, of 8 nodes, of 64 and of several clusters.
func TestHTMLFirstFinding(t *testing.T) {
	for name, r := range map[string]*report.Result{
		"8 nodes": fixture.Result(fixture.Chain()), "64 nodes": fixture.Result(large()), "fleet of 1 x 64": fixture.Result(fixture.Fleet(1, 64)...),
		"8 clusters of 8": fixture.Result(fixture.Fleet(8, 8)...), "warned": warned(),
	} {
		ctx := browse(t, r)
		for _, size := range sizes {
			resize(t, ctx, size.width, size.height)
			if err := chromedp.Do(ctx, chromedp.Navigate(value[string](t, ctx, "location.href"))); err != nil {
				t.Fatal(err)
			}
			top := value[float64](t, ctx, `(() => { window.scrollTo(0, 0); return document.querySelector(".card summary").getBoundingClientRect().bottom; })()`)
			if top > float64(size.height) {
				t.Errorf("%s: at %d pixels the heading of the first finding ends at %.0f", name, size.width, top)
			}
		}
	}
}

// warned is a result with warnings above its findings.
func warned() *report.Result {
	r := fixture.Result(fixture.Weak(), fixture.Chain())
	if len(r.Warnings) == 0 {
		panic("no warning")
	}
	return r
}

// Nothing is beside the screen, whatever texts say, with everything open.
func TestHTMLFits(t *testing.T) {
	long := fixture.Chain()
	long.Cluster.Name = strings.Repeat("long", 60)
	for i := range long.Findings {
		f := &long.Findings[i]
		f.Cluster = long.Cluster.Name
		f.Got, f.Title, f.Reason = f.Got+strings.Repeat("W", 10000), strings.Repeat("<b>&", 500), strings.Repeat("x ", 5000)
	}
	for name, r := range map[string]*report.Result{
		"long texts": fixture.Result(long), "several clusters": fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Flipping()),
		"fleet of 1 x 64": fixture.Result(fixture.Fleet(1, 64)...), "clusters": fixture.Result(fixture.Fleet(30, 2)...),
	} {
		ctx := browse(t, r)
		for _, size := range sizes {
			resize(t, ctx, size.width, size.height)
			do(t, ctx, `document.querySelectorAll("details").forEach((d) => { d.open = true; }); document.querySelectorAll(".unfold").forEach((b) => { b.checked = true; })`)
			if wide := value[int64](t, ctx, "document.documentElement.scrollWidth"); wide > size.width {
				t.Errorf("%s: the page is %d pixels wide on %d", name, wide, size.width)
			}
			const cut = `Array.from(document.querySelectorAll("main *")).filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "visible" && !e.matches(".skip, option, select, input")).map((e) => e.tagName + "." + e.className)`
			if got := value[[]string](t, ctx, cut); size.width < 500 && len(got) > 0 {
				t.Errorf("%s: at %d pixels %d parts are cut: %q", name, size.width, len(got), got[:min(len(got), 3)])
			}
		}
	}
}

// missing reports what of the page is not on paper.
func missing(t *testing.T, ctx context.Context) {
	t.Helper()
	const gone = `Array.from(document.querySelectorAll("main *, .tile *")).filter((e) => e.getBoundingClientRect().height === 0 && e.textContent.trim() && !e.closest("form, #nothing, .skip, .copy, label")).map((e) => e.outerHTML.slice(0, 80))`
	if got := value[[]string](t, ctx, gone); len(got) > 0 {
		t.Errorf("%d parts are not on paper: %q", len(got), got[:min(len(got), 3)])
	}
	if n := value[int](t, ctx, `Array.from(document.querySelectorAll("circle")).filter((e) => e.getBoundingClientRect().height === 0).length`); n > 0 {
		t.Errorf("%d marks are not on paper", n)
	}
}

// The heads of a large matrix stay in sight, and what passes is unfolded without a script.
func TestHTMLMatrix(t *testing.T) {
	ctx := browse(t, fixture.Result(fixture.Fleet(1, 64)...))
	off := value[[]float64](t, ctx, `(() => { const box = document.querySelector(".has-matrix .scroll"); box.scrollTo(0, 500);
		const at = (s) => box.querySelector(s).getBoundingClientRect().top - box.getBoundingClientRect().top; return [box.scrollTop, at("thead th"), at("tbody th")]; })()`)
	if off[0] < 400 || off[1] > 1 || off[1] < -1 || off[2] > -300 {
		t.Errorf("scrolled by %.0f, the head is at %.0f and the first row at %.0f", off[0], off[1], off[2])
	}
	ctx = browse(t, fixture.Result(fixture.FieldReport()))
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(value[string](t, ctx, "location.href"))); err != nil {
		t.Fatal(err)
	}
	const rows = `Array.from(document.querySelectorAll(".matrix tbody th")).filter((r) => r.checkVisibility()).map((r) => r.textContent).join(" ")`
	if got := value[string](t, ctx, rows); got != "NODE1 NODE2 NODE3 NODE4 NODE6 NODE7 NODE8 (cluster)" {
		t.Errorf("folded, the matrix has %s", got)
	}
	do(t, ctx, `document.querySelector("label[for$=unfold]").click()`)
	if got := value[string](t, ctx, rows); got != "NODE1 NODE2 NODE3 NODE4 NODE5 NODE6 NODE7 NODE8 (cluster)" {
		t.Errorf("unfolded, the matrix has %s", got)
	}
}

// On paper everything is there, without a scrollbar, and a large matrix takes more pages
// than one.
func TestHTMLPrints(t *testing.T) {
	paper := func(r *report.Result) context.Context {
		ctx := browse(t, r)
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
			t.Fatal(err)
		}
		resize(t, ctx, 700, 900) // A4 without its margins
		return ctx
	}
	missing(t, paper(fixture.Result(fixture.FieldReport(), fixture.Flipping(), fixture.Chain(), fixture.Quiet())))
	ctx := paper(fixture.Result(fixture.Fleet(1, 64)...))
	missing(t, ctx)
	const scrolling = `Array.from(document.querySelectorAll("body *")).filter((e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX) && e.checkVisibility() && e.clientWidth > 0).map((e) => e.tagName + "." + e.className)`
	if got := value[[]string](t, ctx, scrolling); len(got) > 0 {
		t.Errorf("these scroll on paper: %q", got)
	}
	if wide := value[int64](t, ctx, "document.documentElement.scrollWidth"); wide > 700 {
		t.Errorf("the page is %d pixels wide on paper of 700", wide)
	}
	set(t, ctx, "family", "heartbeat")
	if got := value[string](t, ctx, `document.getElementById("printed").checkVisibility() ? document.getElementById("printed").textContent : ""`); got != "Filtered: 64 of 3840 findings (family=heartbeat)." {
		t.Errorf("a filtered page says on paper %q", got)
	}
	reset(t, ctx)
	if rows := value[int](t, ctx, `document.querySelectorAll(".matrix tbody tr").length`); rows < 64 {
		t.Errorf("%d rows", rows)
	}
	if height := value[float64](t, ctx, `document.querySelector(".matrix").getBoundingClientRect().height`); height < 700 {
		t.Errorf("the matrix is %.0f pixels high, which is one page", height)
	}
	if repeated := value[string](t, ctx, `getComputedStyle(document.querySelector(".matrix thead")).display`); repeated != "table-header-group" {
		t.Errorf("the head of the matrix is not repeated: %s", repeated)
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
	pages, err := Pages(fixture.Result(fixture.Fleet(3, 2)...))
	if err != nil {
		t.Fatal(err)
	}
	for name, ctx := range map[string]context.Context{
		"clusters": browse(t, fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Flipping(), fixture.Chain())),
		"chain":    browse(t, fixture.Result(fixture.Chain())), "index": browsePage(t, pages[len(pages)-1].Data), "page": browsePage(t, pages[0].Data),
	} {
		for _, scheme := range []string{"light", "dark"} {
			for _, size := range sizes {
				resize(t, ctx, size.width, size.height)
				complaints(t, ctx, string(axe), scheme, fmt.Sprintf("%s, %s, %d pixels", name, scheme, size.width))
			}
		}
	}
}

// complaints reports what axe-core finds with everything open.
func complaints(t *testing.T, ctx context.Context, axe, scheme, where string) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, `document.querySelectorAll("details").forEach((d) => { d.open = true; });
		document.querySelectorAll(".unfold").forEach((box) => { box.checked = true; })`)
	do(t, ctx, axe)
	var found []struct {
		ID, Help string
		Nodes    []struct{ HTML string }
	}
	answer := value[string](t, ctx, `axe.run().then((r) => JSON.stringify(r.violations))`)
	if err := json.Unmarshal([]byte(answer), &found); err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%s: %s: %s (%d times), as in %s", where, v.ID, v.Help, len(v.Nodes), v.Nodes[0].HTML)
	}
}
