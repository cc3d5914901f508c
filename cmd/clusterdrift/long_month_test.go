package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

// nightlyNodes are two simulated nodes in a month of nightly audits, and what surrounds
// them: files that change from night to night, a receiver of notices, and the clock.
type nightlyNodes struct {
	t        *testing.T
	dir      string
	drifts   bool // NODE0001 offloads TCP connections
	down     bool // NODE0002 does not answer
	now      time.Time
	receiver *nightlyReceiver
}

// nightlyReceiver takes notices, and behaves as a test says.
type nightlyReceiver struct {
	mu       sync.Mutex
	conduct  string // "": it works; "500", "down" or "slow"
	arrived  []notify.Message
	attempts int
}

func (r *nightlyReceiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	conduct := r.conduct
	r.attempts++
	r.mu.Unlock()
	switch conduct {
	case "500":
		w.Header().Set("Retry-After", "3600") // so that this audit does not try again
		w.WriteHeader(http.StatusInternalServerError)
		return
	case "down":
		panic(http.ErrAbortHandler) // the connection ends without an answer
	case "slow":
		<-q.Context().Done()
		return
	}
	var m notify.Message
	if err := json.Unmarshal(body, &m); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	r.arrived = append(r.arrived, m)
	r.mu.Unlock()
}

// take returns what arrived since it was called last, and whether anything was tried.
func (r *nightlyReceiver) take() (arrived []notify.Message, attempts int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	arrived, attempts = r.arrived, r.attempts
	r.arrived, r.attempts = nil, 0
	return arrived, attempts
}

func (r *nightlyReceiver) behave(conduct string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conduct = conduct
}

func (n *nightlyNodes) file(name string) string { return filepath.Join(n.dir, name) }

func (n *nightlyNodes) write(name, text string) {
	n.t.Helper()
	if err := os.WriteFile(n.file(name), []byte(text), 0o600); err != nil {
		n.t.Fatal(err)
	}
}

// run runs the program by the clock of the month.
func (n *nightlyNodes) run(args ...string) (code int, stdout, stderr string) {
	var out, errOut safeBuffer
	env := map[string]string{passwordVariable: storyPassword}
	t := term.Terminal{Out: &out, Err: &errOut, Now: func() time.Time { return n.now }, Today: baselines.EmbeddedSourcesRead, StateDir: n.dir,
		Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
	code = run(n.t.Context(), args, t)
	return code, out.String(), errOut.String()
}

// audit starts the nodes as they are that night, and audits them.
func (n *nightlyNodes) audit(args ...string) (code int, stderr string) {
	n.t.Helper()
	described := windows.Healthy(2, storyPassword)
	if n.drifts {
		for i, row := range described[0].TCP.Rows {
			if row.Key == "chimney" {
				described[0].TCP.Rows[i].Value = "automatic"
			}
		}
	}
	described[1].Conduct.Down = n.down
	farm, err := simulator.Start(described, simulator.Options{})
	if err != nil {
		n.t.Fatal(err)
	}
	defer farm.Close()
	if err := writeInventoryFile(n.dir, "nodes", demoFlags{transport: "http"}.demoNodes(described, farm.Endpoints())); err != nil {
		n.t.Fatal(err)
	}
	code, _, stderr = n.run(slices.Concat([]string{"audit", "-i", n.file("nodes.yaml"), "--waivers", n.file("waivers.yaml"), "--notify", n.file("notify.yaml"),
		"-o", "prometheus=" + n.file("nightly.prom"), "-o", "json=" + n.file("audit.json")}, args)...)
	return code, stderr
}

var metricLine = regexp.MustCompile(`(?m)^(clusterdrift_[a-z_]+)\{([^}]*)\} (\S+)$`)

// metric adds up the series that have all of the labels, which are written as in the file.
func (n *nightlyNodes) metric(name string, labels ...string) float64 {
	n.t.Helper()
	data, err := os.ReadFile(n.file("nightly.prom"))
	if err != nil {
		n.t.Fatal(err)
	}
	sum, found := 0.0, false
	for _, m := range metricLine.FindAllStringSubmatch(string(data), -1) {
		if m[1] != name || slices.ContainsFunc(labels, func(l string) bool { return !strings.Contains(m[2], l) }) {
			continue
		}
		var v float64
		if _, err := fmt.Sscanf(m[3], "%g", &v); err != nil {
			n.t.Fatal(err)
		}
		sum, found = sum+v, true
	}
	if !found {
		n.t.Errorf("%s has no series with %q", name, labels)
	}
	return sum
}

// news are the changes in a notice, as "new NODE0001 offload/chimney".
func news(all []notify.Message) []string {
	var lines []string
	for _, m := range all {
		for _, c := range m.Nodes {
			lines = append(lines, fmt.Sprintf("%s %s", c.Class, c.Name))
		}
		for _, f := range m.Findings {
			if f.ID == monthsFinding {
				lines = append(lines, fmt.Sprintf("%s %s %s", f.Class, f.Node, f.ID))
			}
		}
	}
	slices.Sort(lines)
	return lines
}

const monthsFinding = "offload/chimney"

// TestMonthOfAudits audits two simulated nodes in thirty nights with the whole program: each
// change is in the diff of its night, arrives at the receiver once whatever that did for a
// night, and is counted in the metrics; the life of the finding and the trend have it all.
func TestMonthOfAudits(t *testing.T) {
	if !isLong() {
		t.Skip("left out: it reads sixty nodes; set CLUSTERDRIFT_LONG=1, or run .ci/long")
	}
	r := &nightlyReceiver{}
	server := httptest.NewServer(r)
	server.Config.ErrorLog = nil
	defer server.Close()
	today := time.Now().UTC().Truncate(24 * time.Hour)
	nightOf := func(day int) time.Time { return today.AddDate(0, 0, day-30).Add(time.Hour) }
	n := &nightlyNodes{t: t, dir: t.TempDir(), receiver: r}
	n.write("notify.yaml", "format: 1\nsinks:\n  - {name: oncall, type: webhook, url: "+server.URL+", severity: info, timeout: 500ms}\n")
	n.write("waivers.yaml", "format: 1\nwaivers: []\n")
	n.write("site.yaml", "format: 1\nname: site\ntitle: The site\nreviewed: 2026-11-22\nextends: [ws2008r2-sp1]\noffload:\n  chimney: {severity: critical}\n")
	var baseline []string
	chimney := " NODE0001 " + monthsFinding
	nights := map[int]struct {
		happens  func()
		receiver string
		want     []string // that arrives in this night
		changes  map[string]int
	}{
		3: {happens: func() { n.drifts = true }, want: []string{"new" + chimney}, changes: map[string]int{"new": 2}}, // the adapter that offloads, too
		5: {happens: func() {
			n.write("waivers.yaml", "format: 1\nwaivers:\n  - {finding: "+monthsFinding+", reason: until the driver is replaced, owner: platform@contoso.example, expires: "+nightOf(9).Format(time.DateOnly)+"}\n")
		}, receiver: "500", changes: map[string]int{"waived": 1}},
		6:  {want: []string{"waived" + chimney}},
		10: {want: []string{"waiver-ended" + chimney}, changes: map[string]int{"waiver-ended": 1}},
		12: {happens: func() { n.down = true }, receiver: "down", changes: map[string]int{"node-not-read": 1}},
		13: {receiver: "500"},
		15: {happens: func() { n.down = false }, want: []string{"node-not-read NODE0002", "node-read-again NODE0002"}, receiver: "", changes: map[string]int{"node-read-again": 1}},
		14: {receiver: "500"},
		17: {happens: func() { baseline = []string{"--baseline", n.file("site.yaml")} }, want: []string{"severity-changed" + chimney}, changes: map[string]int{"severity-changed": 1}},
		20: {happens: func() { n.drifts = false }, receiver: "slow", changes: map[string]int{"fixed": 2}},
		21: {want: []string{"fixed" + chimney}},
		23: {happens: func() { n.drifts = true }, want: []string{"new" + chimney}, changes: map[string]int{"new": 2}},
	}
	keys := map[string]bool{}
	var order []time.Time
	for day := 1; day <= 30; day++ {
		n.now = nightOf(day)
		night := nights[day]
		if night.happens != nil {
			night.happens()
		}
		r.behave(night.receiver)
		code, stderr := n.audit(baseline...)
		if code == 2 || !strings.Contains(stderr, "recorded as run ") {
			t.Fatalf("night %d: exit %d, %s", day, code, stderr)
		}
		arrived, attempts := r.take()
		for _, m := range arrived {
			if keys[m.Key] {
				t.Errorf("night %d: the notice %s arrived twice", day, m.Key)
			}
			keys[m.Key] = true
			order = append(order, m.At)
		}
		if day == 1 {
			continue // what the nodes lack in the first place
		}
		if diff := gocmp.Diff(night.want, news(arrived)); diff != "" {
			t.Errorf("night %d: the notices (-want +got):\n%s\n%s", day, diff, stderr)
		}
		if night.receiver != "" && attempts == 0 {
			t.Errorf("night %d: nothing was tried", day)
		}
		n.check(day, night.receiver, night.changes)
	}
	if !slices.IsSortedFunc(order, time.Time.Compare) {
		t.Errorf("the notices are out of order: %v", order)
	}
	n.checkLife(nightOf)
}

// check looks at the metrics of a night, and whether diff says the same of the changes.
func (n *nightlyNodes) check(day int, receiver string, changes map[string]int) {
	t := n.t
	t.Helper()
	if pending := n.metric("clusterdrift_notices_pending", `sink="oncall"`); (pending > 0) != (receiver != "") {
		t.Errorf("night %d: %v notices are pending", day, pending)
	}
	_, stdout, stderr := n.run("diff", "-o", "json")
	var d struct {
		Counts struct{ Changes map[string]int }
	}
	if err := json.Unmarshal([]byte(stdout), &d); err != nil {
		t.Fatalf("night %d: %v: %s", day, err, cmp.Or(stderr, stdout))
	}
	for _, class := range []string{"new", "waived", "waiver-ended", "node-not-read", "node-read-again", "severity-changed", "fixed"} {
		if got := d.Counts.Changes[class]; got != changes[class] {
			t.Errorf("night %d: the diff has %d %s, want %d", day, got, class, changes[class])
		}
		if got := n.metric("clusterdrift_last_run_changes", `class="`+class+`"`); int(got) != changes[class] {
			t.Errorf("night %d: the metrics have %v %s, want %d", day, got, class, changes[class])
		}
	}
}

// checkLife looks at what the history says after the month.
func (n *nightlyNodes) checkLife(nightOf func(int) time.Time) {
	t := n.t
	t.Helper()
	const cluster = "HEALTHY001"
	if got := n.metric("clusterdrift_oldest_drift_since_timestamp_seconds", `severity="critical"`); int64(got) != nightOf(23).Unix() {
		t.Errorf("critical drift since %s, want %s", time.Unix(int64(got), 0).UTC(), nightOf(23))
	}
	code, life, stderr := n.run("history", "finding", cluster, monthsFinding, "--node", "NODE0001")
	if code != 0 {
		t.Fatal(stderr)
	}
	at := -1
	for _, day := range []int{1, 3, 5, 10, 17, 20, 23} {
		where := strings.Index(life, nightOf(day).Format(time.DateOnly))
		if where <= at {
			t.Errorf("the life of the finding has no change in night %d, or not in order:\n%s", day, life)
		}
		at = where
	}
	if code, trend, stderr := n.run("history", "trend", cluster); code != 0 || strings.Count(trend, "\n") < 30 {
		t.Errorf("the trend: %s%s", trend, stderr)
	}
	if code, pending, stderr := n.run("notify", "pending", "-o", "json"); code != 0 || strings.TrimSpace(pending) != "[]" {
		t.Errorf("pending: %s%s", pending, stderr)
	}
}
